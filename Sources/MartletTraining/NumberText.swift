import Foundation

/// How numbers read in progress lines, tables and pictures.
enum NumberText {
  /// `12345678` as `12,345,678`, whatever the locale.
  static func grouped(_ value: Int) -> String {
    let digits = String(value.magnitude)
    var text = value < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return text
  }

  /// Seconds as `0:07`, `12:34` or `1:02:03`.
  static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds < 1e9 else { return "?" }
    let whole = Int(max(seconds, 0).rounded())
    let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
    return hours > 0
      ? "\(hours):\(twoDigits(minutes)):\(twoDigits(rest))" : "\(minutes):\(twoDigits(rest))"
  }

  /// A rate with about three significant digits, or all its whole ones: `0.53`, `8.1`, `12,345`.
  static func rate(_ value: Double) -> String {
    guard value.isFinite, value < 1e15 else { return "?" }
    if value >= 100 { return grouped(Int(value.rounded())) }
    return String(format: value >= 10 ? "%.1f" : "%.2f", value)
  }

  /// A measured value: a share, by the name of `acc` or `accuracy`, as a percentage; small and large ones in scientific
  /// notation.
  static func metric(_ value: Double, name: String) -> String {
    guard value.isFinite else { return "\(value)" }
    if isShare(name) { return String(format: "%.2f%%", value * 100) }
    let isOrdinary = value == 0 || (1e-3..<1e5).contains(abs(value))
    return String(format: isOrdinary ? "%.4f" : "%.3e", value)
  }

  /// Whether values of this name are shares of one: `acc`, `val_acc`, `accuracy`.
  static func isShare(_ name: String) -> Bool {
    let last = name.lowercased().split(separator: "_").last ?? ""
    return last == "acc" || last == "accuracy"
  }

  private static func twoDigits(_ value: Int) -> String {
    (value < 10 ? "0" : "") + String(value)
  }
}
