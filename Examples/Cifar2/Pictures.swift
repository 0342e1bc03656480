import Foundation
import Martlet

/// A data set written by hand: the files of two folders, 0 for airplanes and 1 for automobiles, and what `transform` makes of them.
final class Pictures: Dataset {
  private let files: [(path: String, label: Int)]
  private let transform: Compose

  init(_ root: String, _ transform: Compose) throws {
    files = try ["0_airplane", "1_automobile"].enumerated().flatMap { label, name in
      try FileManager.default.contentsOfDirectory(atPath: root + "/" + name).sorted().map { ("\(root)/\(name)/\($0)", label) }
    }
    self.transform = transform
  }

  var count: Int { files.count }

  subscript(i: Int) -> (Tensor, Int) {
    get throws { (transform(try Image(files[i].path, mode: .rgb)).tensor, files[i].label) }
  }
}
