import Martlet
import MartletTestSupport
import Testing

/// Trajectories recorded with PyTorch: options, groups, absent gradients, and the state at the end.
@Suite struct GoldenTrajectoryTests {
  @Test(
    .enabled(if: GoldenFile.exists("optim/SGD"), "the recorded trajectories are not in ../shared/golden/optim"),
    arguments: ["SGD", "Adam", "AdamW"])
  func replay(_ name: String) throws {
    let file = try GoldenFile("optim/" + name)
    #expect(!file.cases.isEmpty)
    for c in file.cases {
      let comment = Comment(rawValue: "\(name) \(c["id"] ?? "")")
      let params = (c["params"] as! [String]).map { file.tensor($0).requiresGrad_() }
      let grads = (c["grads"] as! [String]).map(file.tensor), expected = (c["expected"] as! [String]).map(file.tensor)
      let groups = (c["groups"] as! [GoldenFile.Case]).map { g in
        group((g["params"] as! [Int]).map { params[$0] }, g["options"] as! GoldenFile.Case)
      }
      let opt = optimizer(name, groups, c["defaults"] as! GoldenFile.Case)
      let absent = c["no_grad_at"] as? [[Int]] ?? []
      let rtol = c["rtol"] as! Double, atol = c["atol"] as! Double
      for step in 0..<(c["steps"] as! Int) {
        for (k, p) in params.enumerated() { p.grad = absent.contains([step, k]) ? nil : grads[k][step].clone() }
        opt.step()
        for (k, p) in params.enumerated() {
          #expect(difference(p.detach(), expected[k][step].toArray(), rtol: rtol, atol: atol) == nil, comment)
        }
      }
      for (k, entries) in c["state_after"] as! [String: [String: Any]] {
        let state = opt.state(of: params[Int(k)!])
        for (field, key) in entries {
          let recorded = (key as? String).map { file.tensor($0).toArray(Double.self) } ?? [key as! Double]
          let own = try #require(try state[field]?.tensor, comment).toArray(Double.self)
          #expect(difference(own, recorded, rtol: c["state_rtol"] as! Double, atol: c["state_atol"] as! Double) == nil, comment)
        }
      }
    }
  }

  private func group(_ params: [Tensor], _ o: GoldenFile.Case) -> ParamGroup {
    ParamGroup(params, lr: o["lr"] as? Double, weightDecay: o["weight_decay"] as? Double)
  }

  private func optimizer(_ name: String, _ groups: [ParamGroup], _ o: GoldenFile.Case) -> Optimizer {
    func number(_ key: String, _ standard: Double) -> Double { o[key] as? Double ?? standard }
    func flag(_ key: String) -> Bool { o[key] as? Bool ?? false }
    if name == "SGD" {
      return SGD(
        groups, lr: number("lr", 1e-3), momentum: number("momentum", 0), dampening: number("dampening", 0),
        weightDecay: number("weight_decay", 0), nesterov: flag("nesterov"), maximize: flag("maximize"))
    }
    let betas = o["betas"] as? [Double] ?? [0.9, 0.999]
    // PyTorch's Adam with a decoupled weight decay is AdamW.
    if name == "AdamW" || flag("decoupled_weight_decay") {
      return AdamW(
        groups, lr: number("lr", 1e-3), betas: (betas[0], betas[1]), eps: number("eps", 1e-8), weightDecay: number("weight_decay", 1e-2),
        amsgrad: flag("amsgrad"), maximize: flag("maximize"))
    }
    return Adam(
      groups, lr: number("lr", 1e-3), betas: (betas[0], betas[1]), eps: number("eps", 1e-8), weightDecay: number("weight_decay", 0),
      amsgrad: flag("amsgrad"), maximize: flag("maximize"))
  }
}
