// ResNet-18 on images of CIFAR's shape: made-up ones, so that nothing has to be downloaded. `--steps 40`.

import ExampleSupport
import Martlet

/// Images of ten classes: each class has a coarse pattern of its own, under noise as strong as the pattern.
func patterns(_ count: Int) -> TensorDataset<Tensor, Tensor> {
  let coarse = Tensor.randn(10, 3, 4, 4)
  let labels = Tensor.randint(0, 10, [count])
  let clean = F.interpolate(coarse, size: [32, 32], mode: .bilinear).indexSelect(dim: 0, index: labels)
  return TensorDataset(clean + Tensor.randn(count, 3, 32, 32), labels)
}

manualSeed(0)
let defaultSteps = 40
let steps = option("steps", default: defaultSteps)
let loader = DataLoader(patterns(1024), batchSize: 32, shuffle: true, dropLast: true)
let net = ResNet18(numClasses: 10)
let criterion = CrossEntropyLoss()
let opt = SGD(net.parameters(), lr: 0.02, momentum: 0.9, weightDecay: 5e-4)

var run = TrainingRun("ResNet18", lossBelow: 0.5, isFullLength: steps >= defaultSteps)
var done = 0
while done < steps {
  for (x, y) in loader.prefix(steps - done) {
    opt.zeroGrad()
    let loss = criterion(net(x), y)
    loss.backward()
    opt.step()
    run.step(loss: loss.item(), samples: x.size(0), of: steps)
    done += 1
  }
}
run.finish()
