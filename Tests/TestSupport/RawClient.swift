import Glibc

/// A connection on which a test says what it likes, byte by byte.
public final class RawClient {
  private var descriptor: Int32

  public struct Failure: Error {
    public let words: String

    public init(words: String) { self.words = words }
  }

  /// Connects to a port of this machine.
  public init(port: Int) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(truncatingIfNeeded: port).bigEndian)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let code = withUnsafeBytes(of: &address) { bytes in
      bytes.baseAddress.map {
        connect(
          descriptor, $0.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count))
      } ?? -1
    }
    guard code == 0 else {
      Glibc.close(descriptor)
      throw Failure(words: "cannot connect: \(errno)")
    }
  }

  deinit { close() }

  public func close() {
    if descriptor >= 0 { Glibc.close(descriptor) }
    descriptor = -1
  }

  /// Sends bytes; a connection that the other end has closed takes what it likes.
  public func send(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }

  public func send(_ text: String) { send(Array(text.utf8)) }

  /// Says that nothing more will be sent.
  public func finishSending() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// What comes until the other end closes, or `isEnough`.
  /// - Returns: the bytes, and whether the other end has closed.
  public func receive(
    seconds: Double = 10, until isEnough: ([UInt8]) -> Bool = { _ in false }
  ) -> (bytes: [UInt8], isClosed: Bool) {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let end = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < end {
      var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard Glibc.poll(&poll, 1, 50) > 0 else { continue }
      let count = recv(descriptor, &buffer, buffer.count, 0)
      guard count > 0 else { return (bytes, true) }
      bytes += buffer[..<count]
      if isEnough(bytes) { return (bytes, false) }
    }
    return (bytes, false)
  }
}

/// An answer over HTTP/1.1, taken apart.
public struct HTTPAnswer: Sendable {
  public let status: Int
  public let headers: [(name: String, value: String)]
  public let body: [UInt8]

  public var text: String { String(decoding: body, as: UTF8.self) }

  public subscript(_ header: String) -> String? {
    headers.first { $0.name.lowercased() == header.lowercased() }?.value
  }

  /// The answer that begins `bytes`; `nil` where it is not whole.
  /// - Parameter isClosed: whether the connection has ended, which ends the body too.
  public init?(_ bytes: [UInt8], isClosed: Bool = false) {
    let end = Array("\r\n\r\n".utf8)
    guard bytes.count > end.count,
      let stop = bytes.indices.first(where: { bytes[$0...].starts(with: end) })
    else { return nil }
    let lines = String(decoding: bytes[..<stop], as: UTF8.self).split(separator: "\r\n")
    guard let first = lines.first?.split(separator: " "), first.count > 1, let code = Int(first[1])
    else { return nil }
    status = code
    let fields: [(name: String, value: String)] = lines.dropFirst().compactMap { line in
      line.firstIndex(of: ":").map { colon in
        (
          String(line[..<colon]),
          String(line[line.index(after: colon)...].drop { $0 == " " })
        )
      }
    }
    headers = fields
    let rest = Array(bytes[(stop + end.count)...])
    func header(_ name: String) -> String? {
      fields.first { $0.name.lowercased() == name }?.value
    }
    if header("transfer-encoding")?.lowercased() == "chunked" {
      guard let whole = Self.unchunked(rest) else { return nil }
      body = whole
    } else if let length = header("content-length").flatMap({ Int($0) }), code != 304 {
      guard rest.count >= length else { return nil }
      body = Array(rest.prefix(length))
    } else {
      guard isClosed || code == 204 || code == 304 else { return nil }
      body = rest
    }
  }

  private static func unchunked(_ bytes: [UInt8]) -> [UInt8]? {
    var body: [UInt8] = []
    var rest = bytes[...]
    while true {
      guard let line = rest.firstIndex(of: 13),
        let count = Int(String(decoding: rest[rest.startIndex..<line], as: UTF8.self), radix: 16),
        rest.endIndex - line >= count + 4
      else { return nil }
      if count == 0 { return body }
      body += rest[(line + 2)..<(line + 2 + count)]
      rest = rest[(line + 4 + count)...]
    }
  }
}

/// One request on a connection of its own.
public func ask(
  _ port: Int, _ method: String, _ path: String, headers: [(String, String)] = [],
  body: String? = nil, type: String = "application/json", seconds: Double = 60
) throws -> HTTPAnswer {
  let client = try RawClient(port: port)
  var lines = "\(method) \(path) HTTP/1.1\r\n"
  if !headers.contains(where: { $0.0.lowercased() == "host" }) { lines += "Host: 127.0.0.1\r\n" }
  for (name, value) in headers { lines += "\(name): \(value)\r\n" }
  if let body { lines += "Content-Type: \(type)\r\nContent-Length: \(body.utf8.count)\r\n" }
  client.send(lines + "\r\n" + (body ?? ""))
  let (bytes, isClosed) = client.receive(seconds: seconds) { HTTPAnswer($0) != nil }
  guard let answer = HTTPAnswer(bytes, isClosed: isClosed) else {
    throw RawClient.Failure(
      words:
        "\(method) \(path): no answer but \(String(decoding: bytes.prefix(200), as: UTF8.self))")
  }
  return answer
}
