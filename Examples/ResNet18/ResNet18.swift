import Martlet

/// Two 3×3 convolutions with a way around them. (https://arxiv.org/abs/1512.03385)
final class BasicBlock: Module, Layer {
  let conv1: Conv2d, bn1: BatchNorm2d, conv2: Conv2d, bn2: BatchNorm2d
  let shortcut: Sequential

  init(_ inChannels: Int, _ channels: Int, stride: Int) {
    conv1 = Conv2d(inChannels, channels, kernelSize: 3, stride: stride, padding: 1, bias: false)
    bn1 = BatchNorm2d(channels)
    conv2 = Conv2d(channels, channels, kernelSize: 3, padding: 1, bias: false)
    bn2 = BatchNorm2d(channels)
    shortcut = Sequential {
      if stride != 1 || inChannels != channels {
        Conv2d(inChannels, channels, kernelSize: 1, stride: stride, bias: false)
        BatchNorm2d(channels)
      }
    }
  }

  func forward(_ x: Tensor) -> Tensor {
    let y = F.relu(bn1(conv1(x)))
    return F.relu(bn2(conv2(y)) + shortcut(x))
  }
}

/// ResNet-18 for images of 32×32 pixels: the first convolution keeps their size, and none is pooled away.
final class ResNet18: Module, Layer {
  let conv1 = Conv2d(3, 64, kernelSize: 3, padding: 1, bias: false), bn1 = BatchNorm2d(64)
  let layer1 = ResNet18.stage(64, 64, stride: 1), layer2 = ResNet18.stage(64, 128, stride: 2)
  let layer3 = ResNet18.stage(128, 256, stride: 2), layer4 = ResNet18.stage(256, 512, stride: 2)
  let pool = AdaptiveAvgPool2d(1)
  let fc: Linear

  init(numClasses: Int) { fc = Linear(512, numClasses) }

  private static func stage(_ inChannels: Int, _ channels: Int, stride: Int) -> Sequential {
    Sequential(BasicBlock(inChannels, channels, stride: stride), BasicBlock(channels, channels, stride: 1))
  }

  func forward(_ x: Tensor) -> Tensor {
    let y = layer4(layer3(layer2(layer1(F.relu(bn1(conv1(x)))))))
    return fc(pool(y).flatten(startDim: 1))
  }
}
