import Foundation

/// Unpacks a tar archive into a new temporary folder and returns its path.
func unpacked(_ archive: String) throws -> String {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("cifar2-\(UUID().uuidString)").path
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  let tar = Process()
  tar.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  tar.arguments = ["tar", "-xzf", archive, "-C", folder]
  try tar.run()
  tar.waitUntilExit()
  guard tar.terminationStatus == 0 else { throw CocoaError(.fileReadCorruptFile) }
  return folder
}
