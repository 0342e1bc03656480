import ArgumentParser
import Martlet

/// `martlet info`: what this build runs on.
struct Info: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Show version, devices, instruction set, libraries and threads.")

  func run() {
    let devices = ["cpu"] + (0..<CUDA.deviceCount).map { "cuda:\($0)" }
    let rows = [
      ("Martlet", RuntimeInfo.version), ("devices", devices.joined(separator: ", ")),
      ("instruction set", RuntimeInfo.instructionSet), ("threads", "\(numThreads())"),
    ] + RuntimeInfo.libraries.map { ("library", $0) }
    for (name, value) in rows { print(name.padding(16), value) }
  }
}

extension String {
  fileprivate func padding(_ width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
