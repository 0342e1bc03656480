/// A stretch of time that a profile has recorded: an op, a module's forward pass, a step of the backward pass, or a labelled block.
public struct ProfileEvent: Sendable {
  /// What was running.
  public enum Kind: String, Sendable {
    /// A primitive of the backend: a pointwise kernel, a matrix product, a convolution.
    case op
    /// A module's call, by the name that `print` shows.
    case module
    /// A node of the backward pass, by its `name`.
    case node
    /// A block given to `recordFunction`, or an optimiser's step.
    case function
  }

  /// The part of a training step that an event belongs to.
  public enum Pass: String, Sendable { case forward, backward, step }

  public let name: String
  public let kind: Kind
  public let pass: Pass
  /// The thread it ran on, counted from 1 in the order in which threads are first seen.
  public let thread: Int
  /// Nanoseconds from the start of the profile.
  public let start: Int
  /// Nanoseconds, with all that ran inside.
  public let duration: Int
  /// Nanoseconds without the events inside.
  public let selfDuration: Int
  /// Bytes of the tensors that the ops inside read and wrote.
  public let bytes: Int
  /// Floating-point operations of matrix products, convolutions, attention and recurrent layers inside: two for each multiply-add.
  public let flops: Int
  /// Bytes that were allocated for it, and without the events inside; 0 unless the profile asked for memory.
  public let memory: Int, selfMemory: Int
  /// The shapes of an op's inputs; empty unless the profile asked for them.
  public let inputShapes: [[Int]]
  /// Whether it ran inside another event of the same name, whose time has it already.
  let isRecursive: Bool
}
