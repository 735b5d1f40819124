extension Table {
  /// The table as comma-separated values (RFC 4180 with line feeds), the header first.
  ///
  /// Where the table has section rows, a first column `section` repeats their words on each row;
  /// the title does not appear.
  public func csv() -> String {
    let hasSections = rows.contains { if case .section = $0 { true } else { false } }
    return csv(section: hasSections ? "" : nil)
  }

  /// The table with a first column `section` that holds `section`, then the section row; without
  /// such a column where `section` is `nil`.
  func csv(section: String?) -> String {
    var text = Self.csvLine((section == nil ? [] : ["section"]) + columns.map(\.header))
    var subsection = ""
    for row in rows {
      switch row {
      case .section(let title): subsection = title
      case .cells(let cells):
        let names = section.map { name in
          [[name, subsection].filter { !$0.isEmpty }.joined(separator: " / ")]
        }
        text += Self.csvLine((names ?? []) + padded(cells))
      }
    }
    return text
  }

  private static func csvLine(_ fields: [String]) -> String {
    // A line with one empty field would read as no line at all.
    if fields == [""] { return "\"\"\n" }
    return fields.map(csvField).joined(separator: ",") + "\n"
  }

  private static func csvField(_ field: String) -> String {
    let special: Set<UInt8> = [0x22, 0x2C, 0x0A, 0x0D]
    guard field.utf8.contains(where: special.contains) else { return field }
    return "\"" + field.replacing("\"", with: "\"\"") + "\""
  }
}
