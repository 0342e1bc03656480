extension TF {
  /// Left and right exchanged.
  public static func hflip<P: Picture>(_ x: P) -> P {
    let (h, w) = x.pictureSize
    return x.gathered(rows: (0..<h).map(Int32.init), columns: (0..<w).reversed().map(Int32.init), fill: [0])
  }

  /// Top and bottom exchanged.
  public static func vflip<P: Picture>(_ x: P) -> P {
    let (h, w) = x.pictureSize
    return x.gathered(rows: (0..<h).reversed().map(Int32.init), columns: (0..<w).map(Int32.init), fill: [0])
  }
}
