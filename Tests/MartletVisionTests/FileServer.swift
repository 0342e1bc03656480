import Foundation
import Glibc
import Synchronization

/// An HTTP server on this machine that has one file.
final class FileServer: Sendable {
  struct Failure: Error {}

  let url: URL
  private let socket: Int32
  private let asked = Mutex<[Int]>([])

  /// From which bytes on clients have asked for the file.
  var offsets: [Int] { asked.withLock { $0 } }

  /// - Parameters:
  ///   - limit: how many bytes the first client gets before the connection ends.
  ///   - understandsRanges: whether clients get the part that they ask for; else they get everything.
  ///   - refusal: the status with which all clients are sent away.
  init(_ content: [UInt8], breaksOffAt limit: Int? = nil, understandsRanges: Bool = true, refusal: String? = nil) throws {
    socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let socket = socket
    let isUp = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(socket, $0, size) == 0 && listen(socket, 4) == 0 && getsockname(socket, $0, &size) == 0
      }
    }
    guard isUp else { throw Failure() }
    url = URL(string: "http://127.0.0.1:\(UInt16(bigEndian: address.sin_port))/file")!
    Thread.detachNewThread { [weak self] in
      while true {
        let client = accept(socket, nil, nil)
        guard client >= 0, let self else { return }
        self.answer(client, content, limit, understandsRanges, refusal)
      }
    }
  }

  deinit { shutdown(socket, Int32(SHUT_RDWR)) }

  private func answer(_ client: Int32, _ content: [UInt8], _ limit: Int?, _ understandsRanges: Bool, _ refusal: String?) {
    defer { close(client) }
    var request = ""
    var buffer = [UInt8](repeating: 0, count: 4096)
    while !request.contains("\r\n\r\n") {
      let n = read(client, &buffer, buffer.count)
      guard n > 0 else { return }
      request += String(decoding: buffer[..<n], as: UTF8.self)
    }
    if let refusal { return send(client, Array("HTTP/1.1 \(refusal)\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".utf8)) }
    let range = request.split(separator: "\r\n").first { understandsRanges && $0.lowercased().hasPrefix("range: bytes=") }
    let offset = range.flatMap { Int($0.dropFirst("range: bytes=".count).prefix { $0 != "-" }) } ?? 0
    let isFirst = asked.withLock { asked in
      asked.append(offset)
      return asked.count == 1
    }
    let rest = content[offset...]
    var head = "HTTP/1.1 \(range == nil ? "200 OK" : "206 Partial Content")\r\nContent-Length: \(rest.count)\r\nConnection: close\r\n"
    if range != nil { head += "Content-Range: bytes \(offset)-\(content.count - 1)/\(content.count)\r\n" }
    send(client, Array((head + "\r\n").utf8))
    send(client, isFirst ? Array(rest.prefix(limit ?? rest.count)) : Array(rest))
  }

  private func send(_ client: Int32, _ bytes: [UInt8]) {
    var sent = 0
    while sent < bytes.count {
      let n = bytes[sent...].withUnsafeBytes { Glibc.send(client, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      guard n > 0 else { return }
      sent += n
    }
  }
}
