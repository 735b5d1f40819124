import Presentation
import Testing

@Suite struct DocumentHTMLTests {
  private var document: Document {
    var table = Table(columns: [.init("What"), .init("How much", .trailing)])
    table.addSection("Part <one>")
    table.addRow("a & b", "1")
    table.addRow("only one cell")
    return Document([
      .heading("Title \"quoted\"", level: 1), .paragraph("1 < 2\nnext"), .table(table),
      .bullets(["<script>alert(1)</script>"]), .preformatted("a\nb"),
      .code("graph TD", language: "mermaid"),
    ])
  }

  @Test func everythingIsEscapedAndClosed() throws {
    let html = document.html(title: "<x>")
    #expect(html.hasPrefix("<!DOCTYPE html>") && html.contains("<title>&lt;x&gt;</title>"))
    #expect(!html.contains("<script>"))
    #expect(html.contains("<h1>Title &quot;quoted&quot;</h1>"))
    #expect(html.contains("<p>1 &lt; 2<br>next</p>"))
    #expect(html.contains("<td>a &amp; b</td><td class=\"n\">1</td>"))
    #expect(html.contains("<td>only one cell</td><td class=\"n\"></td>"))
    #expect(html.contains("<pre>a\nb\n</pre>"))
    for tag in ["table", "tr", "ul", "pre", "body", "html"] {
      let opened = html.matches(of: try Regex("<\(tag)[ >]")).count
      #expect(opened == html.matches(of: try Regex("</\(tag)>")).count, "\(tag)")
    }
  }

  @Test func codeNamesItsLanguageInMarkdown() {
    #expect(document.markdown().contains("```mermaid\ngraph TD\n```\n"))
    #expect(document.plainText().contains("graph TD"))
  }
}
