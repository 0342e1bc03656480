/// Tools around differentiation.
public enum Autograd {
  @TaskLocal static var detectsAnomalies = false

  /// Runs `body` so that a backward pass in it stops at the first op whose derivative gives NaN, and names the op.
  ///
  /// Every gradient is looked at: for finding a fault, not for training.
  @discardableResult
  public static func detectAnomaly<R>(_ body: () throws -> R) rethrows -> R {
    try $detectsAnomalies.withValue(true, operation: body)
  }

  /// Stops when the gradient that `node` has made contains NaN.
  @inline(never) static func check(_ gradient: Tensor, from node: Node?) {
    guard let node, gradient.dtype.isFloatingPoint, noGrad({ gradient.isnan().any().item(as: Bool.self) }) else { return }
    fail("detectAnomaly", "\(node.name) gave a gradient of shape \(gradient.dims) that contains NaN")
  }
}
