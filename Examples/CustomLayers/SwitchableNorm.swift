import Martlet

/// A normalisation of x (N, C, H, W) that learns how to mix the statistics of instance, layer and batch normalisation.
/// (https://arxiv.org/abs/1806.10779)
///
/// Mean and variance are sums of the three kinds with weights softmax(λ), one λ (3) for the means and one for the variances;
/// then `(x − mean) / √(var + eps) · weight + bias`. Evaluation uses running statistics of the batch.
final class SwitchableNorm2d: Module, Layer {
  @Parameter var weight: Tensor
  @Parameter var bias: Tensor
  /// λ in the order instance, layer, batch.
  @Parameter var meanWeight = Tensor.ones(3)
  @Parameter var varWeight = Tensor.ones(3)
  @Buffer var runningMean: Tensor
  @Buffer var runningVar: Tensor
  private let eps: Double, momentum: Double

  init(_ numFeatures: Int, eps: Double = 1e-5, momentum: Double = 0.1) {
    weight = Tensor.ones(1, numFeatures, 1, 1)
    bias = Tensor.zeros(1, numFeatures, 1, 1)
    runningMean = Tensor.zeros(1, numFeatures, 1, 1)
    runningVar = Tensor.ones(1, numFeatures, 1, 1)
    self.eps = eps
    self.momentum = momentum
  }

  func forward(_ x: Tensor) -> Tensor {
    let instance = Moments(mean: x.mean(dim: [2, 3], keepDim: true), square: x.square().mean(dim: [2, 3], keepDim: true))
    let layer = instance.averaged(over: 1)
    let batch = isTraining ? instance.averaged(over: 0) : nil
    if let batch {
      noGrad {
        runningMean.mul_(1 - momentum).add_(batch.mean, alpha: momentum)
        runningVar.mul_(1 - momentum).add_(batch.variance, alpha: momentum)
      }
    }
    let m = F.softmax(meanWeight, dim: 0), v = F.softmax(varWeight, dim: 0)
    let mean = m[0] * instance.mean + m[1] * layer.mean + m[2] * (batch?.mean ?? runningMean)
    let variance = v[0] * instance.variance + v[1] * layer.variance + v[2] * (batch?.variance ?? runningVar)
    return (x - mean) / (variance + eps).sqrt() * weight + bias
  }
}

/// First and second moments: those of larger sets are averages of those of their parts, so that x is read only once.
private struct Moments {
  let mean: Tensor, square: Tensor
  var variance: Tensor { square - mean.square() }
  func averaged(over dim: Int) -> Moments { Moments(mean: mean.mean(dim: dim, keepDim: true), square: square.mean(dim: dim, keepDim: true)) }
}

func showSwitchableNorm() {
  let x = Tensor.randn(4, 6, 5, 5) * 2 + 1
  let norm = SwitchableNorm2d(6)
  // A λ that is far larger than the others leaves one kind alone.
  func alone(_ kind: Int) -> Tensor {
    let choice = F.oneHot(Tensor(kind), numClasses: 3).float() * 50
    noGrad {
      norm.meanWeight.copy_(choice)
      norm.varWeight.copy_(choice)
    }
    return norm(x)
  }
  check("switchable norm as instance norm", alone(0), equals: InstanceNorm2d(6)(x))
  check("as layer norm", alone(1), equals: LayerNorm([6, 5, 5], elementwiseAffine: false)(x))
  check("as batch norm", alone(2), equals: BatchNorm2d(6)(x))

  let fresh = SwitchableNorm2d(6)
  fresh(x).square().sum().backward()
  check("λ of the means has a gradient", fresh.meanWeight.grad!.abs().sum().item() > 0 ? 1 : 0, 1)
}
