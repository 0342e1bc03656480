/// Stops at the first op whose backward pass meets a NaN.
enum AnomalyMode {
  @TaskLocal static var isEnabled = false

  @inline(__always) static func check(_ node: Node, incoming: @autoclosure () -> [Tensor?]) {
    if isEnabled { inspect(node, incoming()) }
  }

  @inline(never) private static func inspect(_ node: Node, _ gradients: [Tensor?]) {
    for (i, g) in gradients.enumerated() {
      guard let g, g.dtype.isFloatingPoint, noGrad({ g.isnan().any().item(as: Bool.self) }) else { continue }
      fail("detectAnomaly", "the gradient that arrived at output \(i) of \(node.name) contains NaN")
    }
  }
}
