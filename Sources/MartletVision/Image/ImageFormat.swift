/// The file formats that images are read from and written in.
public enum ImageFormat: Sendable {
  case jpeg, png

  var name: String { self == .jpeg ? "JPEG" : "PNG" }

  /// By the bytes that the formats begin with.
  init?(of bytes: [UInt8]) {
    if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
      self = .jpeg
    } else if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) {
      self = .png
    } else {
      return nil
    }
  }

  /// By the ending of a file's name.
  init?(path: String) {
    switch path.split(separator: ".").last?.lowercased() {
    case "jpg", "jpeg": self = .jpeg
    case "png": self = .png
    default: return nil
    }
  }
}
