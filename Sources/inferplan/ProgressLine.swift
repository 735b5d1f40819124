import Glibc
import Synchronization

/// A line on the terminal that says how far a long run is; nothing where errors go elsewhere.
final class ProgressLine: Sendable {
  private let console: Console
  private let total: Int?
  private let isShown: Bool
  private let start = ContinuousClock.now
  private let state = Mutex<(last: Double, isWritten: Bool)>((0, false))

  init(_ console: Console, total: Int?) {
    self.console = console
    self.total = total
    isShown = isatty(STDERR_FILENO) == 1
  }

  /// Shows so many requests as done, at most five times a second and not within the first half.
  func show(_ done: Int) {
    guard isDue() else { return }
    let elapsed = (ContinuousClock.now - start) / .seconds(1)
    var text = "\r\(done) requests"
    if let total, total > 0, done > 0 {
      let share = min(1, Double(done) / Double(total))
      let filled = Int(share * 30)
      let rest = elapsed / share - elapsed
      text =
        "\r[" + String(repeating: "#", count: filled)
        + String(repeating: ".", count: 30 - filled)
        + "] \(Int(share * 100)) %, \(Int(rest.rounded(.up))) s left"
    }
    console.draw(text + "\u{1B}[K")
  }

  /// Shows what share of a part of the run is done.
  func show(share: Double, of words: String) {
    guard isDue() else { return }
    let filled = Int(min(max(0, share), 1) * 30)
    console.draw(
      "\r[" + String(repeating: "#", count: filled)
        + String(repeating: ".", count: 30 - filled) + "] " + words + "\u{1B}[K")
  }

  private func isDue() -> Bool {
    guard isShown else { return false }
    let elapsed = (ContinuousClock.now - start) / .seconds(1)
    return state.withLock { state in
      guard elapsed > 0.5, elapsed - state.last > 0.2 else { return false }
      state = (elapsed, true)
      return true
    }
  }

  /// Takes the line away.
  func clear() {
    let isWritten = state.withLock { $0.isWritten }
    if isWritten { console.draw("\r\u{1B}[K") }
  }
}

/// Ctrl-C asks a run to end; a second one ends the program.
enum Interruption {
  private static let flag = Atomic<Bool>(false)

  static var hasCome: Bool { flag.load(ordering: .relaxed) }

  /// Watches for the signal from now on.
  static func watch() {
    signal(SIGINT) { _ in
      Interruption.flag.store(true, ordering: .relaxed)
      signal(SIGINT, SIG_DFL)
    }
  }
}
