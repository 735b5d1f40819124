import Synchronization

/// A value that is made when it is first asked for, once, and shared from then on.
final class Lazy<Value: Sendable>: Sendable {
  private let state = Mutex<Value?>(nil)
  private let make: @Sendable () throws -> Value

  init(_ make: @escaping @Sendable () throws -> Value) { self.make = make }

  /// The value. Who asks while it is being made waits for it; an error is not kept.
  func get() throws -> Value {
    try state.withLock { state in
      if let state { return state }
      let made = try make()
      state = made
      return made
    }
  }
}
