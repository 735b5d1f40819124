import Presentation
import Testing

@Suite struct DocumentTests {
  private let document: Document = {
    var first = Table(columns: [Table.Column("GPU"), Table.Column("Price", .trailing)])
    first.addRow("A", "1.00 USD")
    var second = Table(title: "Rented", columns: [Table.Column("GPU")])
    second.addSection("East")
    second.addRow("B")
    return Document([
      .heading("Plan", level: 1),
      .paragraph("A forecast is a number with a reason. This one is wrapped to the page."),
      .heading("Owned"), .table(first),
      .bullets(["one item that is long enough to wrap", "# two"]),
      .preformatted("run --now\n\t`x` and ```y```"), .table(second),
      .heading("Details", level: 3), .paragraph(""),
    ])
  }()

  @Test func plainText() {
    #expect(
      document.plainText(width: 30) == """
        Plan
        ====

        A forecast is a number with a
        reason. This one is wrapped to
        the page.

        Owned
        -----

        GPU     Price
        ---  --------
        A    1.00 USD

        - one item that is long enough
          to wrap
        - # two

        run --now
            `x` and ```y```

        Rented
        GPU
        ---
        -- East
        B

        Details

        """)
  }

  @Test func markdown() {
    #expect(
      document.markdown() == """
        # Plan

        A forecast is a number with a reason. This one is wrapped to the page.

        ## Owned

        | GPU | Price |
        | --- | ---: |
        | A | 1.00 USD |

        - one item that is long enough to wrap
        - \\# two

        ````
        run --now
            `x` and ```y```
        ````

        **Rented**

        | GPU |
        | --- |
        | **East** |
        | B |

        ### Details

        """)
  }

  @Test func csvHoldsTheTables() {
    #expect(
      document.csv() == """
        section,GPU,Price
        Owned,A,1.00 USD

        section,GPU
        Rented / East,B

        """)
  }

  @Test func paragraphsBeginNothingElse() {
    func markdown(_ text: String) -> String { Document([.paragraph(text)]).markdown() }
    #expect(markdown("1. x") == "1\\. x\n")
    #expect(markdown("- x") == "\\- x\n")
    #expect(markdown("2026 x") == "2026 x\n")
    #expect(markdown("> x [y](z)") == "\\> x \\[y\\](z)\n")
  }

  @Test func anEmptyDocumentIsNoText() {
    #expect(Document().plainText() == "")
    #expect(Document().markdown() == "")
    #expect(Document([.paragraph("x")]).csv() == "")
  }
}
