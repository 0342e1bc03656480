import Martlet
import Testing

/// Chains of transforms, and what flows through them.
@Suite struct ComposeTests {
  @Test func chainsFromImageToTensor() {
    let chain = Compose([
      Resize(24), CenterCrop(20), RandomHorizontalFlip(p: 0), ToTensor(), Lambda { $0 * 2 }, Normalize(mean: [1], std: [0.5]),
    ])
    let x = chain(formulaPicture).tensor
    #expect(x.shape == [3, 20, 20])
    let plain = TF.toTensor(TF.centerCrop(TF.resize(formulaPicture, 24), 20))
    #expect(x.allClose((plain * 2 - 1) / 0.5))
  }

  @Test func laterStepsWorkOnEachCrop() {
    let x = Compose([FiveCrop([9, 11]), ToTensor()])(formulaPicture).tensor
    #expect(x.shape == [5, 3, 9, 11])
    #expect(x[0].equal(TF.toTensor(TF.crop(formulaPicture, top: 0, left: 0, height: 9, width: 11))))
    #expect(TenCrop(8)(formulaPicture).count == 10)
  }

  /// Flips, crops and borders of a tensor are those of the image that it came from.
  @Test func tensorsMoveAsImages() {
    let steps: [any Transform] = [
      RandomHorizontalFlip(p: 1), RandomVerticalFlip(p: 1), CenterCrop([40, 20]), Pad([1, 2, 3, 4], fill: [10, 20, 30]),
      Pad([4, 3], paddingMode: .reflect), Pad(-2), Resize([50, 7], interpolation: .nearest),
    ]
    for step in steps {
      let tensor = step.apply(.tensor(formulaPicture.tensor)).tensor
      #expect(tensor.equal(step.apply(.image(formulaPicture)).tensor), "\(step)")
    }
  }

  @Test func aUInt8TensorIsAnImage() {
    let x = Compose([PILToTensor(), RandomRotation([90, 90], expand: true)])(formulaPicture).tensor
    #expect(x.equal(formulaPicture.tensor.rot90(1, [1, 2])))
  }

  @Test func saysWhereAStepBelongs() async {
    let wrong = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Compose([Normalize(mean: [0], std: [1])])(formulaPicture)
    }
    let message = String(decoding: wrong?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("put ToTensor before it"))
  }
}
