import Foundation
import TestSupport

/// Command lines as people type them.
enum Shell {
  struct Result {
    var status: Int32
    var stdout: String
    var stderr: String
  }

  /// Runs `script` in bash; `$0` is the program, and it is found by its name.
  /// - Parameter folder: where it runs, and the home of its user.
  static func run(_ script: String, in folder: String? = nil) throws -> Result {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = ["-c", script, Program.path]
    var environment = ProcessInfo.processInfo.environment
    for name in ["INFERPLAN_CATALOG", "INFERPLAN_MEASUREMENTS", "COLUMNS", "NO_COLOR"] {
      environment[name] = nil
    }
    let programs = URL(filePath: Program.path).deletingLastPathComponent().path
    environment["PATH"] = programs + ":" + (environment["PATH"] ?? "/usr/bin:/bin")
    if let folder {
      process.currentDirectoryURL = URL(filePath: folder)
      environment["HOME"] = folder
    }
    process.environment = environment
    process.standardInput = FileHandle.nullDevice
    // Files, because a full pipe would stop the script.
    return try withTemporaryFolder { outputs in
      func file(_ name: String) throws -> FileHandle {
        _ = try Printed.write("", outputs + "/" + name)
        return try FileHandle(forWritingTo: URL(filePath: outputs + "/" + name))
      }
      func text(_ name: String) throws -> String {
        try String(contentsOf: URL(filePath: outputs + "/" + name), encoding: .utf8)
      }
      process.standardOutput = try file("stdout")
      process.standardError = try file("stderr")
      try process.run()
      process.waitUntilExit()
      return Result(
        status: process.terminationStatus, stdout: try text("stdout"), stderr: try text("stderr"))
    }
  }
}
