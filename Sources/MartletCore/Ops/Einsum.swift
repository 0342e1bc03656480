import Foundation

// Einstein's summation: an equation of letters says which dims multiply and which are summed.

/// An operand of `einsum` whose dims carry labels, each label once.
private struct Labelled {
  var tensor: Tensor
  var labels: [Int]

  func size(_ label: Int) -> Int { labels.firstIndex(of: label).map { tensor.dims[$0] } ?? 1 }

  /// Sums over the labels that `keep` refuses.
  func summed(_ keep: (Int) -> Bool) -> Labelled {
    let gone = labels.indices.filter { !keep(labels[$0]) }
    if gone.isEmpty { return self }
    return Labelled(tensor: tensor.sum(dim: gone, dtype: tensor.dtype), labels: labels.filter(keep))
  }

  /// The dims in the order of `order`, size 1 where a label is absent.
  func arranged(_ order: [Int]) -> Tensor {
    let present = order.filter(labels.contains)
    var t = tensor.permute(present.map { labels.firstIndex(of: $0)! })
    for (i, l) in order.enumerated() where !labels.contains(l) { t = t.unsqueeze(i) }
    return t
  }
}

/// The equation, read. Letters are labels by their code; the dims under "..." have the negative labels −k … −1, aligned to the right.
private struct Equation {
  var inputs: [[Int]] = []
  var output: [Int] = []

  init(_ text: String, _ operands: [Tensor]) {
    let plain = text.filter { $0 != " " }
    let sides = plain.components(separatedBy: "->")
    require(sides.count <= 2, "einsum", "the equation '\(text)' has more than one arrow")
    let terms = sides[0].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    require(
      terms.count == operands.count, "einsum", "the equation '\(text)' is for \(terms.count) operands, but \(operands.count) were given")
    var widest = 0
    for (term, x) in zip(terms, operands) {
      let labels = Equation.labels(term, text) { letters in
        let rest = x.ndim - letters
        require(rest >= 0, "einsum", "the term '\(term)' names \(letters) dims, but its operand has shape \(x.dims)")
        widest = Swift.max(widest, rest)
        return rest
      }
      require(labels.count == x.ndim, "einsum", "the term '\(term)' names \(labels.count) dims, but its operand has shape \(x.dims)")
      inputs.append(labels)
    }
    if sides.count == 2 {
      output = Equation.labels(sides[1], text) { _ in widest }
      require(Set(output).count == output.count, "einsum", "a subscript appears twice in the output '\(sides[1])'")
      for l in output where !inputs.contains(where: { $0.contains(l) }) {
        fail("einsum", "the output subscript \(Equation.name(l)) is in no operand of '\(text)'")
      }
    } else {
      // Without an arrow: the dims under "...", then the letters that appear once, in alphabetical order.
      let all = inputs.flatMap { $0 }
      let once = Set(all).filter { l in l > 0 && all.filter { $0 == l }.count == 1 }
      output = Array(-widest..<0) + once.sorted()
    }
  }

  private static func name(_ label: Int) -> String { label < 0 ? "..." : String(UnicodeScalar(UInt8(label))) }

  private static func labels(_ term: String, _ text: String, _ ellipsis: (Int) -> Int) -> [Int] {
    let pieces = term.components(separatedBy: "...")
    require(pieces.count <= 2, "einsum", "the term '\(term)' of '\(text)' has more than one ellipsis")
    for c in pieces.joined() where !(c.isASCII && c.isLetter) { fail("einsum", "'\(c)' in '\(text)' is no subscript: use letters, ',', '->' and '...'") }
    let parts = pieces.map { $0.utf8.map(Int.init) }
    if parts.count == 1 { return parts[0] }
    return parts[0] + Array(-ellipsis(parts[0].count + parts[1].count)..<0) + parts[1]
  }

  /// An operand with each label once: where one is repeated, the diagonal.
  func operand(_ i: Int, _ x: Tensor) -> Labelled {
    var (t, labels) = (x, inputs[i])
    var k = 0
    while k < labels.count {
      if let j = labels[..<k].firstIndex(of: labels[k]) {
        require(t.dims[j] == t.dims[k], "einsum", "the subscript \(Equation.name(labels[k])) stands for sizes \(t.dims[j]) and \(t.dims[k]) in one operand")
        t = t.diagonal(dim1: j, dim2: k)
        let label = labels[k]
        labels.remove(at: k)
        labels.remove(at: j)
        labels.append(label)
        k = 0
      } else {
        k += 1
      }
    }
    return Labelled(tensor: t, labels: labels)
  }
}

extension Tensor {
  /// Sums of products as Einstein's notation says: `einsum("ij,jk->ik", a, b)` is a matrix product.
  ///
  /// A letter names a dim; equal letters run together; letters that the output lacks are summed; "..." stands for any leading dims,
  /// which broadcast. Without an arrow the letters that appear once, in alphabetical order, form the output. Operands are contracted
  /// from left to right. Stops on an equation that does not fit the operands.
  public static func einsum(_ equation: String, _ operands: Tensor...) -> Tensor { einsum(equation, operands) }
  public static func einsum(_ equation: String, _ operands: [Tensor]) -> Tensor {
    require(!operands.isEmpty, "einsum", "expected at least one operand")
    let e = Equation(equation, operands)
    var terms = operands.indices.map { e.operand($0, operands[$0]) }
    checkSizes(terms)
    var result = terms.removeFirst()
    while !terms.isEmpty {
      let next = terms.removeFirst()
      let needed = Set(e.output + terms.flatMap(\.labels))
      result = contract(result, next, needed)
    }
    let out = result.summed(e.output.contains).arranged(e.output)
    return operands.contains { $0.bytes === out.bytes } && operands.count > 1 ? out.clone() : out
  }

  private static func checkSizes(_ terms: [Labelled]) {
    var sizes: [Int: Int] = [:]
    for (i, t) in terms.enumerated() {
      for (l, n) in zip(t.labels, t.tensor.shape) where n != 1 {
        if let other = sizes[l], other != n {
          fail("einsum", "a subscript has size \(n) in operand \(i), which does not fit its size \(other) in an earlier one")
        }
        sizes[l] = n
      }
    }
  }

  /// The product of two operands, summed over the labels that nothing else needs: one batched matrix product.
  private static func contract(_ x: Labelled, _ y: Labelled, _ needed: Set<Int>) -> Labelled {
    // What only one of them has (a size of 1 counts as absent) is summed before.
    let a = x.summed { needed.contains($0) || (x.size($0) != 1 && y.size($0) != 1) || y.labels.contains($0) && y.size($0) == x.size($0) }
    let b = y.summed { needed.contains($0) || (x.size($0) != 1 && y.size($0) != 1) || x.labels.contains($0) && y.size($0) == x.size($0) }
    let shared = a.labels.filter(b.labels.contains)
    let batch = shared.filter(needed.contains), inner = shared.filter { !needed.contains($0) }
    let left = a.labels.filter { !b.labels.contains($0) }, right = b.labels.filter { !a.labels.contains($0) }
    func size(_ l: Int) -> Int { a.size(l) == 1 ? b.size(l) : a.size(l) }
    let sizes = (batch.map(size), inner.map(size), left.map(a.size), right.map(b.size))
    let (nb, nk) = (sizes.0.reduce(1, *), sizes.1.reduce(1, *))
    let (nl, nr) = (sizes.2.reduce(1, *), sizes.3.reduce(1, *))
    let p = a.arranged(batch + left + inner).expand(sizes.0 + sizes.2 + sizes.1).reshape([nb, nl, nk])
    let q = b.arranged(batch + inner + right).expand(sizes.0 + sizes.1 + sizes.3).reshape([nb, nk, nr])
    let product = nb == 1 ? p.view(nl, nk).mm(q.view(nk, nr)) : p.bmm(q)
    return Labelled(tensor: product.view(sizes.0 + sizes.2 + sizes.3), labels: batch + left + right)
  }
}
