/// What became of one case.
enum Verdict: Equatable, Sendable {
  case passed
  /// A result differs.
  case failed(String)
  /// A check in Martlet stopped the program with this message: right where the call had to be refused, else a failure.
  case refused(String)
  /// Martlet has no such op, module or optimiser.
  case missing
  /// The call cannot be written in Swift: right where it had to be refused, else a failure.
  case notWritable(String)
}

/// Replays the cases of one file.
protocol Replayer {
  /// How many cases there are, those that must be refused included.
  var count: Int { get }
  func id(_ i: Int) -> String
  /// Whether this call has to be refused.
  func mustRefuse(_ i: Int) -> Bool
  func replay(_ i: Int) throws -> Verdict
}
