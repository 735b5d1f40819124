import Advice
import Catalog
import Testing

@Suite struct WalkTests {
  private func walk(_ facts: [String: String], from start: String? = nil) throws(AdviceError)
    -> FlowPath
  {
    try graph.walk(facts, from: start ?? graph.entry(for: facts.keys))
  }

  private func failure(_ facts: [String: String]) -> AdviceError? {
    do throws(AdviceError) {
      _ = try walk(facts)
      return nil
    } catch {
      return error
    }
  }

  @Test func answersLeadToALeaf() throws {
    let path = try walk(["building": "mobile", "platform": "ios", "app-need": "custom-model"])
    #expect(path.leaf?.tools.first == "core-ml")
    #expect(path.situation["hardware"] == "iphone")
  }

  @Test(arguments: [
    ("ios,android", "both"), ("iOS", "ios"), ("cross-platform", "both"), ("iPhone", "ios"),
  ])
  func answersAreUnderstoodAsPeopleGiveThem(said: String, answer: String) throws {
    let path = try walk(["building": "mobile", "platform": said, "app-need": "llm"])
    #expect(path.situation["platform"] == answer)
  }

  @Test func whatIsOpenIsSaidWithItsAnswers() {
    guard case .open(let question)? = failure(["building": "mobile"]) else {
      Issue.record("nothing is open")
      return
    }
    #expect(question.fact == "platform")
    #expect(question.answers.map(\.answer) == ["ios", "android", "both"])
  }

  @Test func aMisspeltAnswerSuggestsTheNearest() {
    guard
      case .unacceptable(let fact, _, let accepted, let suggestions)? = failure([
        "building": "mobil"
      ])
    else {
      Issue.record("it was accepted")
      return
    }
    #expect(fact == "building")
    #expect(accepted.contains("mobile"))
    #expect(suggestions == ["mobile"])
  }

  @Test(arguments: [
    (["building": "api", "network": "none"], "network", "hosting"),
    (["building": "api", "platform": "ios"], "platform", "building"),
    (
      ["building": "cloud", "cloud": "aws", "model-source": "own", "api-need": "compliance"],
      "api-need", "building"
    ),
    (["building": "mobile", "platform": "ios", "hardware": "jetson"], "platform", "hardware"),
  ])
  func contradictionsNameBothAnswers(facts: [String: String], one: String, other: String) {
    guard case .contradiction(let first, let second, _)? = failure(facts) else {
      Issue.record("\(String(describing: failure(facts)))")
      return
    }
    #expect(Set([first.name, second.name]) == Set([one, other]))
  }

  @Test func aFlowIsChosenByWhatIsSaid() {
    #expect(graph.entry(for: []) == "start")
    #expect(graph.entry(for: ["building", "from"]) == "start")
    #expect(graph.entry(for: ["from"]) == "training-pipeline")
    #expect(graph.entry(for: ["data-in"]) == "enterprise")
    #expect(graph.entry(for: ["hardware", "model-kind"]) == "hardware")
    #expect(graph.entry(for: ["network", "complexity"]) == "edge-cloud")
  }

  /// Every way that the graph lists is one that its answers lead along, and no other.
  @Test func waysAndWalksAgree() throws {
    for way in graph.ways(from: FlowGraph.start) {
      let facts = Dictionary(
        way.steps.map { ($0.question.fact, $0.answer.answer) },
        uniquingKeysWith: { first, _ in first })
      // A walk refuses what the catalog of conflicts excludes; ways know nothing of it.
      do throws(AdviceError) {
        let path = try walk(facts, from: FlowGraph.start)
        #expect(path.leaf?.id == way.leaf?.id)
      } catch {
        guard case .contradiction = error else {
          Issue.record("\(facts): \(error)")
          continue
        }
      }
    }
  }

  @Test func contradictionsOfFlowsAreFound() throws {
    // A user's row that turns the advice for iPhones around.
    let answers = try FlowAnswerRow.load(CatalogFiles())
    #expect(answers.contains { $0.id == "mobile/app-need.ios/llm" })
    #expect(graph.contradictions().isEmpty)
  }
}
