import Accuracy
import Advice
import Catalog
import CommandLineKit
import InferencePlanner
import LaunchFiles
import LiveMeasurement
import MeasurementStore

/// Why a command has no answer.
enum CommandFailure: Error {
  case usage(UsageError)
  case planner(PlannerError)
  case accuracy(AccuracyError)
  case advice(AdviceError)
  case export(ExportError)
  case measurement(MeasurementError)

  static func measurement<T>(
    _ body: () throws(MeasurementError) -> T
  ) throws(CommandFailure) -> T {
    do { return try body() } catch { throw .measurement(error) }
  }

  static func store<T>(_ body: () throws(StoreError) -> T) throws(CommandFailure) -> T {
    do { return try body() } catch { throw .measurement(.store(error)) }
  }

  static func usage<T>(_ body: () throws(UsageError) -> T) throws(CommandFailure) -> T {
    do { return try body() } catch { throw .usage(error) }
  }

  static func advice<T>(_ body: () throws(AdviceError) -> T) throws(CommandFailure) -> T {
    do { return try body() } catch { throw .advice(error) }
  }

  static func export<T>(_ body: () throws(ExportError) -> T) throws(CommandFailure) -> T {
    do { return try body() } catch { throw .export(error) }
  }

  static func planner<T>(_ body: () throws(PlannerError) -> T) throws(CommandFailure) -> T {
    do { return try body() } catch { throw .planner(error) }
  }
}

/// Runs a command and turns its failure into words and an exit code.
func answer(_ console: Console, _ body: () throws(CommandFailure) -> ExitCode) -> ExitCode {
  do throws(CommandFailure) {
    return try body()
  } catch {
    switch error {
    case .usage(let usage):
      console.complain("error: " + usage.description)
      console.complain(usage.hint)
      return .badInput
    case .planner(let planner):
      console.complain("error: " + planner.description)
      return ExitCode(planner)
    case .advice(.planner(let planner)):
      console.complain("error: " + planner.description)
      return ExitCode(planner)
    case .advice(let advice):
      console.complain("error: " + advice.description)
      return .badInput
    case .export(let export):
      console.complain("error: " + export.description)
      return export.isInfeasible ? .infeasible : .badInput
    case .measurement(.planner(let planner)):
      console.complain("error: " + planner.description)
      return ExitCode(planner)
    case .measurement(let measurement):
      console.complain("error: " + measurement.description)
      return .badInput
    case .accuracy(let accuracy):
      console.complain("error: " + accuracy.description)
      return .badInput
    }
  }
}

extension Console {
  /// The catalogs, with the user's folder of `--catalog` or `INFERPLAN_CATALOG`.
  func catalogFiles(_ arguments: ParsedArguments) throws(CommandFailure) -> CatalogFiles {
    let folder = arguments.string("catalog") ?? environment("INFERPLAN_CATALOG")
    do throws(CatalogError) {
      return try CatalogFiles(userFolder: folder)
    } catch {
      throw .planner(.catalog(error))
    }
  }
}
