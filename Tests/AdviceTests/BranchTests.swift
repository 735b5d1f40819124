import Advice
import Catalog
import InferencePlanner
import Quantities
import StructuredText
import Testing

@Suite struct BranchTests {
  private func findings(
    _ facts: [String: String], _ change: (inout AdviceDetails) -> Void = { _ in }
  ) throws -> [Finding] {
    var details = AdviceDetails()
    change(&details)
    return try adviser.advise(AdviceQuestion(facts: facts, details: details)).findings
  }

  private func number(_ cell: Finding.Cell) -> Double? {
    if case .number(let number) = cell.value { number } else { nil }
  }

  private func column(_ key: String, _ finding: Finding) -> [Finding.Cell] {
    guard let index = finding.columns.firstIndex(where: { $0.key == key }) else { return [] }
    return finding.rows.map { $0[index] }
  }

  @Test func managedAPIsAreOrderedByTheCostOfTheRequests() throws {
    let finding = try #require(
      try findings(["building": "api", "api-need": "lowest-cost"]) { $0.output = 300 }.first)
    let costs = column("usd_per_1000_requests", finding).compactMap(number)
    #expect(costs.count == finding.rows.count && costs.count > 8)
    #expect(costs == costs.sorted())
  }

  @Test func outputThatCostsMoreChangesTheBill() throws {
    func least(_ output: Double) throws -> Double {
      let finding = try #require(
        try findings(["building": "api", "api-need": "lowest-cost"]) { $0.output = output }.first)
      return try #require(column("usd_per_1000_requests", finding).compactMap(number).min())
    }
    #expect(try least(2000) > 2 * least(100))
  }

  @Test func aCertificateLeavesOutWhoLacksIt() throws {
    let all = try #require(try findings(["building": "api", "api-need": "compliance"]).first)
    let some = try #require(
      try findings(["building": "api", "api-need": "compliance"]) { $0.compliance = ["fedramp"] }
        .first)
    #expect(some.rows.count < all.rows.count && !some.rows.isEmpty)
    #expect(throws: AdviceError.self) {
      try findings(["building": "api", "api-need": "compliance"]) { $0.compliance = ["hippa"] }
    }
  }

  @Test func rentalsKeepWithinTheBudget() throws {
    let finding = try #require(
      try findings(["building": "gpu-rental", "rental-need": "scale"]) {
        $0.hourlyBudget = USDollars(1)
      }.first)
    let prices = column("usd_per_device_hour", finding).compactMap(number)
    #expect(!prices.isEmpty && prices.allSatisfy { $0 <= 1 })
  }

  @Test func aJobNeedsATimeForItsCheckpoint() {
    #expect(throws: AdviceError.self) {
      try findings(["building": "gpu-rental", "rental-need": "scale"]) { $0.jobHours = 10 }
    }
  }

  @Test func aModelTooLargeForADeviceSaysByHowMuch() throws {
    let finding = try #require(
      try findings(["building": "embedded", "mcu-memory": "under-1mb"]) {
        $0.modelSize = Bytes(300_000)
      }.first)
    let verdicts = column("verdict", finding).map(\.text)
    #expect(verdicts.contains { $0.hasPrefix("fits") })
    #expect(verdicts.contains { $0.hasPrefix("too large to load by") })
  }

  /// 20 TB at 0.09 USD a GB, AWS's first tier: 1,800 USD.
  @Test func movingDataOutOfItsCloudIsCounted() throws {
    let finding = try #require(
      try findings(["building": "enterprise", "data-in": "s3"]) { $0.dataSize = .gigabytes(20_000) }
        .first)
    let home = try #require(finding.rows.first { $0[3].text == "yes" })
    #expect(home[0].text == "AWS")
    let price = try #require(number(home[1]))
    #expect(try #require(number(home[2])) == price * 20_000)
  }

  private func plan(_ stages: [String], budget: Seconds? = nil) throws -> StackPlan {
    var read: [StackStage] = []
    for stage in stages { read.append(try StackStage(stage)) }
    return try StackPlan(read, budget: budget, estimator: Estimator(CatalogFiles()))
  }

  @Test func timesAddAndMemoryOfSharedDevicesAdds() throws {
    let plan = try plan(
      [
        "name=a, latency=30ms, memory=2GB, device=RTX 4090",
        "name=b, latency=70ms, memory=3GB, device=RTX 4090",
        "name=c, latency=1s, memory=1GB, device=L4",
      ], budget: Seconds(1))
    #expect(abs((plan.total?.value ?? 0) - 1.1) < 1e-9)
    #expect(abs((plan.excess?.value ?? 0) - 0.1) < 1e-9)
    #expect(plan.devices.map(\.stages) == [["a", "b"], ["c"]])
    #expect(abs((plan.devices.first?.needed.gigabytes ?? 0) - 5) < 1e-9)
  }

  @Test func aStageOfALanguageModelIsForecast() throws {
    let language =
      "name=llm, model=llama-3.1-8b, weights=awq, device=RTX 4090, engine=vllm, input=500, output=100"
    let alone = try plan([language])
    let both = try plan(["name=ocr, latency=400ms, memory=20GB, device=RTX 4090", language])
    let time = try #require(alone.total?.value)
    #expect(time > 0.1 && time < 60)
    #expect(abs((both.total?.value ?? 0) - time - 0.4) < 1e-9)
    #expect(both.firstOutput.map { $0 < Seconds(0.4 + time) } == true)
    #expect(both.devices.first?.fits == false)
  }

  @Test(arguments: [
    "latency=30ms", "device=RTX 4090", "device=RTX 4090, latency=fast", "colour=red, device=L4",
    "device=L4, latency=1s, memory=much", "nonsense", "device=L4, model=llama-3.1-8b, speed=1",
  ])
  func aBadStageIsRefused(text: String) {
    #expect(throws: AdviceError.self) { try StackStage(text) }
  }
}
