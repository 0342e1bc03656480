// A GPT of four layers learns to write sums in words, character by character. `--steps 200`.

import ExampleSupport
import Martlet

manualSeed(0)
let text = sums(4000)
let alphabet = Alphabet(of: text)
let characters = Tensor(alphabet.encode(text))

let (batch, context) = (16, 128)
let net = GPT(vocabulary: alphabet.count, context: context)
let opt = AdamW(net.parameters(), lr: 1e-3)
let defaultSteps = 200
let steps = option("steps", default: defaultSteps)

var run = TrainingRun("MiniGPT", lossBelow: 0.7, isFullLength: steps >= defaultSteps)
for _ in 0..<steps {
  // Pieces of the text from anywhere, and the same one character on.
  let starts = Tensor.randint(0, characters.numel - context - 1, [batch, 1])
  let here = starts + Tensor.arange(context)
  let (x, y) = (characters[here], characters[here + 1])

  opt.zeroGrad()
  let loss = F.crossEntropy(net(x).flatten(endDim: 1), y.flatten())
  loss.backward()
  clipGradNorm_(net.parameters(), maxNorm: 1)
  opt.step()
  run.step(loss: loss.item(), samples: batch, of: steps)
}
run.finish()
let question = "\ntwenty one plus seven is "
print(alphabet.decode(net.eval().continued(alphabet.encode(question), count: 40)))
