import MartletCore

/// The base of activations that can write their result over their input.
public class InplaceActivation: Module {
  let inplace: Bool

  /// - Parameter inplace: whether the input itself is changed, which saves its memory.
  public init(inplace: Bool = false) { self.inplace = inplace }

  /// PyTorch's text of the settings other than `inplace`.
  var settings: String { "" }

  public override var extraRepr: String {
    [settings, inplace ? "inplace=True" : ""].filter { !$0.isEmpty }.joined(separator: ", ")
  }
}
