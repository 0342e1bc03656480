import Martlet
import MartletTestSupport
import Testing

/// Grids of images, and pictures of tensors. Numbers are torchvision 0.29's.
@Suite struct GridTests {
  @Test func makesAGrid() {
    // make_grid(torch.arange(360).view(5, 3, 4, 6).float(), nrow=3, padding=1, normalize=True, scale_each=True, pad_value=0.5)
    let x = Tensor.arange(360).view(5, 3, 4, 6).float()
    let grid = makeGrid(x, nrow: 3, padding: 1, normalize: true, scaleEach: true, padValue: 0.5)
    #expect(grid.shape == [3, 11, 22])
    #expect(abs(grid.sum().item() - 363) < 1e-3)
    #expect(abs(grid[1, 6, 9].item() - 0.35211268) < 1e-6)
  }

  @Test func makesColourOfGrey() {
    #expect(makeGrid(Tensor.ones(5, 7)).shape == [3, 5, 7])
    #expect(makeGrid([Tensor.ones(1, 5, 7), Tensor.ones(1, 5, 7)]).shape == [3, 9, 20])
  }

  @Test func savesWhatItWasGiven() throws {
    let folder = try TemporaryFolder(), path = folder.path + "/grid.png"
    try saveImage(TF.toTensor(formulaPicture), to: path)
    #expect(try Image(path) == formulaPicture)
    try saveImage(formulaPicture.tensor, to: path)
    #expect(try Image(path) == formulaPicture)
  }
}
