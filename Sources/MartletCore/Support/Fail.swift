/// Stops the program because a call was wrong: one message that names the op, what was given and what would fit.
///
/// `precondition` would lose its text in release builds, so every check in Martlet ends here.
@inline(never)
package func fail(_ op: String, _ message: String) -> Never {
  fatalError("\(op): \(message)")
}

/// `require(shape.count == 2, "mm", "…")`: the message is built only when the check fails.
@inline(__always)
package func require(_ condition: Bool, _ op: @autoclosure () -> String, _ message: @autoclosure () -> String) {
  if !condition { fail(op(), message()) }
}
