import Foundation
import Martlet
import MartletFiles

/// Reads files that other programs wrote and compares what is in them; and offers files that must be refused.
struct FileReplay: Replayer {
  private let file: CaseFile
  init(_ file: CaseFile) { self.file = file }

  var count: Int { file.cases.count }
  func id(_ i: Int) -> String { file.cases[i]["file"]?.string ?? "\(i)" }
  /// A refusal is an error that is thrown, not a stop: the verdict is this replay's own.
  func mustRefuse(_ i: Int) -> Bool { false }

  func replay(_ i: Int) throws -> Verdict {
    let json = file.cases[i]
    let path = file.folder.appendingPathComponent(id(i)).path
    return json["must"]?.string == "reject" ? refusal(path) : try reading(path, json)
  }

  // MARK: Hostile files

  private func refusal(_ path: String) -> Verdict {
    let before = peakMemory()
    do {
      _ = try load(path)
      return .failed("was read")
    } catch let error as FileError {
      guard error.file.hasSuffix(path), !error.reason.isEmpty else { return .failed("the error does not say which file or why: \(error)") }
      let size = (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
      let taken = peakMemory() - before
      if taken > 4 * size + (64 << 20) { return .failed("\(taken >> 20) MiB were taken for a file of \(size) bytes") }
      return .passed
    } catch {
      return .failed("an error of another type: \(error)")
    }
  }

  private func peakMemory() -> Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss * 1024
  }

  // MARK: Readable files

  private func reading(_ path: String, _ json: JSON) throws -> Verdict {
    let pool = TensorPool(file.tensors)
    let value = try load(path)
    if let reason = try difference(value, json["expected"].orFormatError("expected"), pool) { return .failed(reason) }
    for group in json["shares_storage"]?.array ?? [] {
      let tensors = try (group.array ?? []).map { try value.entry($0.string ?? "").tensor }
      if let first = tensors.first, !tensors.allSatisfy({ $0.storage() === first.storage() }) { return .failed("\(group) do not share a storage") }
    }
    if let metadata = json["metadata"]?.object {
      let found = try SafeTensorsFile(path).metadata
      for (key, text) in metadata where found[key] != text.string { return .failed("metadata '\(key)' is \(found[key] ?? "absent")") }
    }
    return .passed
  }

  private func difference(_ value: Value, _ expected: JSON, _ pool: TensorPool) throws -> String? {
    if let key = expected["tensor"]?.string { return try tensorDifference(try value.tensor, expected, try pool.values(key)) }
    guard let (kind, content) = expected.object?.first else { throw FormatError("an expected value is no object") }
    switch kind {
    case "int": return try value.int == content.int ? nil : "\(value), expected \(content)"
    case "float": return try value.double == content.double ? nil : "\(value), expected \(content)"
    case "bool": return try value.bool == content.bool ? nil : "\(value), expected \(content)"
    case "str": return try value.string == content.string ? nil : "\(value), expected \(content)"
    case "none": return value.isNone ? nil : "\(value), expected None"
    case "size": return try value.list.map { try $0.int } == content.array?.compactMap(\.int) ? nil : "\(value), expected \(content)"
    case "list", "tuple":
      let items = try value.list, wanted = content.array ?? []
      if items.count != wanted.count { return "\(items.count) items, expected \(wanted.count)" }
      for (i, (item, want)) in zip(items, wanted).enumerated() {
        if let reason = try difference(item, want, pool) { return "[\(i)]: \(reason)" }
      }
      return nil
    case "dict", "ordereddict":
      let entries = try value.entries, wanted = content.array ?? []
      if entries.count != wanted.count { return "\(entries.count) entries, expected \(wanted.count)" }
      for pair in wanted {
        let key = pair.array?[0]["str"]?.string ?? pair.array?[0]["int"]?.int.map(String.init) ?? "?"
        if let reason = try difference(try value.entry(key), (pair.array?.last).orFormatError("value"), pool) { return "\(key): \(reason)" }
      }
      // Only a safetensors header has no order of its own.
      return nil
    default: throw FormatError("unknown kind of value '\(kind)'")
    }
  }

  private func tensorDifference(_ actual: Tensor, _ json: JSON, _ expected: Tensor) throws -> String? {
    if let stride = json["stride"]?.array?.compactMap(\.int), actual.stride != stride { return "stride \(actual.stride), expected \(stride)" }
    if actual.requiresGrad != (json["requires_grad"]?.bool ?? false) { return "requiresGrad is \(actual.requiresGrad)" }
    return martlet_conformance.difference(actual.detach(), expected, Tolerance(rtol: 0, atol: 0))
  }
}
