import MartletNN

// `Lambda { $0 * 2 }`, the layer, is a step of a chain as well: a function of a tensor.
extension Lambda: TensorTransform {}
