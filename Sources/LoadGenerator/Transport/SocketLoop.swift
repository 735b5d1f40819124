import CCurl
import CEpoll
import Glibc

/// libcurl's multi handle over epoll, on one thread: a turn costs as much as sockets have news, however
/// many streams are open (`curl_multi_poll` would look at each of them on every turn).
///
/// Hundreds of streams would wake it thousands of times a second. So a turn follows the last by a
/// millisecond at least, unless a request is still to be sent; when a first token came is asked of the
/// kernel (``arrival``), and further ones are noted at most as late as that.
///
/// C calls back with a pointer to this object, which therefore outlives every transfer in it.
final class SocketLoop {
  let multi: UnsafeMutableRawPointer
  private let queue: Int32
  /// Sockets that epoll watches.
  private var watched: Set<Int32> = []
  /// When libcurl wants to be called without news, by ``MonotonicClock``.
  private var timer: UInt64?
  private var events = [epoll_event](repeating: epoll_event(), count: 256)
  /// Sockets with something left to send, or a connection left to make.
  private var writing: Set<Int32> = []
  /// Transfers whose request is not on its way yet.
  private var unsent = 0
  /// Sockets whose next bytes may be a first token.
  private var awaited: Set<Int32> = []
  /// Whether the kernel has said when bytes came.
  private var knowsArrivals = false
  private var lastTurn: UInt64 = 0

  /// When the bytes came that libcurl hands over, by ``MonotonicClock``, where the kernel was asked:
  /// before this program had its turn.
  private(set) var arrival: UInt64?

  /// Nanoseconds between two turns that only take what came.
  private static let pause: UInt64 = 1_000_000

  init(connections: Int) throws(LoadError) {
    guard Self.isReady else { throw .client("libcurl cannot start") }
    Self.allowSockets(connections + 64)
    guard let multi = curl_multi_init() else { throw .client("libcurl is out of memory") }
    queue = epoll_create1(Int32(EPOLL_CLOEXEC))
    self.multi = multi
    guard queue >= 0 else { throw .client("no epoll: errno \(errno)") }
    let me = Unmanaged.passUnretained(self).toOpaque()
    ccurl_multi_set_pointer(multi, CURLMOPT_SOCKETDATA, me)
    ccurl_multi_set_pointer(multi, CURLMOPT_TIMERDATA, me)
    ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, connections + 16)
    ccurl_multi_set_socket_function(multi) { easy, socket, what, context, _ in
      guard let context else { return 0 }
      Unmanaged<SocketLoop>.fromOpaque(context).takeUnretainedValue().watch(socket, what)
      if let easy { StreamTransfer.of(easy)?.isWatched(socket) }
      return 0
    }
    ccurl_multi_set_timer_function(multi) { _, milliseconds, context in
      guard let context else { return 0 }
      let loop = Unmanaged<SocketLoop>.fromOpaque(context).takeUnretainedValue()
      loop.timer =
        milliseconds < 0 ? nil : MonotonicClock.now() + UInt64(milliseconds) * 1_000_000
      return 0
    }
  }

  deinit {
    curl_multi_cleanup(multi)
    if queue >= 0 { close(queue) }
  }

  /// Global state of libcurl, set up once.
  private static let isReady = curl_global_init(Int(CURL_GLOBAL_ALL)) == CURLE_OK

  /// Raises the limit of open files as far as it goes.
  private static func allowSockets(_ count: Int) {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0,
      limit.rlim_cur < UInt(count)
    else { return }
    limit.rlim_cur = min(limit.rlim_max, UInt(count))
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }

  private func watch(_ socket: Int32, _ what: Int32) {
    if what != CURL_POLL_REMOVE, what & CURL_POLL_OUT != 0 {
      writing.insert(socket)
    } else {
      writing.remove(socket)
    }
    if what == CURL_POLL_REMOVE {
      if watched.remove(socket) != nil { epoll_ctl(queue, EPOLL_CTL_DEL, socket, nil) }
      return
    }
    var event = epoll_event()
    if what & CURL_POLL_IN != 0 { event.events |= EPOLLIN.rawValue }
    if what & CURL_POLL_OUT != 0 { event.events |= EPOLLOUT.rawValue }
    event.data.fd = socket
    let isNew = watched.insert(socket).inserted
    if epoll_ctl(queue, isNew ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, socket, &event) != 0 {
      // libcurl closed a socket without a word, and the number came back.
      epoll_ctl(queue, EPOLL_CTL_ADD, socket, &event)
    }
  }

  /// Adds a transfer, which has to say how far it is: ``isSending()``,
  /// ``isAwaited(_:)``, ``isServed(_:)``.
  func add(_ easy: UnsafeMutableRawPointer) throws(LoadError) {
    guard curl_multi_add_handle(multi, easy) == CURLM_OK else {
      throw .client("libcurl takes no more transfers")
    }
    unsent += 1
    // Sent at once: preparing further requests that are due would count as the server's time.
    act(CURL_SOCKET_TIMEOUT, 0)
  }

  private func act(_ socket: Int32, _ mask: Int32) {
    if socket == CURL_SOCKET_TIMEOUT { timer = nil }
    var running: Int32 = 0
    curl_multi_socket_action(multi, socket, mask, &running)
  }

  /// A transfer's request is on its way, or never will be.
  func isSending() { unsent -= 1 }

  /// A transfer waits for its first token.
  func isAwaited(_ socket: Int32) { awaited.insert(socket) }

  /// A transfer has its first token, or will have none.
  func isServed(_ socket: Int32) { awaited.remove(socket) }

  /// Waits for news, at most until `deadline`, and lets libcurl act on it.
  func turn(until deadline: UInt64) {
    let wake = min(deadline, timer ?? .max)
    if knowsArrivals, unsent == 0, writing.isEmpty {
      Self.sleep(until: min(wake, lastTurn + Self.pause))
    }
    let now = MonotonicClock.now()
    let span = wake > now ? min(wake - now, 1_000_000_000) : 0
    // Plain epoll_wait counts in milliseconds: a request due within this one would wait for the next.
    var time = timespec(tv_sec: Int(span / 1_000_000_000), tv_nsec: Int(span % 1_000_000_000))
    var count = epoll_pwait2(queue, &events, Int32(events.count), &time, nil)
    if count < 0, errno == ENOSYS {
      count = epoll_wait(queue, &events, Int32(events.count), Int32(span / 1_000_000))
    }
    lastTurn = MonotonicClock.now()
    for place in 0..<Int(max(0, count)) {
      let event = events[place]
      var mask: Int32 = 0
      if event.events & EPOLLIN.rawValue != 0 {
        mask |= CURL_CSELECT_IN
        if awaited.contains(event.data.fd) { noteArrival(event.data.fd) }
      }
      if event.events & EPOLLOUT.rawValue != 0 { mask |= CURL_CSELECT_OUT }
      if event.events & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0 { mask |= CURL_CSELECT_ERR }
      act(event.data.fd, mask)
      arrival = nil
    }
    if let due = timer, MonotonicClock.now() >= due { act(CURL_SOCKET_TIMEOUT, 0) }
  }

  private func noteArrival(_ socket: Int32) {
    let time = csocket_arrival(socket)
    guard time > 0 else { return }
    let offset = MonotonicClock.realTimeOffset()
    // Not believed where the machine's clock was set meanwhile.
    let moment = UInt64(clamping: time - offset)
    let now = MonotonicClock.now()
    guard moment <= now, now - moment < 1_000_000_000 else { return }
    knowsArrivals = true
    arrival = moment
  }

  private static func sleep(until moment: UInt64) {
    var time = timespec(
      tv_sec: Int(moment / 1_000_000_000), tv_nsec: Int(moment % 1_000_000_000))
    // A signal ends the sleep, as it should.
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nil)
  }

  /// Takes the transfers that ended, each with libcurl's verdict.
  func ended(_ body: (UnsafeMutableRawPointer, CURLcode) -> Void) {
    var left: Int32 = 0
    while let message = curl_multi_info_read(multi, &left) {
      guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle else {
        continue
      }
      body(easy, ccurl_message_result(message))
    }
  }
}
