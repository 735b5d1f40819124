import CMicroHTTPD
import Synchronization

/// Server-sent events (WHATWG HTML, section 9.2) on their way to one client.
///
/// `@unchecked` because of the connection's handle, which is touched under the lock alone and only
/// while the client is there.
public final class EventStream: @unchecked Sendable {
  /// Bytes that may wait for a slow reader before events that can be spared are left out.
  private static let crowded = 65_536

  private let state = Mutex(State())
  let cancellation: Cancellation

  private struct State {
    var bytes: [UInt8] = []
    var isClosed = false
    var isGone = false
    /// The connection, while it sleeps because there is nothing to send.
    var sleeper: Sleeper?
  }

  private struct Sleeper: @unchecked Sendable {
    let connection: OpaquePointer
  }

  init(cancellation: Cancellation) { self.cancellation = cancellation }

  /// Sends an event.
  /// - Parameters:
  ///   - event: its name.
  ///   - data: a line of text.
  ///   - isSparable: whether it may be left out where the client reads slowly.
  public func send(_ event: String, _ data: [UInt8], isSparable: Bool = false) {
    state.withLock { state in
      guard !state.isClosed, !state.isGone else { return }
      guard !isSparable || state.bytes.count < Self.crowded else { return }
      state.bytes += "event: \(event)\ndata: ".utf8
      state.bytes += data
      state.bytes += "\n\n".utf8
      Self.wake(&state)
    }
  }

  /// Ends the stream after what was sent.
  public func close() {
    state.withLock { state in
      state.isClosed = true
      Self.wake(&state)
    }
  }

  private static func wake(_ state: inout State) {
    guard let sleeper = state.sleeper else { return }
    state.sleeper = nil
    MHD_resume_connection(sleeper.connection)
  }

  /// Copies what there is to send; the connection sleeps where there is nothing.
  /// - Returns: the bytes copied, or -1 at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer, _ connection: OpaquePointer) -> Int {
    let sleeper = Sleeper(connection: connection)
    return state.withLock { state in
      guard !state.bytes.isEmpty else {
        if state.isClosed || state.isGone { return -1 }
        state.sleeper = sleeper
        MHD_suspend_connection(sleeper.connection)
        return 0
      }
      let count = min(buffer.count, state.bytes.count)
      buffer.copyBytes(from: state.bytes[..<count])
      state.bytes.removeFirst(count)
      return count
    }
  }

  /// The client has gone, or is going: nothing more can be sent. Wakes the connection, so that the
  /// library sees it too.
  func leave() {
    cancellation.cancel()
    state.withLock { state in
      state.isGone = true
      state.bytes = []
      Self.wake(&state)
    }
  }
}
