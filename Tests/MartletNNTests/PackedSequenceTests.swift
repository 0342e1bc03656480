import Martlet
import MartletTestSupport
import Testing

/// Packing and padding, with the numbers of PyTorch's documentation.
@Suite struct PackedSequenceTests {
  // pack_padded_sequence(tensor([[1, 2, 0], [3, 0, 0], [4, 5, 6]]), [2, 1, 3], batch_first=True, enforce_sorted=False)
  private let packed = packPaddedSequence(Tensor([[1, 2, 0], [3, 0, 0], [4, 5, 6]]), lengths: [2, 1, 3], batchFirst: true, enforceSorted: false)

  @Test func packsByTimeLongestFirst() {
    #expect(packed.data.toArray(Int.self) == [4, 1, 3, 5, 2, 6] && packed.batchSizes.toArray(Int.self) == [3, 2, 1])
    #expect(packed.sortedIndices?.toArray(Int.self) == [2, 0, 1] && packed.unsortedIndices?.toArray(Int.self) == [1, 2, 0])
  }

  @Test func padsInTheFirstOrder() {
    let (x, lengths) = padPackedSequence(packed, batchFirst: true)
    #expect(x.equal(Tensor([[1, 2, 0], [3, 0, 0], [4, 5, 6]])) && lengths.toArray(Int.self) == [2, 1, 3])
    let (wide, _) = padPackedSequence(packed, paddingValue: 9, totalLength: 4)
    #expect(wide.equal(Tensor([[1, 3, 4], [2, 9, 5], [9, 9, 6], [9, 9, 9]])))
  }

  @Test func sequencesComeBack() {
    let parts = [Tensor([1, 2, 3]), Tensor([4, 5]), Tensor([6])]
    let sequence = packSequence(parts)
    #expect(sequence.data.toArray(Int.self) == [1, 4, 6, 2, 5, 3] && sequence.sortedIndices == nil)
    #expect(zip(unpackSequence(sequence), parts).allSatisfy { $0.equal($1) })
    let (padded, lengths) = padPackedSequence(sequence)
    #expect(zip(unpadSequence(padded, lengths: lengths), parts).allSatisfy { $0.equal($1) })
  }

  @Test func paddingGoesToEitherSide() {
    let parts = [Tensor([1.0]), Tensor([2.0, 3])]
    #expect(padSequence(parts, batchFirst: true, paddingValue: -1).equal(Tensor([[1.0, -1], [2, 3]])))
    #expect(padSequence(parts, paddingSide: .left).equal(Tensor([[0.0, 2], [1, 3]])))
  }

  @Test func gradientsReachWhatWasPacked() {
    let x = Tensor.ones(3, 2, requiresGrad: true)
    (padPackedSequence(packPaddedSequence(x, lengths: [3, 1])).0 * 2).sum().backward()
    #expect(x.grad!.equal(Tensor([[2.0, 2], [2, 0], [2, 0]])))
  }

  @Test func risingLengthsStop() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = packPaddedSequence(Tensor.zeros(3, 2), lengths: [1, 3])
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains("packPaddedSequence") && text.contains("[1, 3]") && text.contains("enforceSorted"))
  }
}
