import Advice
import Catalog
import Foundation
import Testing

/// The names of tools in the documents, and which of them has each.
private let documented: [(document: String, name: String)] = {
  let path = URL(filePath: #filePath).deletingLastPathComponent().path + "/document_tools.csv"
  let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
  return text.split(separator: "\n").dropFirst().compactMap { line in
    let parts = line.split(separator: ",", maxSplits: 1).map(String.init)
    return parts.count == 2 ? (parts[0], parts[1]) : nil
  }
}()

@Suite struct ToolCatalogTests {
  @Test func everyToolOfTheDocumentsHasARow() throws {
    #expect(documented.count > 120)
    for (document, name) in documented {
      let tool = try? Tool.find(name, among: tools)
      #expect(tool != nil, "document \(document) names \(name)")
      #expect(
        tool.map { $0.namedIn.contains(document) } ?? true,
        "\(tool?.id ?? "") does not say that document \(document) names it")
    }
  }

  @Test func everyRowIsWhole() {
    for tool in tools {
      for (column, text) in [
        ("category", tool.category), ("kind", tool.kind), ("licence", tool.licence),
        ("status", tool.status), ("documentation", tool.documentation),
        ("launch command", tool.launchCommand),
      ] { #expect(text?.isEmpty == false, "\(tool.id) has no \(column)") }
      #expect(tool.provenance.asOf != nil, "\(tool.id) has no date")
    }
  }

  @Test func whatIsDeadHasASuccessorThatLives() {
    for tool in tools where tool.state.isDead {
      let successor = tool.successor.flatMap { id in tools.first { $0.id == id } }
      #expect(successor != nil, "\(tool.id) is \(tool.state.rawValue) and nothing follows it")
      #expect(successor?.state.isDead != true)
    }
  }

  @Test func statusesFromMemorySayThatTheyAreUnverified() {
    for tool in tools where !tool.isStatusVerified {
      #expect(tool.statusEvidence.contains("unverified"))
    }
    #expect(tools.count { $0.isStatusVerified } >= 95)
  }

  @Test func idsNamesAndAliasesLeadToOneRow() throws {
    var seen: [String: String] = [:]
    for tool in tools {
      for name in Set([tool.id, tool.name] + tool.aliases) {
        let folded = name.lowercased().filter { $0.isLetter || $0.isNumber }
        if let other = seen.updateValue(tool.id, forKey: folded), other != tool.id {
          Issue.record("\(name) means \(other) and \(tool.id)")
        }
        #expect(try Tool.find(name, among: tools).id == tool.id)
      }
    }
  }

  @Test(arguments: [
    ("vlm", "vllm"), ("lama.cpp", "llama.cpp"), ("tensor flow lit", "litert"), ("onx", "onnx"),
  ])
  func anUnknownNameSuggestsTheNearest(name: String, nearest: String) {
    do throws(CatalogError) {
      _ = try Tool.find(name, among: tools)
      Issue.record("\(name) was found")
    } catch {
      guard case .unknown(_, _, let suggestions) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(suggestions.contains(nearest), "\(suggestions)")
    }
  }
}
