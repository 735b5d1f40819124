import Catalog
import FoundationEssentials
import InferencePlanner
import PerformanceModel
import Presentation
import Quantities
import StructuredText

extension LocalCalibration {
  /// Writes the profiles into the coefficients of a user's folder: rows of the same machines are
  /// replaced, all others stay.
  /// - Returns: the file.
  /// - Throws: ``MeasurementError/planner(_:)`` for a folder that cannot be read or written.
  public func write(toFolder folder: String) throws(MeasurementError) -> String {
    try MeasurementError.planner { () throws(PlannerError) in
      let exists = FileManager.default.fileExists(atPath: folder)
      let own: CSVTable?
      do throws(CatalogError) {
        own = try CatalogFiles(userFolder: exists ? folder : nil).userTable(.coefficients)
      } catch {
        throw .catalog(error)
      }
      if !exists {
        do {
          try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        } catch {
          throw .unwritable(path: folder, reason: "the folder cannot be made")
        }
      }
      let path = (folder.hasSuffix("/") ? folder : folder + "/") + CatalogFile.coefficients.rawValue
      try AtomicFile.write(Array(text(keeping: own).utf8), path: path)
      return path
    }
  }

  private func text(keeping own: CSVTable?) -> String {
    let columns = ["term", "scope", "key", "value", "unit", "source", "as_of", "notes"]
    var table = Table(columns: columns.map { Table.Column($0) })
    if let own {
      for row in own.rows where !isReplaced(row) { table.addRow(columns.map { row[$0] ?? "" }) }
    }
    for row in machines.flatMap(\.rows) {
      table.addRow(
        row.term.rawValue, row.scope.rawValue, row.key, String(row.value), row.unit,
        row.provenance.source, row.provenance.asOf ?? "", "")
    }
    return table.csv()
  }

  private func isReplaced(_ row: CSVTable.Row) -> Bool {
    guard let scope = row["scope"].flatMap(Coefficients.Scope.init), scope.isLocal else {
      return false
    }
    let key = row["key"] ?? ""
    return machines.contains { key == $0.key || key.hasPrefix($0.key + "+") }
  }

  /// - Parameter path: the file that was written.
  public func document(_ path: String) -> Document {
    var blocks: [Document.Block] = []
    for machine in machines {
      blocks.append(.heading(machine.key))
      var table = Table(columns: [
        .init("run", .trailing), .init("load"), .init("quantity"), .init("measured", .trailing),
        .init("shipped", .trailing), .init("off", .trailing), .init("calibrated", .trailing),
        .init("off", .trailing),
      ])
      for line in machine.lines {
        func time(_ value: Double?) -> String {
          value.map { NumberFormat.seconds(Seconds($0)) } ?? NumberFormat.missing
        }
        func off(_ value: Double?) -> String {
          value.map { NumberFormat.percent($0 / line.measured - 1) } ?? ""
        }
        table.addRow(
          "\(line.run)", line.load, line.quantity.words, time(line.measured), time(line.before),
          off(line.before), time(line.after), off(line.after))
      }
      blocks.append(.table(table))
    }
    blocks.append(
      .bullets(
        skipped.map { "left out: \($0)" } + [
          "\(path): \(machines.reduce(0) { $0 + $1.rows.count }) factors, which every forecast for "
            + "this hardware with this folder as --catalog uses and names"
        ]))
    return Document(blocks)
  }

  /// The JSON form, schema `inferplan.calibrate-local/1`.
  public func value(_ path: String) -> Value {
    .group([
      ("schema", .string("inferplan.calibrate-local/1")), ("file", .string(path)),
      (
        "machines",
        .array(
          machines.map { machine in
            .group([
              ("key", .string(machine.key)),
              (
                "factors",
                .array(
                  machine.rows.map { row in
                    .group([
                      ("term", .string(row.term.rawValue)), ("scope", .string(row.scope.rawValue)),
                      ("key", .string(row.key)), ("value", .number(row.value)),
                    ])
                  })
              ),
              (
                "figures",
                .array(
                  machine.lines.map { line in
                    .group([
                      ("run", .number(Double(line.run))), ("load", .string(line.load)),
                      ("quantity", .string(line.quantity.rawValue)),
                      ("measured_ms", .number(line.measured * 1e3)),
                      ("shipped_ms", .number(line.before.map { $0 * 1e3 })),
                      ("calibrated_ms", .number(line.after.map { $0 * 1e3 })),
                    ])
                  })
              ),
            ])
          })
      ), ("skipped", .array(skipped.map { .string($0) })),
    ])
  }
}
