import Foundation
import Testing

/// The program as a whole, on a folder of cases of the test's making.
@Suite struct ProgramTests {
  @Test func survivesTrapsAndCountsEveryCase() throws {
    let folder = try Folder()
    try folder.write(
      "INDEX.json",
      """
      {"suite":"ops","files":[{"file":"type_promotion.promote_types","tier":1,"cases":2,"errors":0},
      {"file":"eye","tier":1,"cases":1,"errors":3},{"file":"no_such_op","tier":2,"cases":1,"errors":0}]}
      """)
    // int8 and uint8 promote to int16.
    try folder.write(
      "type_promotion.promote_types.json",
      """
      {"op":"promote_types","cases":[
      {"id":"c0","args":[{"dtype":"int8"},{"dtype":"uint8"}],"kwargs":{},"outputs":[{"dtype":"int16"}],"rtol":0,"atol":0},
      {"id":"c1","args":[{"dtype":"int8"},{"dtype":"uint8"}],"kwargs":{},"outputs":[{"dtype":"int8"}],"rtol":0,"atol":0}]}
      """)
    // c0 stops the program although it must not; e0 must and does; e1 would not compile; e2 must and does not.
    try folder.write(
      "eye.json",
      """
      {"op":"eye","cases":[{"id":"c0","args":[{"int":-1}],"kwargs":{},"outputs":[],"rtol":0,"atol":0}],
      "errors":[{"id":"e0","args":[{"int":-1}],"kwargs":{}},{"id":"e1","args":[{"str":"a"}],"kwargs":{}},{"id":"e2","args":[{"int":2}],"kwargs":{}}]}
      """)
    try folder.write("no_such_op.json", #"{"op":"no_such_op","cases":[{"id":"c0","args":[],"kwargs":{},"outputs":[]}]}"#)

    let all = try folder.run(["--verbose"])
    #expect(all.status == 1)
    #expect(all.lines.first == "ops: passed 3 of 7")
    #expect(all.lines.contains { $0.hasPrefix("  type_promotion.promote_types c1: ") })
    #expect(all.lines.contains { $0.hasPrefix("  eye c0: refused: ") })
    #expect(all.lines.contains { $0.hasPrefix("  eye e2: not refused") })
    #expect(all.lines.contains("  missing: no_such_op 1"))
    #expect(!all.lines.contains { $0.hasPrefix("  eye e0") || $0.hasPrefix("  eye e1") })

    #expect(try folder.run(["--tier", "1"]).lines.first == "ops: passed 3 of 6")
    #expect(try folder.run(["--only", "nothing"]).status != 0)
  }
}

/// A suite of cases in a folder that lives as long as the test.
private final class Folder {
  private let root = FileManager.default.temporaryDirectory.appendingPathComponent("golden-\(UUID().uuidString)")

  init() throws { try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true) }
  deinit { try? FileManager.default.removeItem(at: root) }

  func write(_ name: String, _ text: String) throws { try Data(text.utf8).write(to: root.appendingPathComponent(name)) }

  /// Runs the program that was built beside these tests.
  func run(_ options: [String]) throws -> (status: Int32, lines: [String]) {
    let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    let process = Process(), output = Pipe()
    process.executableURL = tests.deletingLastPathComponent().appendingPathComponent("martlet-conformance")
    process.arguments = [root.path] + options
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, text.split(separator: "\n").map(String.init))
  }
}
