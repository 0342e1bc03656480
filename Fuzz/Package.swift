// swift-tools-version: 6.2
import PackageDescription

// A package of its own: its programs have no `main` but the fuzzer's, so they build only with `--sanitize fuzzer` (make fuzz).
let readers = ["load", "idx", "image"]

let package = Package(
  name: "Fuzz",
  dependencies: [.package(name: "Martlet", path: "..")],
  targets: readers.map {
    .executableTarget(
      name: "fuzz-\($0)", dependencies: [.product(name: "Martlet", package: "Martlet")], path: "Sources/\($0)",
      swiftSettings: [.swiftLanguageMode(.v6)])
  }
)
