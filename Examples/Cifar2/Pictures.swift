import Foundation
import Martlet

/// A data set written by hand: the files of two folders, 0 for airplanes and 1 for automobiles.
final class Pictures: Dataset {
  private let files: [(path: String, label: Int)]

  init(_ root: String) throws {
    files = try ["0_airplane", "1_automobile"].enumerated().flatMap { label, name in
      try FileManager.default.contentsOfDirectory(atPath: root + "/" + name).sorted().map { ("\(root)/\(name)/\($0)", label) }
    }
  }

  var count: Int { files.count }

  subscript(i: Int) -> (Tensor, Int) {
    get throws { (TF.toTensor(try Image(files[i].path, mode: .rgb)), files[i].label) }
  }
}
