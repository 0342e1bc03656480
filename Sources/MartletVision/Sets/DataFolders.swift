import Foundation

/// Where the files of data sets are looked for, and where they are put.
enum DataFolders {
  /// The folder that the caller names, and no other; without one `$MARTLET_DATA`, then `../shared/data`, then the cache.
  static func roots(_ root: String?) -> [String] {
    if let root { return [root] }
    let environment = ProcessInfo.processInfo.environment["MARTLET_DATA"].map { [$0] } ?? []
    return environment + ["../shared/data", cache]
  }

  /// `$XDG_CACHE_HOME/martlet` or `~/.cache/martlet`.
  static var cache: String {
    let environment = ProcessInfo.processInfo.environment
    let base = environment["XDG_CACHE_HOME"].flatMap { $0.isEmpty ? nil : $0 }
    return (base ?? NSHomeDirectory() + "/.cache") + "/martlet"
  }
}
