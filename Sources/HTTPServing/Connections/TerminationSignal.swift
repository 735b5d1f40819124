import Glibc

/// SIGINT and SIGTERM, waited for by one thread.
///
/// They are kept from every thread that starts afterwards, so ``block()`` comes first of all.
public enum TerminationSignal {
  /// Keeps the signals for ``wait()``, and ignores writes to connections that are closed.
  public static func block() {
    signal(SIGPIPE, SIG_IGN)
    var signals = set
    pthread_sigmask(SIG_BLOCK, &signals, nil)
  }

  /// Returns when one of the signals has come.
  public static func wait() {
    var signals = set
    var signal: Int32 = 0
    while sigwait(&signals, &signal) != 0 {}
  }

  /// Lets a further signal end the process at once.
  public static func unblock() {
    var signals = set
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }

  private static var set: sigset_t {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    sigaddset(&signals, SIGTERM)
    return signals
  }
}
