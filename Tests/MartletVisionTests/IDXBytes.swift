/// The header and elements of an IDX file.
func idx(type: UInt8 = 8, shape: [Int], bytes: [UInt8]) -> [UInt8] {
  [0, 0, type, UInt8(shape.count)] + shape.flatMap { littleEndian(UInt32($0)).reversed() } + bytes
}

private func littleEndian(_ value: UInt32) -> [UInt8] {
  (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
}
