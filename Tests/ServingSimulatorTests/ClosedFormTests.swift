import Catalog
import PerformanceModel
import Quantities
import ServingSimulator
import TestSupport
import Testing

/// The closed form against the same requests played step by step.
@Suite struct ClosedFormTests {
  private func deployments() throws -> [Deployment] {
    [
      try deployment("llama-3.1-8b", "H100-SXM-80GB"),
      try deployment("qwen3-32b", "A100-SXM-80GB", engine: "tensorrt-llm"),
      try deployment("llama-3.1-8b", "RTX-4090", engine: "llama.cpp", weights: "gguf-q4_k_m"),
      try deployment("gemma-3-1b", "ryzen-5800x", engine: "llama.cpp", weights: "gguf-q4_k_m"),
    ]
  }

  @Test("Averages of a closed loop agree", arguments: [1, 2, 4])
  func closedLoop(clients: Int) throws {
    for subject in try deployments() {
      let played = simulation(
        subject,
        Traffic(
          .closedLoop(concurrency: clients), input: .fixed(256),
          output: .logNormal(mean: 64, cv: 0.5)),
        SimulationSettings(requests: 20_000)
      ).run()
      let forecast = Forecaster(subject, coefficients: builtIn.coefficients)
        .forecast(
          Workload(inputTokens: 256, outputTokens: 64, concurrency: Double(clients)))
      let first = forecast.timeToFirstToken / played.timeToFirstToken.mean
      let token = forecast.timePerOutputToken / played.timePerOutputToken.mean
      let label = "\(subject.model.id) on \(subject.accelerator.id), \(clients): \(first), \(token)"
      #expect(abs(first - 1) < 0.1, "\(label)")
      #expect(abs(token - 1) < 0.1, "\(label)")
    }
  }

  @Test("A prompt's last tokens are a step of their own where a cache has windows")
  func checkpoints() throws {
    let windowed = try deployments()[3]
    var plain = windowed
    plain.engine.checkpointTokens = 0
    func alone(_ subject: Deployment) -> (forecast: Double, played: Double) {
      let forecaster = Forecaster(subject, coefficients: builtIn.coefficients)
      let played = simulation(
        subject,
        Traffic(.closedLoop(concurrency: 1), input: .fixed(100), output: .fixed(8)),
        SimulationSettings(requests: 100)
      ).run()
      return (
        forecaster.forecast(Workload(inputTokens: 100, outputTokens: 8)).timeToFirstToken.value,
        played.timeToFirstToken.mean.value
      )
    }
    let (split, whole) = (alone(windowed), alone(plain))
    #expect(split.forecast > whole.forecast)
    #expect(abs(split.forecast / split.played - 1) < 1e-6)
    #expect(abs(whole.forecast / whole.played - 1) < 1e-6)
    // A model without windows or states has nothing that could not be rewound.
    let dense = Forecaster(try deployments()[2], coefficients: builtIn.coefficients)
    #expect(dense.checkpointTokens == 0)
  }
}
