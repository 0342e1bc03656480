/// Which worker of a `DataLoader` this code runs on.
public struct WorkerInfo: Sendable {
  /// From 0 on.
  public let id: Int
  /// How many workers the loader has.
  public let numWorkers: Int

  @TaskLocal static var current: WorkerInfo?
}

/// The worker that runs this code, nil outside of workers. (https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.get_worker_info)
public func getWorkerInfo() -> WorkerInfo? { WorkerInfo.current }
