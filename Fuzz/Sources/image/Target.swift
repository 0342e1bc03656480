import Harness
import Martlet

/// JPEG and PNG: the first bytes say which.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: data, count: count))
  return measured(count) {
    // Pictures near the limit take a hundred thousand times longer than small ones and show the same.
    let most = isOneOf(64, bytes) ? nil : 1 << 18
    guard let image = try? Image(encoded: bytes, maximumByteCount: most), image.width * image.height <= 4096 else { return }
    let upright = image.uprighted()
    if upright.width * upright.height != image.width * image.height { stop("turning loses pixels") }
    _ = TF.toTensor(image)
    do {
      let png = try image.encoded(as: .png)
      if try Image(encoded: png) != image { stop("a PNG file of it differs") }
    } catch { stop("what was decoded cannot be encoded and decoded: \(error)") }
  }
}

@_cdecl("LLVMFuzzerInitialize")
public func initialize(_ count: UnsafeMutablePointer<CInt>, _ arguments: UnsafeMutableRawPointer) -> CInt {
  writeSeeds {
    let ramp = Image((0..<12 * 9 * 3).map { UInt8($0 % 256) }, width: 12, height: 9)
    var seeds: [(name: String, bytes: [UInt8])] = [("gray.jpg", try ramp.converted(to: .gray).encoded(as: .jpeg)), ("rgb.jpg", try ramp.encoded(as: .jpeg))]
    for mode in [Image.Mode.gray, .grayAlpha, .rgb, .rgbAlpha] { seeds.append(("\(mode).png", try ramp.converted(to: mode).encoded(as: .png))) }
    return seeds
  }
}
