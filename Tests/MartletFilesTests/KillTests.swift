import Foundation
import Martlet
import Testing

/// A program that is killed while it saves leaves the old file or the new one.
///
/// `MARTLET_KILLS=300 make test ARGS="--filter KillTests"` kills 300 programs of each kind instead of 15.
@Suite(.serialized) struct KillTests {
  /// What is saved over and over: files of several pieces whose content says from which round it is, each value of it.
  private enum Kind: String {
    case torch, safetensors, checkpoint

    /// Where the program of an exit test, which captures nothing, and its parent meet.
    func folder(of parent: Int32) -> String { NSTemporaryDirectory() + "martlet-kill-\(rawValue)-\(parent)" }

    func save(_ round: Int, in folder: String) throws {
      switch self {
      case .torch:
        try Martlet.save(["round": round, "x": Tensor.full([2_000_000], Double(round)), "name": "round \(round)"], to: folder + "/a.pt")
      case .safetensors:
        try Martlet.save(["round": Tensor(round), "x": Tensor.full([2_000_000], Double(round))], to: folder + "/a.safetensors")
      case .checkpoint:
        let net = Linear(2000, 1000)
        noGrad { for p in net.parameters() { p.fill_(Double(round)) } }
        try Checkpoint(folder, model: net, keep: 2).save(epoch: round)
      }
    }

    /// The round of what is there, once all of it has been found to be of that round.
    func check(in folder: String) throws -> Int {
      switch self {
      case .torch:
        let all = try load(folder + "/a.pt"), round = try all.entry("round").int
        #expect(try all.entry("name").string == "round \(round)")
        #expect(try all.entry("x").tensor.eq(Double(round)).all().item() == 1)
        return round
      case .safetensors:
        let file = try SafeTensorsFile(folder + "/a.safetensors"), round = try file.tensor("round").item(as: Int.self)
        #expect(try file.tensor("x").eq(Double(round)).all().item() == 1)
        return round
      case .checkpoint:
        let net = Linear(2000, 1000), checkpoint = Checkpoint(folder, model: net, keep: 2)
        for round in try checkpoint.epochs() {
          #expect(try checkpoint.restore(epoch: round) == round)
          #expect(net.parameters().allSatisfy { $0.eq(Double(round)).all().item() == 1 })
        }
        return try #require(try checkpoint.epochs().last)
      }
    }
  }

  /// Saves one round after the other until a thread of its own kills the whole program.
  private static func saveUntilKilled(_ kind: Kind) {
    let folder = kind.folder(of: getppid()), start = (try? kind.check(in: folder)) ?? 0, life = UInt32.random(in: 1_000..<250_000)
    Thread.detachNewThread {
      usleep(life)
      kill(getpid(), SIGKILL)
    }
    for round in (start + 1)... { try? kind.save(round, in: folder) }
  }

  private func everyKillLeavesWholeFiles(_ kind: Kind, _ runAndKill: () async -> Void) async throws {
    let folder = kind.folder(of: getpid()), kills = Int(ProcessInfo.processInfo.environment["MARTLET_KILLS"] ?? "") ?? 15
    func partial() throws -> Int { try FileManager.default.contentsOfDirectory(atPath: folder).count { $0.hasSuffix(".partial") } }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try kind.save(1, in: folder)
    var last = 1, inTheMiddle = 0
    for _ in 0..<kills {
      await runAndKill()
      let round = try kind.check(in: folder)
      #expect(round >= last, "what was complete does not go away")
      last = round
      inTheMiddle += try partial()
    }
    #expect(last > 1, "the programs got to save between their deaths")
    #expect(inTheMiddle > 0, "some kills hit a save in the middle")
    try kind.save(last, in: folder)
    #expect(try kind == .checkpoint || partial() == 0, "the next save removes what is left over")
  }

  @Test func torch() async throws {
    try await everyKillLeavesWholeFiles(.torch) { await #expect(processExitsWith: .signal(SIGKILL)) { Self.saveUntilKilled(.torch) } }
  }

  @Test func safetensors() async throws {
    try await everyKillLeavesWholeFiles(.safetensors) {
      await #expect(processExitsWith: .signal(SIGKILL)) { Self.saveUntilKilled(.safetensors) }
    }
  }

  @Test func checkpoints() async throws {
    try await everyKillLeavesWholeFiles(.checkpoint) {
      await #expect(processExitsWith: .signal(SIGKILL)) { Self.saveUntilKilled(.checkpoint) }
    }
  }
}
