// An LSTM reads made-up reviews and says whether they are favourable. `--epochs 4`.
//
// A third of the words praise, a third blame, and word 0 is "not": it turns the next word around. So counting words is not enough.

import ExampleSupport
import Martlet

/// Words → states → the last state → two classes.
final class TextClassifier: Module, Layer {
  let embedding: Embedding, lstm: LSTM, dropout = Dropout(0.1), fc: Linear

  init(vocabulary: Int, width: Int, hidden: Int) {
    embedding = Embedding(vocabulary, width)
    lstm = LSTM(width, hidden, batchFirst: true)
    fc = Linear(hidden, 2)
  }

  func forward(_ words: Tensor) -> Tensor {
    let (_, (h, _)) = lstm(embedding(words))
    return fc(dropout(h[-1]))
  }
}

/// Reviews of `length` words, each word's meaning being −1, 0 or 1; label 1 where the sum is positive.
func reviews(_ count: Int, length: Int, vocabulary: Int) -> TensorDataset<Tensor, Tensor> {
  let meaning = Tensor.randint(-1, 2, [vocabulary])
  let isNot = Tensor.rand(count, length) .< 0.2
  let words = Tensor.randint(1, vocabulary, [count, length]).maskedFill(isNot, 0)
  meaning[0] = 0
  let follows = Tensor.cat([Tensor.zeros(count, 1, dtype: .bool), isNot.narrow(dim: 1, start: 0, length: length - 1)], dim: 1)
  let sum = (meaning[words] * (1 - 2 * follows.long())).sum(dim: 1)
  return TensorDataset(words, (sum .> 0).long())
}

manualSeed(0)
let vocabulary = 200
let loader = DataLoader(reviews(8192, length: 40, vocabulary: vocabulary), batchSize: 64, shuffle: true)
let net = TextClassifier(vocabulary: vocabulary, width: 64, hidden: 128)
let criterion = CrossEntropyLoss()
let opt = Adam(net.parameters(), lr: 5e-3)
let defaultEpochs = 4
let epochs = option("epochs", default: defaultEpochs)

var run = TrainingRun("LSTMText", lossBelow: 0.3, isFullLength: epochs >= defaultEpochs)
for _ in 0..<epochs {
  for (words, labels) in loader {
    opt.zeroGrad()
    let loss = criterion(net(words), labels)
    loss.backward()
    clipGradNorm_(net.parameters(), maxNorm: 1)
    opt.step()
    run.step(loss: loss.item(), samples: words.size(0), of: epochs * loader.count)
  }
}
run.finish()
