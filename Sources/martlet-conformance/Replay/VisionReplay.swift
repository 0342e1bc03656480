import Martlet
import MartletFiles

/// Decodes images, runs chains of transforms over them and compares the pixels.
struct VisionReplay: Replayer {
  private let file: CaseFile
  private let inputs: [JSON]
  private typealias Step = @Sendable (Visual, VisionArguments) throws -> Visual

  init(_ file: CaseFile) {
    self.file = file
    inputs = file.head["inputs"]?.array ?? []
  }

  var count: Int { file.cases.count }
  func id(_ i: Int) -> String { file.cases[i]["id"]?.string ?? "\(i)" }
  func mustRefuse(_ i: Int) -> Bool { false }

  func replay(_ i: Int) throws -> Verdict {
    let json = file.cases[i]
    let name = try (json["input"]?.string).orFormatError("input")
    guard let input = inputs.first(where: { $0["id"]?.string == name }) else { throw FormatError("no input '\(name)'") }
    let path = file.folder.appendingPathComponent(try (input["file"]?.string).orFormatError("file")).path
    var x = Visual.image(try Image(path))
    if let reason = try difference(x, input, "pixels") { return .failed("decoded: \(reason)") }
    for step in json["transforms"]?.array ?? [] {
      let name = try (step["name"]?.string).orFormatError("name")
      guard let run = Self.steps[name] else { return .missing }
      x = try run(x, VisionArguments(step["args"] ?? .object([])))
    }
    return try difference(x, json, "expected").map(Verdict.failed) ?? .passed
  }

  /// How a picture differs from the tensor that a field names; pixels may differ by some levels.
  private func difference(_ x: Visual, _ json: JSON, _ field: String) throws -> String? {
    let actual = x.tensor, expected = try TensorPool(file.tensors).values(try (json[field]?.string).orFormatError(field))
    if actual.dtype != expected.dtype { return "dtype \(actual.dtype), expected \(expected.dtype)" }
    let tolerance = Tolerance(rtol: 0, atol: json["atol"]?.double ?? 0)
    return martlet_conformance.difference(actual.to(.float64), expected.to(.float64), tolerance)
  }

  private static func functional(_ run: @escaping @Sendable (Image, VisionArguments) throws -> Image) -> Step {
    { x, a in .image(try run(x.image, a)) }
  }

  private static func transform(_ make: @escaping @Sendable (VisionArguments) throws -> any Transform) -> Step {
    { x, a in try make(a).apply(x) }
  }

  private static let steps: [String: Step] = [
    "ToTensor": transform { _ in ToTensor() },
    "PILToTensor": transform { _ in PILToTensor() },
    "Normalize": transform { Normalize(mean: try $0.numbers("mean"), std: try $0.numbers("std")) },
    "Resize": transform { Resize(try $0.ints("size"), interpolation: try $0.interpolation(.bilinear), maxSize: $0["max_size"]?.int) },
    "CenterCrop": transform { CenterCrop(try $0.ints("size")) },
    "Pad": transform { Pad(try $0.ints("padding"), fill: try $0.fill(), paddingMode: try $0.border()) },
    "FiveCrop": transform { FiveCrop(try $0.ints("size")) },
    "TenCrop": transform { TenCrop(try $0.ints("size")) },
    "Grayscale": transform { Grayscale(numOutputChannels: $0["num_output_channels"]?.int ?? 1) },
    "hflip": functional { x, _ in TF.hflip(x) },
    "vflip": functional { x, _ in TF.vflip(x) },
    "crop": functional { x, a in
      TF.crop(x, top: try a.int("top"), left: try a.int("left"), height: try a.int("height"), width: try a.int("width"))
    },
    "resized_crop": functional { x, a in
      TF.resizedCrop(
        x, top: try a.int("top"), left: try a.int("left"), height: try a.int("height"), width: try a.int("width"), size: try a.ints("size"))
    },
    "rotate": functional { x, a in
      let center = a["center"] == nil ? nil : try a.numbers("center")
      return TF.rotate(
        x, try a.double("angle"), interpolation: try a.interpolation(.nearest), expand: a["expand"]?.bool ?? false,
        center: center.map { ($0[0], $0[1]) }, fill: try a.fill())
    },
    "adjust_brightness": functional { x, a in TF.adjustBrightness(x, brightnessFactor: try a.double("brightness_factor")) },
    "adjust_contrast": functional { x, a in TF.adjustContrast(x, contrastFactor: try a.double("contrast_factor")) },
    "adjust_saturation": functional { x, a in TF.adjustSaturation(x, saturationFactor: try a.double("saturation_factor")) },
    "adjust_sharpness": functional { x, a in TF.adjustSharpness(x, sharpnessFactor: try a.double("sharpness_factor")) },
    "adjust_hue": functional { x, a in TF.adjustHue(x, hueFactor: try a.double("hue_factor")) },
    "adjust_gamma": functional { x, a in TF.adjustGamma(x, gamma: try a.double("gamma"), gain: a["gain"]?.double ?? 1) },
    "invert": functional { x, _ in TF.invert(x) },
    "solarize": functional { x, a in TF.solarize(x, threshold: try a.int("threshold")) },
    "posterize": functional { x, a in TF.posterize(x, bits: try a.int("bits")) },
    "equalize": functional { x, _ in TF.equalize(x) },
    "autocontrast": functional { x, _ in TF.autocontrast(x) },
  ]
}

/// The arguments of one transform, by torchvision's names.
private struct VisionArguments {
  private let json: JSON
  init(_ json: JSON) { self.json = json }

  subscript(_ name: String) -> JSON? { json[name] }

  func int(_ name: String) throws -> Int { try (json[name]?.int).orFormatError(name) }
  func double(_ name: String) throws -> Double { try (json[name]?.double).orFormatError(name) }

  /// A number or a list of them.
  func numbers(_ name: String) throws -> [Double] {
    try (json[name].flatMap { value in value.double.map { [$0] } ?? value.array?.compactMap(\.double) }).orFormatError(name)
  }
  func ints(_ name: String) throws -> [Int] { try numbers(name).map { Int($0) } }

  func fill() throws -> [Double] { json["fill"] == nil ? [0] : try numbers("fill") }

  func interpolation(_ standard: Interpolation) throws -> Interpolation {
    let names: [String: Interpolation] = [
      "nearest": .nearest, "bilinear": .bilinear, "bicubic": .bicubic, "box": .box, "hamming": .hamming, "lanczos": .lanczos,
    ]
    return try json["interpolation"].map { try names[$0.string ?? ""].orFormatError("interpolation") } ?? standard
  }

  func border() throws -> BorderMode {
    let names: [String: BorderMode] = ["constant": .constant, "edge": .edge, "reflect": .reflect, "symmetric": .symmetric]
    return try json["padding_mode"].map { try names[$0.string ?? ""].orFormatError("padding_mode") } ?? .constant
  }
}
