import Catalog
import PerformanceModel
import Presentation
import ServingSimulator

/// The workload that serving simulators are measured on: Llama-2-7B on one A100, 512 tokens in and
/// 128 out, eight requests a second at random. Each run is a whole process.
func measureSimulations(_ binary: String, into table: inout Table) throws {
  let question =
    "simulate --model llama-2-7b-hf --hardware A100-SXM-80GB --weights bf16 --rate 8/s --input 512 "
    + "--output 128 --json --requests "
  table.addSection("inferplan " + question + "N")
  for count in [1_000, 10_000, 100_000, 1_000_000] {
    let arguments = (question + String(count)).split(separator: " ").map(String.init)
    let runs = try (0..<5).map { _ in try ProcessRun(binary, arguments) }
    guard runs.allSatisfy({ $0.status == 0 }) else {
      throw BenchmarkError(description: "a simulation of \(count) requests fails")
    }
    let name = figure(Double(count)) + " requests"
    table.addRow(
      name + ", start to end, ms", figure(median(runs.map { $0.whole * 1e3 })),
      count == 1_000 ? "≤ 50" : "")
    table.addRow(
      name + ", peak memory, MB", figure(runs.map { $0.peakMemory / 1e6 }.max() ?? .nan), "≤ 100")
  }
}

/// The simulator alone: requests a second on one core.
func measureSimulator(into table: inout Table) throws {
  let files = try CatalogFiles()
  let catalog = try Catalog(files)
  let deployment = Deployment(
    model: try catalog.model("llama-2-7b-hf"), weightFormat: try catalog.weightFormat("bf16"),
    kvType: try catalog.kvType("fp16"), engine: try catalog.engine("vllm"),
    accelerator: try catalog.accelerator("A100-SXM-80GB"))
  let coefficients = try Coefficients(files)
  for (name, replicas, lengths) in [
    ("of one shape", 1, (LengthDistribution.fixed(512), LengthDistribution.fixed(128))),
    ("log-normal", 1, (.logNormal(mean: 512, cv: 1), .logNormal(mean: 128, cv: 1))),
    ("on 100 replicas", 100, (.fixed(512), .fixed(128))),
  ] {
    let count = 300_000
    let spent = try (0..<5).map { seed in
      let simulation = Simulation(
        deployment, coefficients: coefficients,
        traffic: Traffic(
          .poisson(rate: 6 * Double(replicas)), input: lengths.0, output: lengths.1),
        settings: SimulationSettings(
          replicas: replicas, requests: count, seed: UInt64(seed + 1)))
      return try seconds {
        guard simulation.run().outcomes[.completed] == count else {
          throw BenchmarkError(description: "a simulation loses requests")
        }
      }
    }
    table.addRow(
      "requests simulated a second, " + name, figure(Double(count) / median(spent)),
      replicas == 1 ? "≥ 1,000,000" : "")
  }
}
