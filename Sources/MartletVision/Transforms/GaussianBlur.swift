import MartletCore

/// Gaussian blur over an odd window, one number or (width, height), with a standard deviation drawn from a range.
public struct GaussianBlur: PictureTransform {
  public let kernelSize: any IntOrArray
  public let sigma: (Double, Double)
  public let generator: Generator?

  public init(_ kernelSize: any IntOrArray, sigma: (Double, Double) = (0.1, 2), generator: Generator? = nil) {
    require(0 < sigma.0 && sigma.0 <= sigma.1, "GaussianBlur", "sigma must be a rising range of positive numbers, got \(sigma)")
    self.kernelSize = kernelSize
    self.sigma = sigma
    self.generator = generator
  }

  public func callAsFunction<P: Picture>(_ x: P) -> P {
    TF.gaussianBlur(x, kernelSize, sigma: Draw(generator).uniform(sigma))
  }
}
