import Presentation
import TestSupport
import Testing

@Suite struct TableTests {
  static let models: Table = {
    var table = Table(
      title: "Models that fit",
      columns: [
        Table.Column("Model", priority: 1), Table.Column("Memory", .trailing),
        Table.Column("Time to first token", .trailing), Table.Column("Notes"),
      ])
    table.addSection("On one GPU")
    table.addRow(
      "meta-llama/Llama-3.1-8B-Instruct", "14.96 GB", "38.2 ms", "fits with room for 24 users")
    table.addRow("Qwen/Qwen3-漢字|pipe", "8.10 GB", "1.24 s", "")
    table.addSection("On two GPUs")
    table.addRow("mistral", "140.00 GB")
    return table
  }()

  @Test func plainTextFits80Columns() {
    #expect(
      Self.models.plainText(width: 80) == """
        Models that fit
        Model                                Memory  Time to  Notes
                                                       first
                                                       token
        --------------------------------  ---------  -------  --------------------------
        -- On one GPU ------------------------------------------------------------------
        meta-llama/Llama-3.1-8B-Instruct   14.96 GB  38.2 ms  fits with room for 24
                                                              users
        Qwen/Qwen3-漢字|pipe                8.10 GB   1.24 s
        -- On two GPUs -----------------------------------------------------------------
        mistral                           140.00 GB

        """)
  }

  @Test func plainTextFits40Columns() {
    #expect(
      Self.models.plainText(width: 40) == """
        Models that fit
        Model             Memory  Time to  Notes
                                    first
                                    token
        -------------  ---------  -------  -----
        -- On one GPU --------------------------
        meta-llama/     14.96 GB  38.2 ms  fits
        Llama-3.1-8B-                      with
        Instruct                           room
                                           for
                                           24
                                           users
        Qwen/Qwen3-      8.10 GB   1.24 s
        漢字|pipe
        -- On two GPUs -------------------------
        mistral        140.00 GB

        """)
  }

  @Test func columnsThatCannotFitBecomeRecords() {
    #expect(
      Self.models.plainText(width: 30) == """
        Models that fit
        -- On one GPU ----------------

        Model:  meta-llama/Llama-3.1-
                8B-Instruct
        Memory: 14.96 GB
        Time to first token:
                38.2 ms
        Notes:  fits with room for 24
                users

        Model:  Qwen/Qwen3-漢字|pipe
        Memory: 8.10 GB
        Time to first token:
                1.24 s
        Notes:

        -- On two GPUs ---------------

        Model:  mistral
        Memory: 140.00 GB
        Time to first token:
        Notes:

        """)
  }

  @Test func markdown() {
    #expect(
      Self.models.markdown() == """
        **Models that fit**

        | Model | Memory | Time to first token | Notes |
        | --- | ---: | ---: | --- |
        | **On one GPU** |  |  |  |
        | meta-llama/Llama-3.1-8B-Instruct | 14.96 GB | 38.2 ms | fits with room for 24 users |
        | Qwen/Qwen3-漢字\\|pipe | 8.10 GB | 1.24 s |  |
        | **On two GPUs** |  |  |  |
        | mistral | 140.00 GB |  |  |

        """)
  }

  @Test func markdownShowsEveryCellAsItStands() {
    var table = Table(columns: [Table.Column("a|b")])
    table.addRow("x\\|y\r\n<b>*z*</b>\u{1B}[0m")
    #expect(
      table.markdown() == """
        | a\\|b |
        | --- |
        | x\\\\\\|y<br>\\<b\\>\\*z\\*\\</b\\>\\\\u{1B}\\[0m |

        """)
  }

  @Test func csvNamesTheSectionOfEachRow() {
    #expect(
      Self.models.csv() == """
        section,Model,Memory,Time to first token,Notes
        On one GPU,meta-llama/Llama-3.1-8B-Instruct,14.96 GB,38.2 ms,fits with room for 24 users
        On one GPU,Qwen/Qwen3-漢字|pipe,8.10 GB,1.24 s,
        On two GPUs,mistral,140.00 GB,,

        """)
  }

  @Test func csvQuotesWhatNeedsIt() {
    var table = Table(title: "not shown", columns: [Table.Column("a,b"), Table.Column("c")])
    table.addRow("say \"x\"", "two\nlines")
    #expect(table.csv() == "\"a,b\",c\n\"say \"\"x\"\"\",\"two\nlines\"\n")
    var narrow = Table(columns: [Table.Column("a")])
    narrow.addRow("")
    #expect(narrow.csv() == "a\n\"\"\n")
  }

  @Test func tablesWithoutRowsOrColumns() {
    #expect(Table(columns: [Table.Column("a")]).plainText() == "a\n--\n(no rows)\n")
    #expect(Table(title: "t", columns: []).plainText() == "t\n")
    var grown = Table(columns: [])
    grown.addRow("x", "y")
    #expect(grown.plainText() == "x   y\n")
  }

  @Test func ansiStyleAddsNothingButEscapes() {
    let styled = Self.models.plainText(width: 60, style: .ansi)
    #expect(styled.contains("\u{1B}[1mModels that fit\u{1B}[0m"))
    let stripped = ["\u{1B}[0m", "\u{1B}[1m", "\u{1B}[2m"].reduce(styled) {
      $0.replacing($1, with: "")
    }
    #expect(stripped == Self.models.plainText(width: 60))
  }

  /// No line is too wide, no letter is lost, nothing steers the terminal.
  @Test func randomTablesFitTheirPage() {
    var generator = SeededGenerator(seed: 51)
    for _ in 0..<600 {
      let table = randomTable(using: &generator)
      let width = Int.random(in: 20...100, using: &generator)
      let text = table.plainText(width: width)
      for line in text.split(separator: "\n") {
        #expect(TextWidth.columns(of: line) <= width, "\(table) at \(width)")
      }
      #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
      let shown = letters(text)
      for case .cells(let cells) in table.rows {
        #expect(cells.reduce(0) { $0 + letters($1) } <= shown)
      }
      let all = table.rows.reduce(0) { total, row in
        switch row {
        case .cells(let cells): total + cells.reduce(0) { $0 + letters($1) }
        case .section(let title): total + letters(title)
        }
      }
      #expect(shown >= all)
      #expect(table.markdown().split(separator: "\n").count == table.rows.count + 2)
    }
  }

  private func letters(_ text: String) -> Int { text.count { $0.isLetter } }

  private func randomTable(using generator: inout SeededGenerator) -> Table {
    let alphabet: [Character] = [
      "a", "b", "M", "漢", "é", "😀", "👩‍👩‍👧", "-", "/", " ", " ", "\n", "\u{1B}", "|", "9", "\t",
    ]
    func text(_ generator: inout SeededGenerator, _ limit: Int) -> String {
      let count = Int.random(in: 0...limit, using: &generator)
      return String((0..<count).compactMap { _ in alphabet.randomElement(using: &generator) })
    }
    let columns = (0..<Int.random(in: 1...7, using: &generator)).map { _ in
      Table.Column(
        text(&generator, 15), Bool.random(using: &generator) ? .leading : .trailing,
        priority: Int.random(in: 0...2, using: &generator))
    }
    var table = Table(columns: columns)
    for _ in 0..<Int.random(in: 0...5, using: &generator) {
      if Int.random(in: 0..<5, using: &generator) == 0 {
        table.addSection(text(&generator, 30))
      } else {
        let count = Int.random(in: 0...columns.count, using: &generator)
        table.addRow((0..<count).map { _ in text(&generator, 60) })
      }
    }
    return table
  }
}
