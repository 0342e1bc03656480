import Martlet

/// A wrong call, and what the message that stops the program must say.
struct BadCall: Sendable, CustomStringConvertible {
  let name: String
  /// Words of the message: the op, what was given, what was expected.
  let mentions: [String]
  let call: @Sendable () -> Void

  init(_ name: String, _ mentions: [String], _ call: @escaping @Sendable () -> Void) {
    self.name = name
    self.mentions = mentions
    self.call = call
  }

  var description: String { name }

  static let all = shapes + dtypes + indices + autograd + layers + settings

  /// Runs the call of this name: what the process of an exit test does.
  static func run(_ name: String) { all.first { $0.name == name }!.call() }
}
