import StructuredText
import TestSupport
import Testing

@Suite struct CSVTableTests {
  private func table(_ text: String) throws(StructuredTextError) -> CSVTable {
    try CSVTable(bytes: Array(text.utf8), name: "t.csv")
  }

  private func problem(_ text: String) -> String? {
    do throws(StructuredTextError) {
      _ = try table(text)
      return nil
    } catch {
      return error.description
    }
  }

  @Test func fieldsAreFoundByColumn() throws {
    let table = try table("name,size\nalpha,1\nbeta,\n")
    #expect(table.columns == ["name", "size"])
    #expect(table.rows.map { $0["name"] } == ["alpha", "beta"])
    #expect(table.rows.map { $0["size"] } == ["1", nil])
    #expect(table.rows.first?["colour"] == nil)
    #expect(table.rows.map(\.line) == [2, 3])
  }

  @Test func quotesHoldCommasQuotesAndLineBreaks() throws {
    let table = try table("a,b\r\n\"x,\"\"y\"\"\r\nz\",\"\"\r\nlast,row\r\n")
    #expect(table.rows.map { $0["a"] } == ["x,\"y\"\r\nz", "last"])
    #expect(table.rows.map { $0["b"] } == [nil, "row"])
    #expect(table.rows.map(\.line) == [2, 4])
  }

  @Test(arguments: ["a,b", "a,b\n", "\u{FEFF}a,b\r\n", "\n\na,b\n\n"])
  func headerAloneIsATableWithoutRows(text: String) throws {
    let table = try table(text)
    #expect(table.columns == ["a", "b"])
    #expect(table.count == 0)
    #expect(table.rows.isEmpty)
  }

  @Test func lastLineNeedsNoLineEnd() throws {
    #expect(try table("a,b\n1,").rows.map { $0["a"] } == ["1"])
    #expect(try table("a\n\"\"").count == 1)
    #expect(try table("a\n1\r").rows.map { $0["a"] } == ["1"])
  }

  @Test(arguments: [
    ("", "t.csv, line 1: the table is empty: a header row is needed"),
    ("\r\n", "t.csv, line 1: the table is empty: a header row is needed"),
    ("a,b\n1,2\n\n3\n", "t.csv, line 4: 1 fields where the header has 2"),
    ("a,b\n1,2,3", "t.csv, line 2: 3 fields where the header has 2"),
    ("a,a\n", "t.csv, line 1: column 'a' stands twice"),
    ("a\n\"x\ny", "t.csv, line 2: a quote opened in this row never closes"),
    ("a\n\"x\ny\"z\n", "t.csv, line 3: text follows the closing quote of a field"),
    ("a\nx\"y\n", "t.csv, line 2: a quote stands inside a field that is not quoted"),
    ("a\n\"x\"\ry\n", "t.csv, line 2: a carriage return stands without a line feed"),
    ("\u{1B}[2J,\u{1B}[2J", "t.csv, line 1: column '\\u{1B}[2J' stands twice"),
  ])
  func faultsNameTheirLine(text: String, message: String) {
    #expect(problem(text) == message)
  }

  @Test func bytesThatAreNotUTF8AreRefused() {
    #expect(
      throws: StructuredTextError.syntax(format: "t", line: 2, problem: "the text is not UTF-8")
    ) { try CSVTable(bytes: Array("a\n".utf8) + [0xFF], name: "t") }
  }

  @Test func randomTablesSurviveARoundTrip() throws {
    var generator = SeededGenerator(seed: 11)
    let alphabet: [Character] = ["a", "b", ",", "\"", "\n", "\r\n", "é", "漢", " ", "'", "\t"]
    for _ in 0..<300 {
      let columns = (0..<Int.random(in: 1...5, using: &generator)).map { "column\($0)" }
      let cells = (0..<Int.random(in: 0...6, using: &generator)).map { _ in
        columns.map { _ in
          String(
            (0..<Int.random(in: 0...5, using: &generator)).compactMap { _ in
              alphabet.randomElement(using: &generator)
            })
        }
      }
      let text = ([columns] + cells).map { row in
        row.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }.joined(separator: ",") + "\n"
      }.joined()
      let read = try table(text).rows.map { row in columns.map { row[$0] ?? "" } }
      #expect(read == cells)
    }
  }

  @Test func mutationsNeverCrash() {
    var generator = SeededGenerator(seed: 12)
    let seed = Array("name,size,note\nalpha,1,\"a \"\"b\"\",\nc\"\r\nbeta,,漢\n".utf8)
    for _ in 0..<20_000 {
      let bytes = mutated(
        seed, dictionary: ["\"", "\"\"", ",", "\r\n", "\r", "\n"], using: &generator)
      guard let table = try? CSVTable(bytes: bytes, name: "fuzz") else { continue }
      for row in table.rows {
        for column in table.columns { _ = row[column] }
      }
    }
  }
}
