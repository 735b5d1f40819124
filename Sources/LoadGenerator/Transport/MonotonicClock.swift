import Glibc
import Quantities

/// Time that never goes back, in nanoseconds.
enum MonotonicClock {
  static func now() -> UInt64 { read(CLOCK_MONOTONIC) }

  /// What is to be taken from `CLOCK_REALTIME` for this clock; changes where that one is set.
  static func realTimeOffset() -> Int64 {
    Int64(clamping: read(CLOCK_REALTIME)) - Int64(clamping: now())
  }

  private static func read(_ clock: clockid_t) -> UInt64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  /// Processor time that this process has used, in seconds.
  static func processorSeconds() -> Double {
    var usage = rusage()
    getrusage(RUSAGE_SELF.rawValue, &usage)
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
    return seconds(usage.ru_utime) + seconds(usage.ru_stime)
  }
}

extension UInt64 {
  /// Seconds from an earlier reading of the clock to this one; less than zero where it is later.
  func seconds(since start: UInt64) -> Double {
    self >= start ? Double(self - start) / 1e9 : -Double(start - self) / 1e9
  }
}
