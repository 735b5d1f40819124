import CCurl
import CEpoll
import Glibc
import Quantities

/// One request on the wire, and what its stream has brought so far.
///
/// libcurl calls back with a pointer to this object; whoever starts it keeps it until it has ended.
final class StreamTransfer {
  let easy: UnsafeMutableRawPointer
  /// What it runs on; outlives it.
  private unowned let loop: SocketLoop
  private var isUnsent = true
  private var socket: Int32 = -1
  private var isEnded = false
  private var headers: UnsafeMutablePointer<curl_slist>?
  private var parser = EventStreamParser()
  /// Chunks beyond which an answer is given up.
  private let chunkLimit: Int

  /// By ``MonotonicClock``: when text first and last came, and when anything last did.
  private(set) var firstToken: UInt64?
  private(set) var lastToken: UInt64?
  private(set) var lastActivity: UInt64
  private(set) var gaps: [Float] = []
  private(set) var promptTokens: Int?
  private(set) var usageTokens: Int?
  /// Whether the stream said that the answer is whole.
  private(set) var isDone = false
  private var isFinished = false
  private var status = 0
  private var isStream = false
  /// What this side found wrong; goes before libcurl's verdict.
  var verdict: RequestFailure?
  private var refusal: [UInt8] = []

  private static let refusalLimit = 4_096

  init(
    _ loop: SocketLoop, url: String, body: [UInt8], key: APIKey?, limits: RequestLimits,
    usesProxy: Bool, chunks: Int
  ) throws(LoadError) {
    guard let easy = curl_easy_init() else { throw .client("libcurl is out of memory") }
    self.easy = easy
    self.loop = loop
    chunkLimit = chunks
    lastActivity = MonotonicClock.now()
    gaps.reserveCapacity(min(chunks, 1_024))
    var lines = ["Content-Type: application/json", "Accept: text/event-stream", "Expect:"]
    if let key { lines.append("Authorization: Bearer " + key.text) }
    for line in lines { headers = curl_slist_append(headers, line) }
    ccurl_set_text(easy, CURLOPT_URL, url)
    ccurl_set_text(easy, CURLOPT_PROTOCOLS_STR, "http,https")
    ccurl_set_text(easy, CURLOPT_USERAGENT, "inferplan")
    ccurl_set_long(easy, CURLOPT_FOLLOWLOCATION, 0)
    ccurl_set_long(easy, CURLOPT_NOSIGNAL, 1)
    // A stream of its own for each request: what is measured is the server, not a queue in front of it.
    ccurl_set_long(easy, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
    ccurl_set_long(easy, CURLOPT_TCP_NODELAY, 1)
    ccurl_set_long(
      easy, CURLOPT_CONNECTTIMEOUT_MS, Int(limits.connect.milliseconds.rounded(.up)))
    ccurl_set_long(easy, CURLOPT_TIMEOUT_MS, Int(limits.total.milliseconds.rounded(.up)))
    // The proxy of the environment stands between here and anywhere but this machine.
    if !usesProxy { ccurl_set_text(easy, CURLOPT_PROXY, "") }
    ccurl_set_list(easy, CURLOPT_HTTPHEADER, headers)
    ccurl_set_size(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count))
    body.withUnsafeBytes { bytes in
      _ = ccurl_set_pointer(
        easy, CURLOPT_COPYPOSTFIELDS, UnsafeMutableRawPointer(mutating: bytes.baseAddress))
    }
    let me = Unmanaged.passUnretained(self).toOpaque()
    ccurl_set_pointer(easy, CURLOPT_PRIVATE, me)
    ccurl_set_pointer(easy, CURLOPT_WRITEDATA, me)
    ccurl_set_socket_ready(easy) { _, socket, _ in
      csocket_note_arrivals(socket)
      return CURL_SOCKOPT_OK
    }
    let before: curl_prereq_callback = { context, _, _, _, _ in
      guard let context else { return CURL_PREREQFUNC_ABORT }
      Unmanaged<StreamTransfer>.fromOpaque(context).takeUnretainedValue().isSending()
      return CURL_PREREQFUNC_OK
    }
    ccurl_set_before_request(easy, before, me)
    ccurl_set_receive(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
      guard let bytes, let context else { return 0 }
      let transfer = Unmanaged<StreamTransfer>.fromOpaque(context).takeUnretainedValue()
      let piece = UnsafeRawBufferPointer(start: bytes, count: size * count)
      return transfer.take(piece) ? piece.count : 0
    }
  }

  deinit {
    curl_easy_cleanup(easy)
    curl_slist_free_all(headers)
  }

  /// The object behind one of libcurl's handles.
  static func of(_ easy: UnsafeMutableRawPointer) -> StreamTransfer? {
    var pointer: UnsafeMutableRawPointer?
    ccurl_get_pointer(easy, CURLINFO_PRIVATE, &pointer)
    return pointer.map { Unmanaged<StreamTransfer>.fromOpaque($0).takeUnretainedValue() }
  }

  /// libcurl watches its connection.
  func isWatched(_ socket: Int32) {
    guard firstToken == nil, !isEnded else { return }
    self.socket = socket
    loop.isAwaited(socket)
  }

  private func isSending() {
    guard isUnsent else { return }
    isUnsent = false
    loop.isSending()
  }

  /// Nothing more is expected of it.
  func isOver() {
    isEnded = true
    isSending()
    if firstToken == nil { loop.isServed(socket) }
  }

  /// Takes a piece of the body; `false` gives the transfer up.
  private func take(_ piece: UnsafeRawBufferPointer) -> Bool {
    let now = max(lastActivity, loop.arrival ?? MonotonicClock.now())
    lastActivity = now
    if status == 0 { readHead() }
    guard isStream else {
      refusal.append(contentsOf: piece.prefix(Self.refusalLimit - refusal.count))
      return refusal.count < Self.refusalLimit
    }
    let isWithinLimits = parser.take(piece) { self.event($0, at: now) }
    if !isWithinLimits { verdict = verdict ?? .malformed }
    return verdict == nil
  }

  private func readHead() {
    var code = 0
    ccurl_get_long(easy, CURLINFO_RESPONSE_CODE, &code)
    status = code
    var type: UnsafeMutablePointer<CChar>?
    ccurl_get_text(easy, CURLINFO_CONTENT_TYPE, &type)
    let name = type.map { String(cString: $0).lowercased() } ?? ""
    // Some servers name no type, or plain text.
    let isOther = ["application/json", "text/html", "application/xml"].contains(
      where: name.hasPrefix)
    isStream = status == 200 && !isOther
  }

  private func event(_ data: [UInt8], at now: UInt64) {
    guard !isDone, verdict == nil else { return }
    if data.elementsEqual("[DONE]".utf8) {
      isDone = true
      return
    }
    guard let chunk = CompletionChunk(data) else {
      verdict = .malformed
      refusal = Array(data.prefix(200))
      return
    }
    if chunk.isError {
      verdict = .reported
      refusal = Array(data.prefix(Self.refusalLimit))
      return
    }
    if let tokens = chunk.promptTokens { promptTokens = tokens }
    if let tokens = chunk.outputTokens { usageTokens = tokens }
    if chunk.isFinished { isFinished = true }
    guard chunk.hasText else { return }
    if let last = lastToken {
      gaps.append(Float(now.seconds(since: last)))
      if gaps.count >= chunkLimit { verdict = .neverFinished }
    } else {
      firstToken = now
      loop.isServed(socket)
    }
    lastToken = now
  }

  /// What came of the transfer, once libcurl has its verdict.
  func failure(_ code: CURLcode) -> RequestFailure? {
    if let verdict { return verdict }
    if status == 0 { readHead() }
    if status != 0, status != 200 { return .status(status) }
    if status == 200, !isStream { return .notStreamed }
    switch code {
    case CURLE_OK:
      guard isDone || isFinished else { return .dropped }
      return lastToken == nil ? .empty : nil
    case CURLE_COULDNT_CONNECT, CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY,
      CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_PROXY:
      return .connect
    case CURLE_OPERATION_TIMEDOUT:
      if lastToken != nil { return .neverFinished }
      var connected: UnsafeMutablePointer<CChar>?
      ccurl_get_text(easy, CURLINFO_PRIMARY_IP, &connected)
      return connected.map { $0.pointee == 0 } ?? true ? .connect : .timeout
    case CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL: return .notStreamed
    default:
      // A connection that breaks after the last event has lost nothing.
      return isDone && lastToken != nil ? nil : .dropped
    }
  }

  /// The server's words on a failure, cut short and without the key.
  func detail(_ key: APIKey?) -> String? {
    guard !refusal.isEmpty else { return nil }
    let text = String(decoding: refusal, as: UTF8.self)
    let line = (key?.redacted(text) ?? text).split(whereSeparator: \.isWhitespace)
      .joined(separator: " ")
    return String(line.prefix(300))
  }

  /// Whether both ends of the connection have the same address: client and server share a machine.
  var isWithinOneMachine: Bool {
    var here: UnsafeMutablePointer<CChar>?
    var there: UnsafeMutablePointer<CChar>?
    ccurl_get_text(easy, CURLINFO_LOCAL_IP, &here)
    ccurl_get_text(easy, CURLINFO_PRIMARY_IP, &there)
    guard let here, let there, here.pointee != 0 else { return false }
    return strcmp(here, there) == 0
  }
}
