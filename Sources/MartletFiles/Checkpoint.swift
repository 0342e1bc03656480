import Glibc
import MartletCore
import MartletNN
import MartletOptim

/// Saves and restores everything that continuing a training run takes, one file an epoch, of which the last few are kept.
///
///     let checkpoint = Checkpoint("runs/a", model: net, optimizer: opt, scheduler: sched)
///     let start = try checkpoint.restore() ?? 0
///     for epoch in start..<20 { …; try checkpoint.save(epoch: epoch + 1) }
///
/// A file is PyTorch's format with the entries `epoch`, `model`, `optimizer`, `scheduler` and `generator`. Each is written whole or not
/// at all, and older ones go only after that: whenever the program is stopped, the newest file there is complete.
public final class Checkpoint {
  /// The folder of the files; it is made when it does not exist.
  public let folder: String
  private let name: String
  private let keep: Int
  private let model: Module
  private let optimizer: Optimizer?
  private let scheduler: LRScheduler?
  private let generator: Generator

  /// - Parameters:
  ///   - keep: how many of the latest files stay; all when 0.
  ///   - generator: whose state is kept; by default the one that all ops use.
  public init(
    _ folder: String, model: Module, optimizer: Optimizer? = nil, scheduler: LRScheduler? = nil, generator: Generator = .default, keep: Int = 3,
    name: String = "checkpoint"
  ) {
    require(keep >= 0, "Checkpoint", "keep must not be negative, got \(keep)")
    require(!name.isEmpty && !name.contains("/"), "Checkpoint", "name '\(name)' is no plain file name")
    self.folder = folder
    self.name = name
    self.keep = keep
    self.model = model
    self.optimizer = optimizer
    self.scheduler = scheduler
    self.generator = generator
  }

  /// Writes the state as it is after `epoch` epochs, removes what is older than the last `keep`, and returns the file's path.
  @discardableResult
  public func save(epoch: Int, extra: [String: any ValueConvertible] = [:]) throws -> String {
    try makeFolders(folder)
    var entries: [(String, any ValueConvertible)] = [("epoch", epoch), ("model", model.stateDict())]
    if let optimizer { entries.append(("optimizer", optimizer.stateDict())) }
    if let scheduler { entries.append(("scheduler", scheduler.stateDict())) }
    entries.append(("generator", generator.stateDict()))
    entries += extra.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    let path = path(epoch)
    try MartletFiles.save(Value.record(entries), to: path)
    if keep > 0 { for old in try epochs().filter({ $0 <= epoch }).dropLast(keep) { unlink(self.path(old)) } }
    return path
  }

  /// The epochs of which there are files, in order.
  public func epochs() throws -> [Int] {
    guard let listing = opendir(folder) else {
      if errno == ENOENT { return [] }
      throw FileError(folder, "cannot be listed: \(systemError())")
    }
    defer { closedir(listing) }
    var found: [Int] = []
    while let entry = readdir(listing) {
      let file = withUnsafePointer(to: &entry.pointee.d_name) { $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) } }
      if file.hasPrefix(name + "-"), file.hasSuffix(".pt"), let n = Int(file.dropFirst(name.count + 1).dropLast(3)) { found.append(n) }
    }
    return found.sorted()
  }

  /// Loads the latest file, or that of `epoch`, into the model, the optimiser, the scheduler and the generator.
  ///
  /// - Returns: its epoch; nil when there is none yet.
  /// - Throws: `FileError`, `StateDictError` or `OptimizerStateError` when the file is damaged or belongs to something else.
  @discardableResult
  public func restore(epoch: Int? = nil) throws -> Int? {
    guard let epoch = try epoch ?? epochs().last else { return nil }
    let path = path(epoch), all = try load(path)
    do {
      try model.loadStateDict(try all.entry("model").dictionary)
      try optimizer?.loadStateDict(try all.entry("optimizer"))
      try scheduler?.loadStateDict(try all.entry("scheduler"))
      try generator.loadStateDict(try all.entry("generator"))
      return try all.entry("epoch").int
    } catch let e as ValueError {
      throw FileError(path, e.description)
    }
  }

  private func path(_ epoch: Int) -> String {
    let digits = String(epoch)
    return "\(folder)/\(name)-\(String(repeating: "0", count: Swift.max(0, 5 - digits.count)))\(digits).pt"
  }
}

/// Makes a folder and those that lead to it.
func makeFolders(_ path: String) throws {
  var made = path.hasPrefix("/") ? "/" : ""
  for part in path.split(separator: "/") {
    made += (made.isEmpty || made == "/" ? "" : "/") + part
    if mkdir(made, 0o777) != 0, errno != EEXIST { throw FileError(path, "cannot be made: \(systemError())") }
  }
}
