/// Signal processing.
public enum Signal {
  /// Window functions of M points: symmetric, or (`sym: false`) one period of a window of M + 1 points, for spectra.
  ///
  /// All take float32 and float64 and stop on other dtypes and on a negative M. (https://pytorch.org/docs/stable/signal.html)
  public enum Windows {
    /// 1 − |2n/(M − 1) − 1|.
    public static func bartlett(_ m: Int, sym: Bool = true, dtype: DType? = nil, device: Device = .cpu, requiresGrad: Bool = false) -> Tensor {
      window("bartlett", m, sym, dtype, device, requiresGrad) { n, last in 1 - (n * (2 / last) - 1).abs() }
    }

    /// 0.42 − 0.5 cos(2πn/(M − 1)) + 0.08 cos(4πn/(M − 1)).
    public static func blackman(_ m: Int, sym: Bool = true, dtype: DType? = nil, device: Device = .cpu, requiresGrad: Bool = false) -> Tensor {
      window("blackman", m, sym, dtype, device, requiresGrad) { n, last in cosines(n, last, [0.42, -0.5, 0.08]) }
    }

    /// α − (1 − α) cos(2πn/(M − 1)) with α = 0.54.
    public static func hamming(_ m: Int, sym: Bool = true, dtype: DType? = nil, device: Device = .cpu, requiresGrad: Bool = false) -> Tensor {
      window("hamming", m, sym, dtype, device, requiresGrad) { n, last in cosines(n, last, [0.54, -0.46]) }
    }

    /// sin²(πn/(M − 1)).
    public static func hann(_ m: Int, sym: Bool = true, dtype: DType? = nil, device: Device = .cpu, requiresGrad: Bool = false) -> Tensor {
      window("hann", m, sym, dtype, device, requiresGrad) { n, last in cosines(n, last, [0.5, -0.5]) }
    }

    /// exp(−((n − (M − 1)/2) / std)² / 2). Stops unless `std` is positive.
    public static func gaussian(
      _ m: Int, std: Double = 1, sym: Bool = true, dtype: DType? = nil, device: Device = .cpu, requiresGrad: Bool = false
    ) -> Tensor {
      require(std > 0, "gaussian", "std must be positive, got \(std)")
      return window("gaussian", m, sym, dtype, device, requiresGrad) { n, last in
        let z = (n - last / 2) / std
        return (z * z * -0.5).exp()
      }
    }

    /// I₀(β √(1 − (2n/(M − 1) − 1)²)) / I₀(β). Stops on a negative β.
    public static func kaiser(
      _ m: Int, beta: Double = 12, sym: Bool = true, dtype: DType? = nil, device: Device = .cpu, requiresGrad: Bool = false
    ) -> Tensor {
      require(beta >= 0, "kaiser", "beta must not be negative, got \(beta)")
      return window("kaiser", m, sym, dtype, device, requiresGrad) { n, last in
        let t = n * (2 / last) - 1
        let inside = (1 - t * t).clamp(min: 0).sqrt() * beta
        let peak = Tensor([beta], dtype: .float64)
        return inside.i0() / peak.i0()
      }
    }

    /// Σ aₖ cos(2πkn/last).
    private static func cosines(_ n: Tensor, _ last: Double, _ a: [Double]) -> Tensor {
      let angle = n * (2 * Double.pi / last)
      var sum = Tensor.full(n.shape, a[0], dtype: .float64)
      for (k, c) in a.enumerated().dropFirst() { sum = sum + (angle * Double(k)).cos() * c }
      return sum
    }

    private static func window(
      _ op: String, _ m: Int, _ sym: Bool, _ dtype: DType?, _ device: Device, _ requiresGrad: Bool,
      _ formula: (Tensor, Double) -> Tensor
    ) -> Tensor {
      require(m >= 0, op, "the number of points must not be negative, got \(m)")
      let type = dtype ?? defaultDType()
      require(type == .float32 || type == .float64, op, "expected float32 or float64, got \(type)")
      let y: Tensor
      if m <= 1 {
        y = Tensor.ones([m], dtype: type, device: device)
      } else {
        let n = Tensor.arange(m, dtype: .float64, device: device)
        y = formula(n, Double(sym ? m - 1 : m)).to(type)
      }
      return requiresGrad ? y.requiresGrad_() : y
    }
  }
}
