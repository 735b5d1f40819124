import Glibc

/// What one run of a program cost.
struct ProcessRun {
  /// Seconds from its start to the first byte it printed, and to its end.
  let firstOutput: Double
  let whole: Double
  /// The most memory it held at a time, in bytes.
  let peakMemory: Double
  /// What it exited with; -1 when a signal ended it.
  let status: Int32
  /// What it printed.
  let output: String

  /// The path of a program in the folder of this one.
  static func neighbour(_ name: String) -> String {
    guard let pointer = realpath("/proc/self/exe", nil) else { return name }
    defer { free(pointer) }
    let path = String(cString: pointer)
    guard let slash = path.lastIndex(of: "/") else { return name }
    return path[...slash] + name
  }

  /// Runs a program with its output in a pipe, and waits for it.
  init(_ path: String, _ arguments: [String], showsErrors: Bool = true) throws {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw BenchmarkError(description: "no pipe: errno \(errno)") }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
    posix_spawn_file_actions_addclose(&actions, ends[0])
    posix_spawn_file_actions_addclose(&actions, ends[1])
    if !showsErrors {
      posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    }

    var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
    defer { words.forEach { free($0) } }
    let clock = ContinuousClock()
    let start = clock.now
    var process: pid_t = 0
    let failure = posix_spawn(&process, path, &actions, nil, &words, environ)
    close(ends[1])
    defer { close(ends[0]) }
    guard failure == 0 else {
      throw BenchmarkError(description: "'\(path)' does not start: errno \(failure)")
    }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    var first: Double?
    var printed: [UInt8] = []
    while true {
      let count = read(ends[0], &buffer, buffer.count)
      guard count > 0 else { break }
      first = first ?? (clock.now - start) / .seconds(1)
      printed += buffer[..<count]
    }
    var state: Int32 = 0
    var usage = rusage()
    wait4(process, &state, 0, &usage)
    whole = (clock.now - start) / .seconds(1)
    firstOutput = first ?? whole
    peakMemory = Double(usage.ru_maxrss) * 1_024
    output = String(decoding: printed, as: UTF8.self)
    status = state & 0x7f == 0 ? (state >> 8) & 0xff : -1
  }
}
