import CommandLineKit
import InferencePlanner

/// `inferplan measure --device`: this machine as a row of the user's catalog.
enum MeasureDevice {
  static func run(
    _ arguments: ParsedArguments, _ format: OutputFormat, _ console: Console
  ) throws(CommandFailure) -> ExitCode {
    .internalError
  }
}
