import Testing

@testable import PlanSearch

@Suite struct SizingTests {
  @Test func wholeReplicasOnWholeMachines() throws {
    let sizing = try #require(
      Sizing(
        rate: 10, perReplica: 3, devices: 2, perMachine: 8, availability: nil,
        machineAvailability: 0.99))
    #expect(sizing.replicas == 4)
    #expect(sizing.machines == 1)
    #expect(sizing.spares == 0)
  }

  @Test func aReplicaThatDoesNotFitHasNoSize() {
    #expect(
      Sizing(
        rate: 1, perReplica: 1, devices: 8, perMachine: 4, availability: nil,
        machineAvailability: 0.99) == nil)
  }

  @Test(arguments: [0.99, 0.999, 0.9999])
  func sparesReachTheAvailability(_ availability: Double) throws {
    let sizing = try #require(
      Sizing(
        rate: 10, perReplica: 1, devices: 1, perMachine: 1, availability: availability,
        machineAvailability: 0.99))
    let all = sizing.machines + sizing.spares
    #expect(Sizing.chance(sizing.machines, of: all, each: 0.99) >= availability)
    #expect(Sizing.chance(sizing.machines, of: all - 1, each: 0.99) < availability)
  }

  @Test func chanceIsBinomial() {
    #expect(abs(Sizing.chance(1, of: 2, each: 0.9) - 0.99) < 1e-12)
    #expect(abs(Sizing.chance(2, of: 3, each: 0.9) - (0.729 + 3 * 0.81 * 0.1)) < 1e-12)
  }
}
