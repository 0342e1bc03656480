/// The functional forms of layers, activations and losses: `F.relu(x)`, `F.crossEntropy(logits, target)`.
public enum F {}
