// swift-tools-version: 6.2
import PackageDescription

/// Floors, lowest first; each target imports only what stands above its own line here.
let kernels: [Target] = [
  .target(
    name: "CMartletKernels",
    cxxSettings: [.headerSearchPath(".")],
    linkerSettings: [.linkedLibrary("hwy"), .linkedLibrary("hwy_contrib"), .linkedLibrary("gomp")]),
  .target(
    name: "COneDNN", dependencies: ["CMartletKernels"],
    cxxSettings: [.headerSearchPath(".")],
    linkerSettings: [.linkedLibrary("dnnl"), .linkedLibrary("dl"), .linkedLibrary("gomp")]),
  .systemLibrary(name: "CZlib"),
  .target(name: "CChecksum", linkerSettings: [.linkedLibrary("z")]),
  .target(name: "CDisk"),
  .target(name: "CDLPack"),
  .target(name: "CImage", linkerSettings: [.linkedLibrary("jpeg"), .linkedLibrary("png")]),
  .target(name: "CTransfer", linkerSettings: [.linkedLibrary("dl")]),
]

let library: [Target] = [
  .target(name: "MartletCore", dependencies: ["CMartletKernels", "COneDNN"]),
  .target(name: "MartletNN", dependencies: ["MartletCore"]),
  .target(name: "MartletOptim", dependencies: ["MartletCore"]),
  .target(name: "MartletData", dependencies: ["MartletCore"]),
  .target(name: "MartletFiles", dependencies: ["MartletCore", "MartletNN", "MartletOptim", "CZlib", "CChecksum", "CDisk", "CDLPack"]),
  .target(
    name: "MartletVision", dependencies: ["MartletCore", "MartletNN", "MartletData", "MartletFiles", "CImage", "CTransfer"],
    resources: [.copy("Resources")]),
  .target(name: "MartletTraining", dependencies: ["MartletCore", "MartletNN", "MartletOptim", "MartletData"]),
  .target(
    name: "Martlet",
    dependencies: ["MartletCore", "MartletNN", "MartletOptim", "MartletData", "MartletFiles", "MartletVision", "MartletTraining"]),
]

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

let programs: [Target] = [
  .executableTarget(name: "MartletCLI", dependencies: ["Martlet", argumentParser]),
  .executableTarget(name: "martlet-bench", dependencies: ["Martlet", argumentParser]),
  .executableTarget(name: "martlet-conformance", dependencies: ["Martlet", "MartletFiles", argumentParser]),
]

let examples: [Target] =
  [.target(name: "ExampleSupport", path: "Examples/Support")]
  + ["WhatIsTorchNN", "LineFit", "ImageClassifier", "CustomLayers", "AttentionByHand", "Cifar2"].map {
    .executableTarget(name: $0, dependencies: ["Martlet"], path: "Examples/\($0)")
  }
  + ["ResNet18", "MiniGPT", "LSTMText"].map {
    .executableTarget(name: $0, dependencies: ["Martlet", "ExampleSupport"], path: "Examples/\($0)")
  }

let tests: [Target] = [
  .target(name: "MartletTestSupport", dependencies: ["Martlet"], path: "Tests/Support"),
  .testTarget(name: "MartletCoreTests", dependencies: ["Martlet", "MartletTestSupport"]),
  .testTarget(name: "MartletNNTests", dependencies: ["Martlet", "MartletTestSupport"]),
  .testTarget(name: "MartletOptimTests", dependencies: ["Martlet", "MartletTestSupport"]),
  .testTarget(name: "MartletDataTests", dependencies: ["Martlet", "MartletTestSupport"]),
  .testTarget(name: "MartletFilesTests", dependencies: ["Martlet", "MartletTestSupport"]),
  .testTarget(name: "MartletVisionTests", dependencies: ["Martlet", "MartletTestSupport"]),
  .testTarget(name: "MartletTrainingTests", dependencies: ["MartletTraining"]),
  .testTarget(name: "MartletConformanceTests", dependencies: ["martlet-conformance"]),
]

let package = Package(
  name: "Martlet",
  products: [
    .library(name: "Martlet", targets: ["Martlet"]),
    .executable(name: "martlet", targets: ["MartletCLI"]),
    .executable(name: "martlet-bench", targets: ["martlet-bench"]),
    .executable(name: "martlet-conformance", targets: ["martlet-conformance"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
  ],
  targets: kernels + library + programs + examples + tests,
  cxxLanguageStandard: .cxx17
)
