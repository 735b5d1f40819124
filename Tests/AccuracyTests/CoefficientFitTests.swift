import Catalog
import PerformanceModel
import TestSupport
import Testing

@testable import Accuracy

@Suite struct CoefficientFitting {
  /// A world with known coefficients: two architectures under two engines, decode and prefill.
  private static func observations(
    noise: Double, seed: UInt64
  ) -> [CoefficientFit.Observation] {
    var random = SeededGenerator(seed: seed)
    var observations: [CoefficientFit.Observation] = []
    let architectures = [("fast", 0.8), ("slow", 0.5)]
    let engines = [("lean", 1.0), ("heavy", 4.0)]
    for (architecture, share) in architectures {
      for (engine, overhead) in engines {
        for _ in 0..<60 {
          let stream = Double.random(in: 0.001...0.05, using: &random)
          let truth = stream / share + overhead * 1e-3
          let factor = 1 + noise * Double.random(in: -1...1, using: &random)
          observations.append(
            CoefficientFit.Observation(
              context: .init(architecture: architecture, engine: engine, precision: "fp16"),
              measured: truth * factor, weight: 1,
              forecast: { stream / $0.weightBandwidth + $0.stepOverhead }))
        }
      }
    }
    return observations
  }

  private static func prior() throws -> Coefficients {
    try Coefficients(CatalogFiles(), from: .coefficientPriors)
  }

  @Test func findsTheCoefficientsThatMadeTheMeasurements() throws {
    var fit = CoefficientFit(
      Self.observations(noise: 0, seed: 1), prior: try Self.prior())
    fit.run(iterations: 60)
    let fitted = Coefficients(rows: fit.rows(source: "test", asOf: "2026"))
    for (architecture, share) in [("fast", 0.8), ("slow", 0.5)] {
      for (engine, overhead) in [("lean", 1.0), ("heavy", 4.0)] {
        let context = Coefficients.Context(
          architecture: architecture, engine: engine, precision: "fp16")
        #expect(abs(fitted.value(.weightBandwidth, context) / share - 1) < 0.05)
        #expect(abs(fitted.value(.stepOverhead, context) / overhead - 1) < 0.15)
      }
    }
  }

  @Test func everyStepLowersTheLoss() throws {
    var fit = CoefficientFit(Self.observations(noise: 0.3, seed: 2), prior: try Self.prior())
    let losses = fit.run(iterations: 30)
    #expect(losses.count >= 2)
    #expect(zip(losses, losses.dropFirst()).allSatisfy { $0 >= $1 })
  }

  @Test func samePointsGiveTheSameCoefficients() throws {
    func rows() throws -> [Coefficients.Row] {
      var fit = CoefficientFit(Self.observations(noise: 0.2, seed: 3), prior: try Self.prior())
      fit.run(iterations: 20)
      return fit.rows(source: "test", asOf: "2026")
    }
    #expect(try rows() == rows())
  }

  @Test func whatNoPointSpeaksOfStaysAtThePrior() throws {
    let prior = try Self.prior()
    var fit = CoefficientFit(Self.observations(noise: 0.1, seed: 4), prior: prior)
    fit.run(iterations: 20)
    let fitted = Coefficients(rows: fit.rows(source: "test", asOf: "2026"))
    let kept = try #require(fitted.row(.attention, .global, key: "")?.value)
    let before = try #require(prior.row(.attention, .global, key: "")?.value)
    #expect(abs(kept / before - 1) < 1e-3)
    #expect(fitted.rows.allSatisfy { $0.scope != .interconnect })
  }

  /// A share above what the hardware has is never learnt, whatever was measured.
  @Test func noShareExceedsTheHardware() throws {
    let impossible = (0..<40).map { i in
      CoefficientFit.Observation(
        context: .init(architecture: "magic", engine: "lean", precision: "fp16"),
        measured: 0.001 * Double(i + 1) / 3, weight: 1,
        forecast: { 0.001 * Double(i + 1) / $0.weightBandwidth })
    }
    var fit = CoefficientFit(impossible, prior: try Self.prior())
    fit.run(iterations: 30)
    let fitted = Coefficients(rows: fit.rows(source: "test", asOf: "2026"))
    let context = Coefficients.Context(
      architecture: "magic", engine: "lean", precision: "fp16")
    #expect(fitted.value(.weightBandwidth, context) <= 0.95)
  }
}

@Suite struct NormalEquationSolving {
  @Test func solvesASystemWithAKnownSolution() {
    var random = SeededGenerator(seed: 5)
    let solution = (0..<12).map { _ in Double.random(in: -2...2, using: &random) }
    var system = NormalEquations(count: solution.count)
    for _ in 0..<200 {
      let row = solution.indices.map { _ in Double.random(in: -1...1, using: &random) }
      let value = zip(row, solution).reduce(0) { $0 + $1.0 * $1.1 }
      system.add(
        indices: Array(solution.indices), values: row, residual: -value, weight: 1)
    }
    let found = system.solve(damping: 0) ?? []
    #expect(found.count == solution.count)
    for (a, b) in zip(found, solution) { #expect(abs(a - b) < 1e-9) }
  }

  @Test func refusesASystemWithoutASolution() {
    #expect(NormalEquations(count: 3).solve(damping: 0) == nil)
  }
}
