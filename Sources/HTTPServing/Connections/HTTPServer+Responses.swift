import CMicroHTTPD
import Synchronization

extension HTTPServer {
  /// Hands an answer to the library.
  func send(_ answer: HTTPResponse, _ exchange: Exchange) -> MHD_Result {
    exchange.status = answer.status
    let response: OpaquePointer?
    var isPage = false
    switch answer.body {
    case .bytes(let bytes), .page(let bytes):
      if case .page = answer.body { isPage = true }
      response = bytes.withUnsafeBytes {
        MHD_create_response_from_buffer(
          $0.count, UnsafeMutableRawPointer(mutating: $0.baseAddress), .RESPMEM_MUST_COPY)
      }
      exchange.watch?.expect(within: limits.sendTime)
    case .constant(let bytes):
      isPage = true
      response = MHD_create_response_from_buffer(
        bytes.buffer.count, UnsafeMutableRawPointer(mutating: bytes.buffer.baseAddress),
        .RESPMEM_PERSISTENT)
      exchange.watch?.expect(within: limits.sendTime)
    case .events: response = Self.stream(exchange)
    }
    guard let response else { return .NO }
    defer { MHD_destroy_response(response) }
    for (name, value) in isPage ? SecurityHeaders.page : SecurityHeaders.data {
      MHD_add_response_header(response, name, value)
    }
    for (name, value) in answer.headers { MHD_add_response_header(response, name, value) }
    if case .events = answer.body {
      MHD_add_response_header(response, "Content-Type", "text/event-stream")
      MHD_add_response_header(response, "X-Accel-Buffering", "no")
    }
    if isDraining.load(ordering: .relaxed), answer["Connection"] == nil {
      MHD_add_response_header(response, "Connection", "close")
    }
    return MHD_queue_response(exchange.connection, UInt32(answer.status), response)
  }

  /// A response that reads the events of an exchange as they come.
  private static func stream(_ exchange: Exchange) -> OpaquePointer? {
    exchange.watch?.expect(within: nil)
    let held = Unmanaged.passRetained(exchange)
    let response = MHD_create_response_from_callback(
      UInt64.max, 4096,
      { held, _, buffer, count in
        guard let held, let buffer else { return -1 }
        let exchange = Unmanaged<Exchange>.fromOpaque(held).takeUnretainedValue()
        return exchange.events?.read(
          into: UnsafeMutableRawBufferPointer(start: buffer, count: count), exchange.connection)
          ?? -1
      }, held.toOpaque(),
      { held in if let held { Unmanaged<Exchange>.fromOpaque(held).release() } })
    if response == nil { held.release() }
    return response
  }
}
