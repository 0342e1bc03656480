import Martlet
import MartletTestSupport
import Testing

/// The fused recurrent layers: with respect to their inputs, all parameters and the initial states.
@Suite struct RecurrentGradients {
  @Test(arguments: cases, Layout.allCases)
  func firstOrder(_ c: GradientCase, _ layout: Layout) { #expect(c.firstOrderError(layout) == nil) }

  @Test(arguments: cases, Layout.allCases)
  func secondOrder(_ c: GradientCase, _ layout: Layout) { #expect(c.secondOrderError(layout) == nil) }

  private static let inputs = 2, hidden = 3
  private static let timeFirst = RecurrentSteps(times: 3, batch: 2, batchFirst: false)
  private static let batchFirst = RecurrentSteps(times: 3, batch: 2, batchFirst: true)
  private static let packed = RecurrentSteps(packed: [3, 2, 2, 1])

  static let cases = GradientTable.build { t in
    add(t, "rnn with tanh", .tanh, timeFirst)
    add(t, "rnn with relu, bidirectional and packed", .relu, packed, directions: 2)
    add(t, "lstm", .lstm, batchFirst)
    add(t, "lstm without bias, bidirectional and packed", .lstm, packed, directions: 2, bias: false)
    add(t, "lstm with projection, bidirectional", .lstm, timeFirst, directions: 2, projection: 2)
    add(t, "lstm with projection, packed", .lstm, packed, projection: 1)
    add(t, "gru", .gru, timeFirst)
    add(t, "gru, bidirectional", .gru, batchFirst, directions: 2)
    add(t, "gru without bias, packed", .gru, packed, bias: false)
  }

  private static func add(
    _ t: GradientTable, _ name: String, _ cell: RecurrentCell, _ steps: RecurrentSteps, directions: Int = 1, bias: Bool = true,
    projection: Int? = nil
  ) {
    let rows = cell.gates * hidden, width = projection ?? hidden, n = steps.counts[0]
    var shapes = [[steps.counts.reduce(0, +), inputs]]
    for _ in 0..<directions {
      shapes += [[rows, inputs], [rows, width]] + (bias ? [[rows], [rows]] : [])
      if projection != nil { shapes.append([width, hidden]) }
      shapes += [[n, width]] + (cell == .lstm ? [[n, hidden]] : [])
    }
    t.outputs(name, shapes, in: -1...1) { tensors in
      var rest = tensors.dropFirst()
      let parts = (0..<directions).map { _ in
        RecurrentDirection(
          ih: rest.removeFirst(), hh: rest.removeFirst(), bias: bias ? (rest.removeFirst(), rest.removeFirst()) : nil,
          hr: projection == nil ? nil : rest.removeFirst(), h0: rest.removeFirst(), c0: cell == .lstm ? rest.removeFirst() : nil)
      }
      let out = F.recurrent(cell, tensors[0], steps, parts)
      return [out.y] + out.h + out.c
    }
  }
}
