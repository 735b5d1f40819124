import Foundation
import Presentation

/// Whole questions to the planner, from the shell's view.
func measurePlans(_ binary: String, into table: inout Table) throws {
  let questions: [(name: String, words: String, goal: String)] = [
    (
      "a question with the model open, all hardware, all offers",
      "plan --task chatbot --requests-per-hour 1000 --e2e-p95 6s --budget 500/month --json", "≤ 300"
    ),
    (
      "a question with the model fixed",
      "plan --model llama-3.3-70b --input 2048 --output 256 --rate 5 --ttft-p95 1s --tpot-p95 50ms "
        + "--json", "≤ 50"
    ),
  ]
  table.addSection("inferplan plan")
  for question in questions {
    let words = question.words.split(separator: " ").map(String.init)
    var runs: [ProcessRun] = []
    for run in 0..<9 {
      let found = try ProcessRun(binary, words)
      if run >= 2 { runs.append(found) }
    }
    table.addRow(
      question.name + ", median of \(runs.count), ms", figure(median(runs.map { $0.whole * 1e3 })),
      question.goal)
    table.addRow(
      "peak memory, MB", figure(runs.map { $0.peakMemory / 1e6 }.max() ?? .nan), "≤ 150")
  }
}
