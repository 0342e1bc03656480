/// Whether ops record their derivatives, for the current task.
enum GradMode {
  @TaskLocal static var isEnabled = true
}

/// Whether operations are recorded for differentiation here.
public func isGradEnabled() -> Bool { GradMode.isEnabled }

/// Runs `body` without recording derivatives: results do not require a gradient.
@discardableResult
public func noGrad<R>(_ body: () throws -> R) rethrows -> R {
  try GradMode.$isEnabled.withValue(false, operation: body)
}

/// Runs `body` with recording on, inside a `noGrad`.
@discardableResult
public func enableGrad<R>(_ body: () throws -> R) rethrows -> R {
  try GradMode.$isEnabled.withValue(true, operation: body)
}

/// Runs `body` with recording on or off.
@discardableResult
public func setGradEnabled<R>(_ enabled: Bool, _ body: () throws -> R) rethrows -> R {
  try GradMode.$isEnabled.withValue(enabled, operation: body)
}

/// Runs `body` without recording derivatives, as `noGrad` does: the spelling for code that only predicts.
@discardableResult
public func inferenceMode<R>(_ body: () throws -> R) rethrows -> R { try noGrad(body) }

/// Whether an op on these inputs must record its derivative.
@inline(__always) func tracks(_ x: Tensor) -> Bool { x.requiresGrad && GradMode.isEnabled }
@inline(__always) func tracks(_ x: Tensor, _ y: Tensor) -> Bool {
  (x.requiresGrad || y.requiresGrad) && GradMode.isEnabled
}
@inline(__always) func tracks(_ x: Tensor, _ y: Tensor, _ z: Tensor) -> Bool {
  (x.requiresGrad || y.requiresGrad || z.requiresGrad) && GradMode.isEnabled
}
func tracks(_ inputs: [Tensor]) -> Bool { inputs.contains { $0.requiresGrad } && GradMode.isEnabled }
