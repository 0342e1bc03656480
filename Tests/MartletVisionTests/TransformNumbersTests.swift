import Martlet
import Testing

/// Pixels of transforms that the recorded cases lack. The checksums are those of torchvision 0.29 with Pillow 13 on the same picture.
@Suite struct TransformNumbersTests {
  private let picture = formulaPicture

  @Test func theFormulaIsTheSame() { #expect(picture.md5 == "335e4c39718f08b04856b616d4f90d27") }

  @Test func affine() {
    let turned = TF.affine(picture, angle: 25, translate: (3, -2), scale: 1.3, shear: [10, -5])
    #expect(turned.md5 == "f404b8ca3b70cad4c4edd7e7f1d7e5d3")
    let smooth = TF.affine(
      picture, angle: -40, translate: (0, 4), scale: 0.7, shear: 8, interpolation: .bilinear, fill: [9, 8, 7])
    #expect(smooth.md5 == "539f3694daefb749f785775a29475920")
    let cubic = TF.affine(picture, angle: 15, translate: (1, 1), scale: 1, shear: 0, interpolation: .bicubic)
    #expect(cubic.md5 == "812908ca4c976c39c2ffb4b745fd0f5a")
    let scaled = TF.affine(picture, angle: 0, translate: (2, 1), scale: 0.77, shear: 0)
    #expect(scaled.md5 == "0fdeb95d381623a05fd11a271b72b96a")
  }

  @Test func perspective() {
    let seen = TF.perspective(
      picture, startpoints: [(0, 0), (39, 0), (39, 29), (0, 29)], endpoints: [(4, 3), (35, 1), (37, 27), (2, 25)], fill: 5)
    #expect(seen.md5 == "313f89456a15e0d63f940ad7300deb1e")
  }

  @Test func blurAndHamming() {
    #expect(TF.gaussianBlur(picture, [5, 3], sigma: [1.2, 0.8]).md5 == "f3eefb23cdef1048e0dc4e9bd6a83100")
    #expect(TF.resize(picture, [17, 23], interpolation: .hamming).md5 == "64586a1a7d9ece0427b65b83b2a64e73")
  }

  @Test func tensorsAreResizedAsImages() {
    let image = TF.resize(picture, [12, 20]).tensor.to(.float32), tensor = TF.resize(picture.tensor, [12, 20]).to(.float32)
    #expect((image - tensor).abs().max().item() <= 1)
  }

  /// torchvision's `resize` of the uint8 tensor, with and without `antialias`.
  @Test func tensorsAreResizedWithAndWithoutAFilter() {
    func row(_ interpolation: Interpolation, _ antialias: Bool) -> [Int] {
      TF.resize(picture.tensor, [12, 20], interpolation: interpolation, antialias: antialias)[0, 0, 0..<6].toArray(Int.self)
    }
    #expect(row(.bilinear, true) == [19, 33, 49, 65, 81, 97] && row(.bilinear, false) == [14, 29, 45, 60, 76, 91])
    #expect(row(.bicubic, true) == [15, 30, 46, 61, 77, 92] && row(.bicubic, false) == [12, 28, 43, 59, 74, 89])
  }
}
