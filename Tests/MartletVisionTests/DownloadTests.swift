import Foundation
import Glibc
import Martlet
import MartletTestSupport
import Testing

/// Downloads from a small server on this machine: whole, continued, and of the wrong content.
@Suite struct DownloadTests {
  private let content = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) }

  @Test func fetchesAndChecks() throws {
    let folder = try TemporaryFolder(), server = try FileServer(content), path = folder.path + "/deep/file"
    try download(from: server, to: path)
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data(content))
    #expect(server.offsets == [0])
  }

  /// A server that breaks off after 50,000 bytes: the next attempt asks only for the rest.
  @Test func goesOnWhereItBrokeOff() throws {
    let folder = try TemporaryFolder(), server = try FileServer(content, breaksOffAt: 50_000), path = folder.path + "/file"
    #expect(throws: DataSetError.self) { try download(from: server, to: path) }
    #expect(!FileManager.default.fileExists(atPath: path))
    try download(from: server, to: path)
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data(content))
    #expect(server.offsets == [0, 50_000])
  }

  @Test func beginsAnewWhereThePartCannotBeHad() throws {
    let folder = try TemporaryFolder(), path = folder.path + "/file"
    let server = try FileServer(content, breaksOffAt: 50_000, understandsRanges: false)
    #expect(throws: DataSetError.self) { try download(from: server, to: path) }
    try download(from: server, to: path)
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data(content))
  }

  @Test func saysWhatTheServerAnswered() throws {
    let folder = try TemporaryFolder(), server = try FileServer(content, refusal: "404 Not Found")
    let error = #expect(throws: DataSetError.self) { try download(from: server, to: folder.path + "/file") }
    #expect(error == .notDownloaded(source: server.url.absoluteString, reason: "the server answered with status 404"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }

  @Test func saysThatNobodyAnswers() throws {
    let folder = try TemporaryFolder(), nobody = URL(string: "http://127.0.0.1:1/file")!
    let error = #expect(throws: DataSetError.self) { try Download.file(from: [nobody], md5: "", to: folder.path + "/file") }
    #expect(error?.description.contains("onnect") == true, "\(error?.description ?? "")")
  }

  @Test func refusesOtherContent() throws {
    let folder = try TemporaryFolder(), server = try FileServer(content), path = folder.path + "/file"
    let error = #expect(throws: DataSetError.self) {
      try Download.file(from: [server.url], md5: "00000000000000000000000000000000", to: path)
    }
    let message = error?.description ?? ""
    #expect(message.contains("MD5"), "\(message)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }

  private func download(from server: FileServer, to path: String) throws {
    try Download.file(from: [server.url], md5: MD5.hexDigest(content), to: path)
  }
}
