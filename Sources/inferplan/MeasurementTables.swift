import Accuracy
import CommandLineKit

/// The tables of measurements that a command line names, and the rows to leave out of them.
struct MeasurementTables {
  let files: [MeasurementFile]
  let excluded: ExcludedRows

  /// Reads the files of the argument `points` and of the option `exclude`.
  init(_ arguments: ParsedArguments) throws(CommandFailure) {
    do throws(AccuracyError) {
      var read: [MeasurementFile] = []
      for path in arguments.strings("points") { read.append(try MeasurementFile(path: path)) }
      files = read
      if let path = arguments.string("exclude") {
        excluded = try ExcludedRows(path: path)
      } else {
        excluded = ExcludedRows()
      }
    } catch {
      throw .accuracy(error)
    }
  }
}
