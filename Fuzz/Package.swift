// swift-tools-version: 6.2
import PackageDescription

// A package of its own: its programs have no `main` but the fuzzer's, so they build only with `--sanitize fuzzer` (make fuzz).
let martlet: Target.Dependency = .product(name: "Martlet", package: "Martlet")
let readers = ["load", "index", "checkpoint", "idx", "cifar", "image"]

let package = Package(
  name: "Fuzz",
  dependencies: [.package(name: "Martlet", path: "..")],
  targets: [
    .target(name: "CHarness", linkerSettings: [.linkedLibrary("z")]),
    .target(name: "Harness", dependencies: ["CHarness", martlet]),
  ]
    + readers.map { .executableTarget(name: "fuzz-\($0)", dependencies: ["Harness", martlet], path: "Sources/\($0)") }
)
