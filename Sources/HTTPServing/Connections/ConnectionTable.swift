import Glibc
import Synchronization

/// A connection and until when its client has to have done what comes next.
final class WatchedConnection: Sendable {
  let descriptor: Int32
  /// Milliseconds of ``Clock``; 0 where the server and not the client is awaited.
  private let deadline: Atomic<Int64>

  init(descriptor: Int32, seconds: Double) {
    self.descriptor = descriptor
    deadline = Atomic(Clock.milliseconds() + Int64(seconds * 1000))
  }

  /// Gives the client so long from now; `nil` for as long as it takes.
  func expect(within seconds: Double?) {
    deadline.store(
      seconds.map { Clock.milliseconds() + Int64($0 * 1000) } ?? 0, ordering: .relaxed)
  }

  func isLate(at now: Int64) -> Bool {
    let deadline = deadline.load(ordering: .relaxed)
    return deadline != 0 && deadline < now
  }
}

/// All connections. A client that sends a byte now and then never rests long enough for the
/// library's own timeout, so each has a deadline for all that it has to send.
final class ConnectionTable: Sendable {
  private let all = Mutex<[ObjectIdentifier: WatchedConnection]>([:])

  var count: Int { all.withLock { $0.count } }

  func add(_ connection: WatchedConnection) {
    all.withLock { $0[ObjectIdentifier(connection)] = connection }
  }

  /// Forgets a connection. The library closes its socket only afterwards, so that the lock keeps
  /// ``closeLate()`` from meeting another socket under the same number.
  func remove(_ connection: WatchedConnection) {
    _ = all.withLock { $0.removeValue(forKey: ObjectIdentifier(connection)) }
  }

  /// Ends connections whose client is late.
  /// - Returns: how many.
  func closeLate() -> Int {
    let now = Clock.milliseconds()
    return all.withLock { all in
      var count = 0
      for connection in all.values where connection.isLate(at: now) {
        shutdown(connection.descriptor, Int32(SHUT_RDWR))
        connection.expect(within: nil)
        count += 1
      }
      return count
    }
  }
}
