import MartletCore

extension TF {
  /// The part of a picture of this size from this corner; what lies outside of the picture is 0.
  public static func crop<P: Picture>(_ x: P, top: Int, left: Int, height: Int, width: Int) -> P {
    require(height > 0 && width > 0, "crop", "height and width must be positive, got \(height) and \(width)")
    let (h, w) = x.pictureSize
    return x.gathered(rows: run(top, height, h), columns: run(left, width, w), fill: [0])
  }

  /// The middle of a picture, surrounded with 0 where it is smaller than `size`, one number or (height, width).
  public static func centerCrop<P: Picture>(_ x: P, _ size: any IntOrArray) -> P {
    let (height, width) = heightAndWidth(size, "centerCrop"), (h, w) = x.pictureSize
    return crop(x, top: start(h, height), left: start(w, width), height: height, width: width)
  }

  /// Cuts a part out and resizes it.
  public static func resizedCrop<P: Picture>(
    _ x: P, top: Int, left: Int, height: Int, width: Int, size: any IntOrArray, interpolation: Interpolation = .bilinear
  ) -> P {
    resize(crop(x, top: top, left: left, height: height, width: width), size, interpolation: interpolation)
  }

  /// The four corners (top left, top right, bottom left, bottom right) and the centre.
  ///
  /// Stops when the picture is smaller than `size`.
  public static func fiveCrop<P: Picture>(_ x: P, _ size: any IntOrArray) -> [P] {
    let (height, width) = heightAndWidth(size, "fiveCrop"), (h, w) = x.pictureSize
    require(height <= h && width <= w, "fiveCrop", "crops of \(height) × \(width) do not fit a picture of \(h) × \(w)")
    let corners = [(0, 0), (0, w - width), (h - height, 0), (h - height, w - width)]
    return corners.map { crop(x, top: $0.0, left: $0.1, height: height, width: width) } + [centerCrop(x, [height, width])]
  }

  /// `fiveCrop` of the picture and of its mirror image, left to right or upside down.
  public static func tenCrop<P: Picture>(_ x: P, _ size: any IntOrArray, verticalFlip: Bool = false) -> [P] {
    fiveCrop(x, size) + fiveCrop(verticalFlip ? vflip(x) : hflip(x), size)
  }

  /// `count` indices from `start` on, −1 where there is no pixel.
  private static func run(_ start: Int, _ count: Int, _ size: Int) -> [Int32] {
    (start..<start + count).map { $0 >= 0 && $0 < size ? Int32($0) : -1 }
  }

  /// Where the middle begins: half to even as Python rounds, and a smaller picture's surplus border goes to the far side.
  private static func start(_ size: Int, _ wanted: Int) -> Int {
    wanted > size ? -((wanted - size) / 2) : Int((Double(size - wanted) / 2).rounded(.toNearestOrEven))
  }
}
