import CCurl
import CEpoll
import Glibc

/// libcurl's multi handle over epoll, on one thread: a turn costs as much as sockets have news, however
/// many streams are open (`curl_multi_poll` would look at each of them on every turn).
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
    ccurl_multi_set_socket_function(multi) { _, socket, what, context, _ in
      guard let context else { return 0 }
      Unmanaged<SocketLoop>.fromOpaque(context).takeUnretainedValue().watch(socket, what)
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

  /// Waits for news, at most until `deadline`, and lets libcurl act on it.
  func turn(until deadline: UInt64) {
    let now = MonotonicClock.now()
    let wake = min(deadline, timer ?? .max)
    let span = wake > now ? min(wake - now, 1_000_000_000) : 0
    // Plain epoll_wait counts in milliseconds: a request due within this one would wait for the next.
    var time = timespec(tv_sec: Int(span / 1_000_000_000), tv_nsec: Int(span % 1_000_000_000))
    var count = epoll_pwait2(queue, &events, Int32(events.count), &time, nil)
    if count < 0, errno == ENOSYS {
      count = epoll_wait(queue, &events, Int32(events.count), Int32(span / 1_000_000))
    }
    var running: Int32 = 0
    for place in 0..<Int(max(0, count)) {
      let event = events[place]
      var mask: Int32 = 0
      if event.events & EPOLLIN.rawValue != 0 { mask |= CURL_CSELECT_IN }
      if event.events & EPOLLOUT.rawValue != 0 { mask |= CURL_CSELECT_OUT }
      if event.events & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0 { mask |= CURL_CSELECT_ERR }
      curl_multi_socket_action(multi, event.data.fd, mask, &running)
    }
    if let due = timer, MonotonicClock.now() >= due {
      timer = nil
      curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running)
    }
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
