import Foundation
import TestSupport
import Testing

/// `inferplan advise` with a device and a task, run as its users do.
@Suite struct VisionCommandTests {
  private func answer(_ arguments: [String]) throws -> [String: Any] {
    let result = try Program.run(["advise"] + arguments + ["--json"])
    #expect(result.stderr.isEmpty)
    let object = try JSONSerialization.jsonObject(with: Data(result.stdout.utf8))
    return try #require(object as? [String: Any])
  }

  @Test func aDeviceATaskAndABudgetGiveARankedTable() throws {
    let result = try Program.run([
      "advise", "--device", "Raspberry Pi 5", "--task", "detection", "--latency", "50ms",
    ])
    #expect(result.status == 0 && result.stderr.isEmpty)
    for word in ["COCO mAP50-95", "interpolated", "measured [1]", "https://", "Most accurate"] {
      #expect(result.stdout.contains(word), "\(word)")
    }
    #expect(Printed.tooWide(result.stdout, 80).isEmpty)
  }

  @Test func everyOptionSaysWhatItRestsOn() throws {
    let fields = try answer([
      "--device", "Jetson Orin Nano Super", "--task", "detection", "--latency", "20ms",
    ])
    #expect(fields["feasible"] as? Bool == true)
    let options = try #require(fields["options"] as? [[String: Any]])
    #expect(!options.isEmpty)
    for option in options {
      let time = try #require(option["milliseconds"] as? Double)
      if option["measured"] as? Bool == true {
        #expect(time <= 20)
        #expect(option["source"] is String && option["url"] is String && option["as_of"] is String)
      } else {
        let low = try #require(option["low_ms"] as? Double)
        let high = try #require(option["high_ms"] as? Double)
        #expect(low <= time && time <= high && option["rests_on"] is String)
      }
    }
  }

  @Test func whatNothingMeetsIsAnsweredByTheNearest() throws {
    let arguments = ["--device", "Raspberry Pi 5", "--task", "detection", "--latency", "1us"]
    let result = try Program.run(["advise"] + arguments)
    #expect(result.status == 1 && result.stdout.contains("Nothing keeps the budget"))
    #expect(result.stdout.contains("more than"))
    let fields = try answer(arguments)
    #expect(fields["feasible"] as? Bool == false)
    let nearest = try #require(fields["nearest"] as? [[String: Any]])
    #expect(nearest.count == 3 && nearest.allSatisfy { $0["misses_by_ms"] is Double })
  }

  @Test func ratesOfPipelinesAreNoLatencies() throws {
    let fields = try answer(["--device", "Hailo-8", "--task", "detection", "--fps", "30"])
    let options = try #require(fields["options"] as? [[String: Any]])
    #expect(options.contains { $0["figure"] as? String == "pipelined" })
    let latency = try answer(["--device", "Hailo-8", "--task", "detection", "--latency", "1s"])
    let others = try #require(latency["options"] as? [[String: Any]])
    #expect(others.allSatisfy { $0["figure"] as? String == "latency" })
  }

  @Test(
    arguments: [
      (["--device", "Rasberry Pi 5", "--task", "detection"], "did you mean rpi5"),
      (["--device", "Raspberry Pi 5", "--task", "detecton"], "did you mean detection"),
      (["--device", "Jetson", "--task", "detection"], "ambiguous"),
      (
        ["--device", "Raspberry Pi 5", "--task", "detection", "--runtime", "tensorr"],
        "did you mean tensorrt"
      ),
      (
        ["--device", "Raspberry Pi 5", "--task", "detection", "--latency", "soon"], "--latency soon"
      ),
      (["--device", "Raspberry Pi 5", "--task", "detection", "--fps", "-1"], "--fps -1"),
      (["--device", "Raspberry Pi 5"], "--task"),
      (
        ["--device", "Raspberry Pi 5", "--task", "llm", "--fps", "30"], "nothing beside --task llm"
      ),
      (
        ["--device", "Raspberry Pi 5", "--task", "detection", "--model-size", "1GB"],
        "only beside --task llm"
      ),
    ])
  func badInputIsNamed(arguments: [String], words: String) throws {
    let result = try Program.run(["advise"] + arguments)
    #expect(result.status == 2 && result.stdout.isEmpty)
    #expect(result.stderr.contains(words), "\(result.stderr)")
  }

  @Test func aRuntimeWithoutTheTaskHasNoAnswer() throws {
    let result = try Program.run([
      "advise", "--device", "Raspberry Pi 5", "--task", "detection", "--runtime", "tensorrt",
    ])
    #expect(result.status == 1 && result.stdout.contains("There is no network"))
  }

  @Test func otherFormsHaveTheSameRows() throws {
    let arguments = ["advise", "--device", "Coral USB", "--task", "detection", "--top", "3"]
    let markdown = try Program.run(arguments + ["--format", "markdown"])
    #expect(markdown.status == 0 && markdown.stdout.contains("|"))
    let csv = try Program.run(arguments + ["--format", "csv"])
    #expect(csv.status == 0 && csv.stdout.hasPrefix("section,"))
  }

  @Test func languageModelsAreListedWithTheirMeasurements() throws {
    let fields = try answer(["--device", "Raspberry Pi 5", "--task", "llm", "--model-size", "2GB"])
    let rows = try #require(fields["rows"] as? [[String: Any]])
    #expect(!rows.isEmpty)
    for row in rows {
      #expect((row["weights_bytes"] as? Double).map { $0 <= 2e9 } == true)
      let low = row["low_tok_s"] as? Double ?? 0, high = row["high_tok_s"] as? Double ?? 1e9
      let forecast = try #require(row["forecast_tok_s"] as? Double)
      #expect(low <= forecast && forecast <= high)
    }
    #expect(rows.contains { ($0["measured"] as? [[String: Any]])?.isEmpty == false })
  }

  @Test func measurementsThatCannotBeReadAreBadInput() throws {
    let result = try Program.run(["catalog", "vision", "--measurements", "/nonexistent.csv"])
    #expect(result.status == 2 && result.stderr.contains("/nonexistent.csv"))
  }
}
