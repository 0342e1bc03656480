import MartletCore

extension TF {
  /// Gaussian blur: weights exp(−x² / 2σ²) over a window of `kernelSize`, the picture mirrored at its border.
  ///
  /// - Parameters:
  ///   - kernelSize: odd, one number or (width, height).
  ///   - sigma: in pixels, one number or (x, y); without it 0.15 · kernelSize + 0.35.
  ///
  /// Takes an image, or a tensor (…, C, H, W). Stops when the window's half reaches over the picture's other side.
  public static func gaussianBlur<P: Picture>(_ x: P, _ kernelSize: any IntOrArray, sigma: (any ChannelValues)? = nil) -> P {
    let k = pair(kernelSize.ints)
    require(k.allSatisfy { $0 > 0 && $0 % 2 == 1 }, "gaussianBlur", "kernelSize must be odd and positive, got \(k)")
    let s = pair(sigma?.values ?? k.map { Double($0) * 0.15 + 0.35 })
    require(s.allSatisfy { $0 > 0 }, "gaussianBlur", "sigma must be positive, got \(s)")
    return x.throughPlanes { filtered($0) { planes in
      let channels = planes.size(1), (rx, ry) = (k[0] / 2, k[1] / 2)
      let kernel = (window(k[1], s[1]).unsqueeze(1) * window(k[0], s[0])).to(planes.dtype)
      let padded = F.pad(planes, [rx, rx, ry, ry], mode: .reflect)
      return F.conv2d(padded, kernel.expand(channels, 1, k[1], k[0]), groups: channels)
    } }
  }

  private static func pair<T>(_ v: [T]) -> [T] {
    require(v.count == 1 || v.count == 2, "gaussianBlur", "expected one number or two, got \(v)")
    return [v[0], v[v.count - 1]]
  }

  private static func window(_ count: Int, _ sigma: Double) -> Tensor {
    let half = Double(count - 1) / 2
    let distance = Tensor.linspace(-half, half, steps: count, dtype: .float32) / sigma
    let weights = (distance * distance * -0.5).exp()
    return weights / weights.sum()
  }
}

extension TF {
  /// Runs a filter over floating-point planes (N, C, H, W); integers are rounded afterwards.
  private static func filtered(_ x: Tensor, _ body: (Tensor) -> Tensor) -> Tensor {
    let real = x.dtype.isFloatingPoint ? x : x.to(.float32)
    let shape = [Int](repeating: 1, count: max(0, 4 - x.ndim)) + x.shape
    let y = body(real.reshape([-1] + shape.suffix(3))).reshape(x.shape)
    return x.dtype.isFloatingPoint ? y : y.round().to(x.dtype)
  }
}
