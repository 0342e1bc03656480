import Foundation

/// What lies in folders, in the order of the names' bytes, which is Python's order and that of no particular language.
enum FolderListing {
  /// The names of the folders directly in `path`.
  static func folders(in path: String) throws(DataSetError) -> [String] {
    try names(in: path).filter { isFolder(path + "/" + $0) }
  }

  /// All files below `path` whose names end in one of `extensions`: those of a folder before those of the folders in it.
  static func files(below path: String, extensions: [String]) throws(DataSetError) -> [String] {
    var files: [String] = [], folders: [String] = []
    for name in try names(in: path) {
      let whole = path + "/" + name
      if isFolder(whole) {
        folders.append(whole)
      } else if extensions.contains(where: name.lowercased().hasSuffix) {
        files.append(whole)
      }
    }
    for folder in folders { files += try Self.files(below: folder, extensions: extensions) }
    return files
  }

  private static func names(in path: String) throws(DataSetError) -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: path).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    } catch {
      throw .inaccessible(path: path, reason: "cannot be listed: \(error.localizedDescription)")
    }
  }

  private static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }
}
