import MartletCore

/// A `Linear` whose `inFeatures` is the last dim of its first input, or that of the weight which is loaded into it.
/// (https://pytorch.org/docs/stable/generated/torch.nn.LazyLinear.html)
public final class LazyLinear: Linear, LazyModule {
  public init(_ outFeatures: Int, bias: Bool = true, dtype: DType? = nil, device: Device = .cpu) {
    super.init(0, outFeatures, bias: bias, dtype: dtype, device: device)
  }

  public override func forward(_ x: Tensor) -> Tensor {
    prepare(for: x)
    return super.forward(x)
  }

  public var isInitialized: Bool { weight.size(1) > 0 }

  public func initialize(inputSize: Int) {
    weight.materialize([weight.size(0), inputSize])
    Init.layerDefault(weight, bias)
  }

  public func inputSize(of x: Tensor) -> Int {
    require(x.ndim > 0 && x.size(-1) > 0, "LazyLinear", "expected an input of shape (…, inFeatures), got \(x.shape)")
    return x.size(-1)
  }

  public func inputSize(named: (String) -> Tensor?) -> Int? {
    guard let w = named("weight"), w.ndim == 2 else { return nil }
    return w.size(1)
  }
}
