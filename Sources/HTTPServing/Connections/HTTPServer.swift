import CMicroHTTPD
import Dispatch
import Glibc
import Synchronization

/// A server over libmicrohttpd: a few threads, epoll, connections that sleep while answers are
/// computed.
///
/// `@unchecked` because of the library's handle, which is set once before any request comes.
public final class HTTPServer: @unchecked Sendable {
  public let router: Router
  public let admission: Admission
  public let limits: ServerLimits
  public let metrics: ServerMetrics
  public let port: Int

  let connections = ConnectionTable()
  let active = ActiveExchanges()
  let inFlight = Atomic<Int>(0)
  let isDraining = Atomic<Bool>(false)
  private let listener: Listener
  private var daemon: OpaquePointer?
  private var timer: (any DispatchSourceTimer)?

  /// Why there is no server.
  public struct Failure: Error, Sendable, CustomStringConvertible {
    public let description: String
  }

  /// Serves `router` on a listening socket from now on.
  public init(
    _ router: Router, admission: Admission, listener: Listener, limits: ServerLimits
  ) throws(Failure) {
    self.router = router
    self.admission = admission
    self.limits = limits
    self.listener = listener
    port = listener.port
    metrics = ServerMetrics(router.routes)
    daemon = startDaemon()
    guard daemon != nil else {
      close(listener.descriptor)
      throw Failure(description: "the HTTP server cannot start")
    }
    let timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "watch"))
    let interval = DispatchTimeInterval.milliseconds(max(1, Int(limits.watchInterval * 1000)))
    timer.schedule(deadline: .now() + interval, repeating: interval)
    timer.setEventHandler { [weak self] in self?.lookAfterConnections() }
    timer.resume()
    self.timer = timer
  }

  private func startDaemon() -> OpaquePointer? {
    let this = Unmanaged.passUnretained(self).toOpaque()
    let completed: RequestCompleted = { server, _, context, _ in
      guard let server, let context, let held = context.pointee else { return }
      context.pointee = nil
      let exchange = Unmanaged<Exchange>.fromOpaque(held).takeRetainedValue()
      Unmanaged<HTTPServer>.fromOpaque(server).takeUnretainedValue().end(exchange)
    }
    let notified: ConnectionNotified = { this, connection, context, code in
      guard let this, let connection, let context else { return }
      let server = Unmanaged<HTTPServer>.fromOpaque(this).takeUnretainedValue()
      if code == .CONNECTION_NOTIFY_STARTED {
        guard let watch = server.watch(connection) else { return }
        context.pointee = Unmanaged.passRetained(watch).toOpaque()
      } else if let held = context.pointee {
        context.pointee = nil
        let watch = Unmanaged<WatchedConnection>.fromOpaque(held).takeRetainedValue()
        server.connections.remove(watch)
      }
    }
    var options = [
      option(.LISTEN_SOCKET, Int(listener.descriptor)),
      option(.CONNECTION_LIMIT, limits.connections),
      option(.CONNECTION_MEMORY_LIMIT, limits.connectionMemory),
      option(.CONNECTION_TIMEOUT, Int(max(limits.idleTime, limits.sendTime)) + 5),
      option(.STRICT_FOR_CLIENT, 1),
      option(.NOTIFY_COMPLETED, unsafeBitCast(completed, to: Int.self), this),
      option(.NOTIFY_CONNECTION, unsafeBitCast(notified, to: Int.self), this),
    ]
    // The library takes a pool of one thread for a mistake.
    if limits.threads > 1 { options.append(option(.THREAD_POOL_SIZE, limits.threads)) }
    options.append(option(.END, 0))
    let flags = MHD_USE_EPOLL_INTERNAL_THREAD.rawValue | MHD_ALLOW_SUSPEND_RESUME.rawValue
    return mhd_start(
      flags,
      { server, connection, url, method, _, bytes, count, context in
        guard let server, let connection, let count, let context else { return .NO }
        return Unmanaged<HTTPServer>.fromOpaque(server).takeUnretainedValue()
          .handle(connection, url, method, bytes, count, context)
      }, this, options)
  }

  private func option(
    _ option: MHD_OPTION, _ value: Int, _ pointer: UnsafeMutableRawPointer? = nil
  ) -> MHD_OptionItem {
    MHD_OptionItem(option: option, value: value, ptr_value: pointer)
  }

  private typealias RequestCompleted =
    @convention(c) (
      UnsafeMutableRawPointer?, OpaquePointer?, UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
      MHD_RequestTerminationCode
    ) -> Void
  private typealias ConnectionNotified =
    @convention(c) (
      UnsafeMutableRawPointer?, OpaquePointer?, UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
      MHD_ConnectionNotificationCode
    ) -> Void

  /// Connections that are open.
  public var connectionCount: Int { connections.count }

  /// The metrics of the server.
  public var metricsText: String {
    metrics.lines() + """
      # HELP inferplan_http_connections Connections that are open.
      # TYPE inferplan_http_connections gauge
      inferplan_http_connections \(connections.count)
      # HELP inferplan_http_in_flight Requests that are being read, computed or answered.
      # TYPE inferplan_http_in_flight gauge
      inferplan_http_in_flight \(inFlight.load(ordering: .relaxed))

      """
  }

  /// Takes no more connections, lets requests in flight end, then ends what is left.
  public func stop() {
    isDraining.store(true, ordering: .relaxed)
    guard let daemon else { return }
    let socket = MHD_quiesce_daemon(daemon)
    wait(seconds: limits.stopTime)
    // A connection that sleeps would make the library abort.
    for _ in 0..<50 where inFlight.load(ordering: .sequentiallyConsistent) > 0 {
      active.forEach { $0.stop() }
      wait(seconds: 0.1)
    }
    timer?.cancel()
    MHD_stop_daemon(daemon)
    self.daemon = nil
    if socket >= 0 { close(socket) }
  }

  private func wait(seconds: Double) {
    let end = Clock.nanoseconds() + Int64(seconds * 1e9)
    while inFlight.load(ordering: .sequentiallyConsistent) > 0, Clock.nanoseconds() < end {
      usleep(5000)
    }
  }

  private func lookAfterConnections() {
    let late = connections.closeLate()
    if late > 0 { metrics.countLate(late) }
    let now = Clock.milliseconds()
    active.forEach { $0.check(at: now) }
  }

  private func watch(_ connection: OpaquePointer) -> WatchedConnection? {
    let descriptor = mhd_descriptor(connection)
    guard descriptor >= 0 else { return nil }
    let watch = WatchedConnection(descriptor: descriptor, seconds: limits.headerTime)
    connections.add(watch)
    metrics.countConnection()
    return watch
  }
}
