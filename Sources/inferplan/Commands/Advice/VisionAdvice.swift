import Advice
import Catalog
import CommandLineKit

/// Where `advise --building vision|edge` with a task hands over to measured latencies of vision
/// models.
enum VisionAdvice {
  /// Answers a question about a vision task on a device; `nil` leaves it to the flows.
  static func run(
    _ question: AdviceQuestion, _ arguments: ParsedArguments, _ files: CatalogFiles,
    _ form: OutputFormat, _ console: Console
  ) throws(CommandFailure) -> ExitCode? {
    nil
  }
}
