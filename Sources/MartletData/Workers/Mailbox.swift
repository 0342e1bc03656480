import MartletCore

/// Where workers leave their batches, by number, and the consumer waits for the next one.
final class Mailbox<Batch>: @unchecked Sendable {
  typealias Outcome = Result<Batch?, any Error>

  private struct State {
    var outcomes: [Int: Outcome] = [:]
    var isClosed = false
    /// Whoever awaits, and the number awaited.
    var waiter: (number: Int, continuation: CheckedContinuation<Void, Never>)?

    /// Whoever awaits this number, to be woken.
    mutating func takeWaiter(for number: Int) -> CheckedContinuation<Void, Never>? {
      guard let w = waiter, w.number == number else { return nil }
      waiter = nil
      return w.continuation
    }
  }

  private let state = Monitor(State())

  func put(_ number: Int, _ outcome: Outcome) {
    let waiter = state.change { s in
      if s.isClosed { return nil as CheckedContinuation<Void, Never>? }
      s.outcomes[number] = outcome
      return s.takeWaiter(for: number)
    }
    waiter?.resume()
  }

  /// Waits for the outcome of this number; nil when `timeout` seconds have passed. 0: waits for ever.
  func take(_ number: Int, timeout: Double) -> Outcome? {
    let isThere = { (s: State) in s.outcomes[number] != nil }
    let remove = { (s: inout State) in s.outcomes.removeValue(forKey: number) }
    return timeout > 0 ? state.when(isThere, within: timeout, remove) ?? nil : state.when(isThere, remove)
  }

  /// The same without blocking a thread; also nil when the task is cancelled.
  func take(_ number: Int, timeout: Double, isolation: isolated (any Actor)?) async -> Outcome? {
    let clock = timeout <= 0 ? nil : Task { [self] in
      try await Task.sleep(for: .seconds(timeout))
      giveUp(number)
    }
    defer { clock?.cancel() }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isThere = state.change { s in
          if s.outcomes[number] != nil || Task.isCancelled { return true }
          s.waiter = (number, continuation)
          return false
        }
        if isThere { continuation.resume() }
      }
    } onCancel: {
      giveUp(number)
    }
    return state.change { $0.outcomes.removeValue(forKey: number) }
  }

  /// Lets go of what has been delivered and of all that may come.
  func close() {
    let dropped = state.change { s in
      defer { s = State(isClosed: true) }
      return s.outcomes
    }
    _ = dropped  // released here, outside the lock
  }

  private func giveUp(_ number: Int) {
    state.change { $0.takeWaiter(for: number) }?.resume()
  }
}
