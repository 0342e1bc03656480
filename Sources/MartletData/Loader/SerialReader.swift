/// Reads an iterable data set batch after batch, whichever worker asks: number n waits until number n − 1 has been read.
final class SerialReader<Element> {
  private struct State {
    var turn = 0
    var read = 0
    var hasEnded = false
  }

  private let next: () throws -> Element?
  private let batchSize: Int
  private let streams: RandomStreams
  private let state = Monitor(State())

  init(_ next: @escaping () throws -> Element?, batchSize: Int, _ streams: RandomStreams) {
    self.next = next
    self.batchSize = batchSize
    self.streams = streams
  }

  /// Batch `number`; shorter, or empty, at the end.
  func batch(_ number: Int) throws -> [Element] {
    var (read, hasEnded) = state.when({ $0.turn == number }) { ($0.read, $0.hasEnded) }
    defer {
      state.change {
        $0 = State(turn: number + 1, read: read, hasEnded: hasEnded)
      }
    }
    var samples: [Element] = []
    do {
      while samples.count < batchSize, !hasEnded {
        if let sample = try streams.sample(read, next) {
          samples.append(sample)
          read += 1
        } else {
          hasEnded = true
        }
      }
    } catch {
      hasEnded = true
      throw SampleError(index: read, underlying: error)
    }
    return samples
  }
}
