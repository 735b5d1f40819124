import Foundation

/// The endpoint of `fake_server.py`, for as long as this object lives.
public final class FakeServer: @unchecked Sendable {
  public let port: Int
  private let process = Process()

  /// The base of its API.
  public var url: String { "http://127.0.0.1:\(port)/v1" }

  /// Where the script lies; the benchmarks start it as well.
  public static let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("fake_server.py").path

  struct NotStarted: Error {}

  /// Starts the server and waits for its port.
  public init(ttft: Double = 50, itl: Double = 5, log: String? = nil) throws {
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments =
      ["python3", Self.script, "--ttft-ms", "\(ttft)", "--itl-ms", "\(itl)"]
      + (log.map { ["--log", $0] } ?? [])
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    var line = ""
    while !line.hasSuffix("\n") {
      guard let byte = try output.fileHandleForReading.read(upToCount: 1), !byte.isEmpty else {
        throw NotStarted()
      }
      line += String(decoding: byte, as: UTF8.self)
    }
    guard let port = Int(line.dropLast()) else { throw NotStarted() }
    self.port = port
  }

  deinit {
    // Threads of a test block signals, and children inherit that: only this one always arrives.
    kill(process.processIdentifier, SIGKILL)
  }
}
