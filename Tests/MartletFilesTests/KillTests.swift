import Foundation
import Martlet
import Testing

/// A program that is killed while it saves leaves the old file or the new one.
@Suite(.serialized) struct KillTests {
  /// Where the program of an exit test, which captures nothing, and its parent meet.
  private static func folder(of parent: Int32) -> String { NSTemporaryDirectory() + "martlet-kill-\(parent)" }

  /// Saves one checkpoint after the other until a thread of its own kills the whole program.
  @Sendable private static func saveUntilKilled() {
    let path = folder(of: getppid()) + "/checkpoint.pt"
    let start = (try? load(path).entry("round").int) ?? 0
    let life = UInt32.random(in: 1_000..<250_000)
    Thread.detachNewThread {
      usleep(life)
      kill(getpid(), SIGKILL)
    }
    var round = start
    while true {
      round += 1
      try? save(["round": round, "x": Tensor.full([300_000], Double(round)), "name": "round \(round)"], to: path)
    }
  }

  @Test func everyKillLeavesAWholeFile() async throws {
    let folder = Self.folder(of: getpid()), path = folder + "/checkpoint.pt"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try save(["round": 0, "x": Tensor.zeros(300_000), "name": "round 0"], to: path)
    var leftOver = 0
    for _ in 0..<25 {
      await #expect(processExitsWith: .signal(SIGKILL)) { Self.saveUntilKilled() }
      let all = try load(path), round = try all.entry("round").int
      #expect(try all.entry("name").string == "round \(round)")
      #expect(try all.entry("x").tensor.eq(Double(round)).all().item() == 1)
      leftOver += try FileManager.default.contentsOfDirectory(atPath: folder).count - 1
    }
    #expect(try load(path).entry("round").int > 0, "the program got to save between its deaths")
    #expect(leftOver > 0, "some kills hit a save in the middle")
    try save(1, to: path)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["checkpoint.pt"], "the next save removes what is left over")
  }
}
