import Catalog
import Confidence
import FoundationEssentials
import InferencePlanner
import PerformanceModel
import Presentation
import Quantities
import StructuredText

extension LocalCalibration {
  /// Writes the profiles into the coefficients of a user's folder, and how far they may be off beside
  /// them: rows of the same machines are replaced, all others stay.
  /// - Returns: the file of the coefficients.
  /// - Throws: ``MeasurementError/planner(_:)`` for a folder that cannot be read or written.
  public func write(toFolder folder: String) throws(MeasurementError) -> String {
    try MeasurementError.planner { () throws(PlannerError) in
      let exists = FileManager.default.fileExists(atPath: folder)
      let own: CSVTable?, intervals: CSVTable?
      do throws(CatalogError) {
        let files = try CatalogFiles(userFolder: exists ? folder : nil)
        own = try files.userTable(.coefficients)
        intervals = try files.userTable(.machineIntervals)
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
      func path(_ file: CatalogFile) -> String {
        (folder.hasSuffix("/") ? folder : folder + "/") + file.rawValue
      }
      try AtomicFile.write(Array(text(keeping: own).utf8), path: path(.coefficients))
      if intervals != nil || machines.contains(where: { !$0.intervals.isEmpty }) {
        try AtomicFile.write(
          Array(intervalText(keeping: intervals).utf8), path: path(.machineIntervals))
      }
      return path(.coefficients)
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

  private func intervalText(keeping own: CSVTable?) -> String {
    let columns = MachineIntervals.columns
    var table = Table(columns: columns.map { Table.Column($0) })
    if let own {
      for row in own.rows where !isOfMachine(row) { table.addRow(columns.map { row[$0] ?? "" }) }
    }
    for row in machines.flatMap(\.intervals) {
      let ends = [
        row.concurrency.lowerBound, row.concurrency.upperBound, row.tokens.lowerBound,
        row.tokens.upperBound,
      ]
      // Rounded up and down, so that the file's interval is not the narrower one.
      let low = (row.interval.low * 1e4).rounded(.down) / 1e4
      let high = (row.interval.high * 1e4).rounded(.up) / 1e4
      table.addRow(
        [row.key, row.quantity.rawValue, String(low), String(high), String(row.loads)]
          + ends.map { String($0) } + [row.provenance.source, row.provenance.asOf ?? ""])
    }
    return table.csv()
  }

  private func isReplaced(_ row: CSVTable.Row) -> Bool {
    guard let scope = row["scope"].flatMap(Coefficients.Scope.init), scope.isLocal else {
      return false
    }
    return isOfMachine(row)
  }

  private func isOfMachine(_ row: CSVTable.Row) -> Bool {
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
      let words = machine.intervals.map { row in
        "\(row.key): 80 of 100 measurements of \(row.quantity.rawValue) within "
          + "\(NumberFormat.percent(row.interval.low - 1)) to "
          + "\(NumberFormat.percent(row.interval.high - 1)) of the forecast, by \(row.loads) loads, "
          + "each forecast by a fit to the others"
      }
      blocks.append(
        .bullets(
          words.isEmpty
            ? ["fewer than three loads of a model: intervals stay as they ship"] : words))
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
                "intervals",
                .array(
                  machine.intervals.map { row in
                    .group([
                      ("key", .string(row.key)), ("quantity", .string(row.quantity.rawValue)),
                      ("low", .number(row.interval.low)), ("high", .number(row.interval.high)),
                      ("loads", .number(Double(row.loads))),
                    ])
                  })
              ),
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
