import Harness
import Martlet

/// One small file of each format that is written here, and the pickles that are not.
func seeds() throws -> [(name: String, bytes: [UInt8])] {
  let weights: [String: Tensor] = [
    "w": Tensor.arange(6.0).view(2, 3), "b": Tensor([1, 2], dtype: .int64), "h": Tensor.ones(3, dtype: .float16), "e": Tensor.zeros(0),
  ]
  let path = "\(scratchFolder)/seed."
  try save(weights, to: path + "safetensors")
  try save(weights, to: path + "npz")
  try save(weights["w"]!, to: path + "npy")
  let state: [String: any ValueConvertible] = ["epoch": 3, "lr": 0.5, "name": "net", "model": weights, "steps": [1, 70000, -1], "best": Value.none]
  try save(state, to: path + "pt")
  // PyTorch before 1.6: magic number, version, machine, object, keys of the storages, their elements.
  func text(_ body: String) -> [UInt8] { [0x80, 2] + body.unicodeScalars.map { UInt8($0.value) } }
  let magic: [UInt8] = [0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, UInt8(ascii: ".")]
  let storage = "(X\u{7}\0\0\0storagectorch\nFloatStorage\nX\u{1}\0\0\00X\u{3}\0\0\0cpuK\u{2}NtQ"
  let object = "ctorch._utils\n_rebuild_tensor_v2\n(\(storage)K\0K\u{2}\u{85}K\u{1}\u{85}\u{89}ccollections\nOrderedDict\n)RtR."
  let legacy =
    magic + text("M\u{E9}\u{3}.") + text("}X\r\0\0\0little_endian\u{88}s.") + text(object) + text("]X\u{1}\0\0\00a.")
    + [2, 0, 0, 0, 0, 0, 0, 0] + [0, 0, 128, 63, 0, 0, 0, 64]
  let pickle = text("}q\0(X\u{1}\0\0\0a]q\u{1}(K\u{1}K\u{2}eX\u{1}\0\0\0bN\u{88}\u{86}u.")
  return ["safetensors", "npz", "npy", "pt"].map { ("martlet.\($0)", contents(path + $0)) }
    + [("martlet.legacy", legacy), ("plain.pkl", pickle), ("gzipped.pkl.gz", gzipped(pickle))]
}
