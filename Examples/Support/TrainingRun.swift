import Glibc

/// Times the training of an example and judges what it has learnt.
public struct TrainingRun {
  private let name: String
  private let bound: Double
  private let isFullLength: Bool
  private let start = ContinuousClock.now
  private var losses: [Double] = []
  private var samples = 0

  /// - Parameters:
  ///   - bound: what the loss has to fall below, on average over the last ten steps.
  ///   - isFullLength: whether the run is long enough for the bound to be asked for.
  public init(_ name: String, lossBelow bound: Double, isFullLength: Bool) {
    self.name = name
    self.bound = bound
    self.isFullLength = isFullLength
  }

  /// Notes a step; every tenth part of `steps` is printed.
  public mutating func step(loss: Double, samples n: Int, of steps: Int) {
    losses.append(loss)
    samples += n
    if losses.count % max(steps / 10, 1) == 0 { print("step \(losses.count)/\(steps): loss \(rounded(loss))") }
  }

  /// Prints samples a second, seconds and the loss before and after. Ends the program with status 1 if too little was learnt.
  public func finish() {
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let last = losses.suffix(10), after = last.reduce(0, +) / Double(max(last.count, 1))
    print(
      "\(name): \(rounded(Double(samples) / seconds)) samples/s, \(rounded(seconds)) s, loss \(rounded(losses.first ?? .nan)) -> \(rounded(after))")
    if isFullLength && !(after < bound) {
      print("\(name): the loss was expected to fall below \(bound)")
      exit(1)
    }
  }

  private func rounded(_ x: Double) -> Double { (x * 1000).rounded() / 1000 }
}

/// The number after `--name` on the command line, else `value`. Ends the program if what follows is not a positive number.
public func option(_ name: String, default value: Int) -> Int {
  let words = CommandLine.arguments
  guard let i = words.firstIndex(of: "--\(name)") else { return value }
  guard i + 1 < words.count, let n = Int(words[i + 1]), n > 0 else {
    print("--\(name) takes a positive number")
    exit(64)
  }
  return n
}
