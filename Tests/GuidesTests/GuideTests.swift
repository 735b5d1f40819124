import Advice
import Catalog
import Foundation
import Presentation
import Testing

@testable import Guides

private let writer: GuideWriter = {
  do throws(CatalogError) {
    let files = try CatalogFiles()
    do throws(AdviceError) { return try GuideWriter(files) } catch {
      preconditionFailure(error.description)
    }
  } catch {
    preconditionFailure(error.description)
  }
}()

@Suite struct GuideTests {
  /// Quick guides; the others are written by `Scripts/guides --check`.
  @Test(arguments: [Guide.tools, .decisionTree])
  func aGuideIsWrittenAlikeTwice(guide: Guide) throws {
    let text = try writer.document(guide).markdown()
    #expect(text == (try writer.document(guide).markdown()))
    #expect(text.contains("## What changed since the original"))
    #expect(!text.contains("\n@"), "a directive was left over")
  }

  @Test(arguments: Guide.allCases)
  func everyDirectiveOfATemplateIsKnown(guide: Guide) throws {
    let template = GuideTemplate(try #require(guide.template))
    for case .directive(let call) in template.parts {
      #expect(GuideWriter.directives[call.name] != nil, "\(guide.rawValue): @\(call.name)")
    }
    let claims = template.parts.contains { part in
      if case .directive(let call) = part {
        call.name == "claims" && call.names == guide.documents
      } else {
        false
      }
    }
    #expect(claims, "\(guide.rawValue) does not say what changed")
  }

  /// No amount in a guide is typed by hand: prose has none.
  @Test(arguments: Guide.allCases)
  func proseHasNoFigures(guide: Guide) throws {
    let amount = try Regex(#"\d[\d,.]*\s?(GB|MB|USD|ms|s|tok/s|tokens|%|\$|TFLOPS|W|h)\b|\$\s?\d"#)
    for part in GuideTemplate(try #require(guide.template)).parts {
      let texts: [String] =
        switch part {
        case .block(.paragraph(let text)), .block(.heading(let text, _)): [text]
        case .block(.bullets(let items)): items
        default: []
        }
      for text in texts { #expect(text.firstMatch(of: amount) == nil, "\(text)") }
    }
  }

  @Test func everyDocumentIsCovered() {
    let covered = Set(Guide.allCases.flatMap(\.documents))
    #expect(covered == ["000", "001", "002", "003", "004"])
  }

  @Test func aTemplateIsReadByItsLines() {
    let template = GuideTemplate(
      "# Title\n\nOne line\nand another.\n\n- a\n- b\n  goes on\n\n@plans x, y; key=value\n  row | 1\n"
    )
    #expect(
      template.parts == [
        .block(.heading("Title", level: 1)), .block(.paragraph("One line and another.")),
        .block(.bullets(["a", "b goes on"])),
        .directive(
          {
            var call = DirectiveCall("@plans x, y; key=value")
            call.rows = ["row | 1"]
            return call
          }()),
      ])
  }

  @Test(arguments: [
    "@nonsense", "@tools no such tool at all", "@flow nowhere", "@memory models=zzz; devices=L4",
    "@estimates\n  a row without a bar", "@compare nothing", "@rentals", "@instances\n  x | y:z",
    "@plans\n  no bar", "@devices zzz", "@batches 1", "@advise building=nothing",
  ])
  func aBadDirectiveIsRefusedOrEmpty(text: String) {
    do throws(AdviceError) {
      let document = try writer.document(template: text)
      #expect(document.csv().split(separator: "\n").count <= 2)
    } catch {
      #expect(!error.description.isEmpty)
    }
  }
}
