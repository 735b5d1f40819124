import Catalog
import PerformanceModel
import Presentation
import Quantities

/// The same question to other programs: a token of Llama-2-7B in 16 bits on an A100, one sequence
/// of 1024 tokens. Each is timed from its start to its end, as somebody in a shell would wait.
func measurePeers(_ binary: String, python: String, scripts: String) throws -> Table {
  var table = Table(
    title: "Llama-2-7B, 16 bits, A100 80 GB, 1024 tokens in, 256 out, one at a time",
    columns: [
      Table.Column("program"), Table.Column("start to end, ms", .trailing),
      Table.Column("peak memory, MB", .trailing), Table.Column("its forecast, ms/token", .trailing),
    ])
  let ours =
    "estimate --model llama-2-7b-hf --hardware A100-SXM-80GB --weights bf16 --input 1024 "
    + "--output 256 --concurrency 1"
  try addRow("inferplan", binary, ours.split(separator: " ").map(String.init), into: &table) { _ in
    figure(try ownAnswer())
  }
  for (name, script) in [("llm-analysis 0.2.2", "llm_analysis.py"), ("genz-llm 0.0.16", "genz.py")]
  {
    try addRow(name, python, [scripts + "/" + script], into: &table) { run in
      guard let last = run.output.split(separator: "\n").last, let answer = Double(last) else {
        return "none"
      }
      return figure(answer)
    }
  }
  return table
}

private func addRow(
  _ name: String, _ program: String, _ arguments: [String], into table: inout Table,
  answer: (ProcessRun) throws -> String
) throws {
  _ = try ProcessRun(program, arguments, showsErrors: false)
  let runs = try (0..<5).map { _ in try ProcessRun(program, arguments, showsErrors: false) }
  guard let last = runs.last, last.status == 0 else {
    table.addRow(name, "failed", "", "")
    return
  }
  table.addRow(
    name, figure(median(runs.map { $0.whole * 1e3 })),
    figure(runs.map { $0.peakMemory / 1e6 }.max() ?? .nan), try answer(last))
}

/// What the library answers, so that the words of `estimate` need not be read.
private func ownAnswer() throws -> Double {
  let files = try CatalogFiles()
  let catalog = try Catalog(files)
  let deployment = Deployment(
    model: try catalog.model("llama-2-7b-hf"), weightFormat: try catalog.weightFormat("bf16"),
    kvType: try catalog.kvType("fp16"), engine: try catalog.engine("vllm"),
    accelerator: try catalog.accelerator("A100-SXM-80GB"))
  let forecaster = Forecaster(deployment, coefficients: try Coefficients(files))
  return forecaster.forecast(Workload(inputTokens: 1_024, outputTokens: 256))
    .timePerOutputToken.milliseconds
}
