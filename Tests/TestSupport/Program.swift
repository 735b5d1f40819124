import Foundation

/// The built `inferplan`, run as its users run it.
public enum Program {
  /// What a run left behind.
  public struct Result: Sendable {
    /// The exit code; minus the signal where one ended the program.
    public let status: Int32
    public let stdout: String
    public let stderr: String
  }

  /// Why there is no result.
  public enum Failure: Error, CustomStringConvertible {
    case notBuilt(String)
    case timeout(seconds: Int, arguments: [String])

    public var description: String {
      switch self {
      case .notBuilt(let path): "there is no program at \(path): build inferplan first"
      case .timeout(let seconds, let arguments):
        "inferplan \(arguments.joined(separator: " ")) ran for more than \(seconds) s"
      }
    }
  }

  /// Where the program lies: beside the tests that run, else in the package's debug build.
  public static let path: String = {
    let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    var folder = tests.deletingLastPathComponent()
    for _ in 0..<3 {
      let candidate = folder.appendingPathComponent("inferplan").path
      var isFolder: ObjCBool = false
      if FileManager.default.fileExists(atPath: candidate, isDirectory: &isFolder),
        !isFolder.boolValue
      {
        return candidate
      }
      folder = folder.deletingLastPathComponent()
    }
    return URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../.build/debug/inferplan").standardized.path
  }()

  /// Runs the program and waits for its end.
  /// - Parameters:
  ///   - environment: variables beside the tests' own, from which those of the program's are taken
  ///     out, so that nobody's settings decide a test.
  ///   - input: what the program reads from its standard input.
  public static func run(
    _ arguments: [String], environment: [String: String] = [:], input: String = "",
    timeout: Int = 60
  ) throws -> Result {
    guard FileManager.default.isExecutableFile(atPath: path) else { throw Failure.notBuilt(path) }
    // A program that ends without reading its input must not end the tests.
    signal(SIGPIPE, SIG_IGN)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    let own: Set = ["INFERPLAN_CATALOG", "INFERPLAN_MEASUREMENTS", "COLUMNS", "NO_COLOR"]
    process.environment = ProcessInfo.processInfo.environment.filter { !own.contains($0.key) }
      .merging(environment) { _, given in given }
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }

    let stdin = Pipe(), stdout = Pipe(), stderr = Pipe()
    process.standardInput = stdin
    process.standardOutput = stdout
    process.standardError = stderr
    try process.run()
    // Both ends are read and the input is written at the same time: a full pipe stops the program.
    let output = Reader(stdout), errors = Reader(stderr)
    Thread.detachNewThread {
      try? stdin.fileHandleForWriting.write(contentsOf: Data(input.utf8))
      try? stdin.fileHandleForWriting.close()
    }
    if ended.wait(timeout: .now() + .seconds(timeout)) == .timedOut {
      kill(process.processIdentifier, SIGKILL)
      throw Failure.timeout(seconds: timeout, arguments: arguments)
    }
    let code = process.terminationStatus
    return Result(
      status: process.terminationReason == .exit ? code : -code, stdout: output.text(),
      stderr: errors.text())
  }

  /// Reads a pipe to its end on a thread of its own.
  private final class Reader: @unchecked Sendable {
    private let done = DispatchSemaphore(value: 0)
    private var data = Data()

    init(_ pipe: Pipe) {
      Thread.detachNewThread { [self] in
        data = (try? pipe.fileHandleForReading.readToEnd()) ?? Data()
        try? pipe.fileHandleForReading.close()
        done.signal()
      }
    }

    /// What came through; waits for the end.
    func text() -> String {
      done.wait()
      return String(decoding: data, as: UTF8.self)
    }
  }
}

/// A folder for one test, which is gone when `body` ends.
public func withTemporaryFolder<T>(_ body: (String) throws -> T) throws -> T {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("inferplan-tests-" + UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder.path)
}
