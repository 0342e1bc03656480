/// Counts the cases of a suite that nothing in Martlet answers to yet.
struct MissingReplay: Replayer {
  private let file: CaseFile
  init(_ file: CaseFile) { self.file = file }

  var count: Int { file.cases.count + file.errors.count }
  func id(_ i: Int) -> String {
    let json = i < file.cases.count ? file.cases[i] : file.errors[i - file.cases.count]
    return json["id"]?.string ?? json["file"]?.string ?? "\(i)"
  }
  func mustRefuse(_ i: Int) -> Bool { false }
  func replay(_ i: Int) -> Verdict { .missing }
}
