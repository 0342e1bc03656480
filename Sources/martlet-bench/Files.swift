import Foundation
import Martlet

/// Work on the files that `scripts/data-speed.py` has put into a folder: `cifar2`, `weights.pt` and `weights.safetensors` (500 MB each).
extension Workload {
  static func files(in folder: String) -> [Workload] { [cifar2(folder)] + loads(folder) + saves(folder) }

  /// An epoch over 12,000 JPEGs with random flips and rotations, in batches of 50.
  private static func cifar2(_ folder: String) -> Workload {
    Workload("data/cifar2_2_workers") {
      let augment = Compose([RandomHorizontalFlip(), RandomVerticalFlip(), RandomRotation(45), ToTensor()])
      let parts = ["train", "test"].map { part in must { try ImageFolder("\(folder)/cifar2/\(part)", transform: augment) } }
      let loader = DataLoader(parts[0] + parts[1], batchSize: 50, shuffle: true, numWorkers: 2)
      return { for (x, y) in loader { use([x, y]) } }
    }
  }

  private static func loads(_ folder: String) -> [Workload] { [
    Workload("files/load_pt") { { must { try touch(load(folder + "/weights.pt").dictionary) } } },
    Workload("files/map_safetensors") { { must { _ = try load(folder + "/weights.safetensors") } } },
    Workload("files/load_safetensors") { { must { try touch(load(folder + "/weights.safetensors").dictionary) } } },
  ] }

  /// Over a file that an earlier run has left, and where there is none.
  private static func saves(_ folder: String) -> [Workload] {
    ["over", "new"].flatMap { kind in
      ["pt", "safetensors"].map { ending in
        let path = "\(folder)/saved-\(kind).\(ending)"
        func prepare() {
          if kind == "new" { unlink(path) }
          sync()  // what others have left to be written must not slow this down
        }
        return Workload("files/save_\(kind)_\(ending)", prepare: prepare) {
          let weights = must { try load(folder + "/weights.pt") }
          return { must { try save(weights, to: path) } }
        }
      }
    }
  }

  /// Reads every value, so that what is mapped or put off is read after all.
  private static func touch(_ weights: [String: Value]) throws { for w in weights.values { _ = try w.tensor.sum().item() } }

  private static func must<R>(_ body: () throws -> R) -> R {
    do { return try body() } catch { fatalError("\(error)") }
  }
}
