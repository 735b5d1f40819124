import Catalog
import Economics
import InferencePlanner
import PerformanceModel
import Quantities
import Testing

/// Which price a request means, and what it comes to.
@Suite struct CostChoiceTests {
  private func cost(_ fields: String) throws -> CostEstimate {
    let answer = try estimate(#"{"model": "llama-3.1-8b", \#(fields)}"#)
    #expect(answer.costRemark == nil)
    return try #require(answer.cost)
  }

  /// p5.48xlarge: 55.04 USD an hour in the generated price list of AWS of 2026-07-20.
  @Test func anOfferIsTakenByItsID() throws {
    let answer = try cost(#""hardware": "H100", "offer": "aws:p5.48xlarge""#)
    #expect(answer.perHour == USDollars(55.04))
    #expect(isClose(try #require(answer.perMonth).value, 55.04 * 730))
    #expect(answer.priceDate == "2026-07-20")
    let plan = try #require(answer.plan)
    #expect(plan.machines == 1 && plan.replicasPerMachine == 8)
  }

  @Test func sixteenDevicesAreTwoMachinesOfEight() throws {
    let answer = try cost(#""hardware": "16x H100", "offer": "aws:p5.48xlarge""#)
    #expect(answer.plan?.machines == 2)
    #expect(answer.perHour == USDollars(110.08))
  }

  /// AWS takes 32 % off for a year and 48 % for three, nothing upfront (assumptions.csv).
  @Test(arguments: [("reserved-1yr", 0.68), ("reserved-3yr", 0.52)])
  func reservedIsOnDemandLessADiscount(_ pricing: String, share: Double) throws {
    let answer = try cost(
      #""hardware": "H100", "offer": "aws:p5.48xlarge", "pricing": "\#(pricing)""#)
    #expect(isClose(try #require(answer.perHour).value, 55.04 * share))
  }

  @Test func aPriceThatIsNotOfferedIsRefused() throws {
    let error = try refusal(
      """
      {"model": "llama-3.1-8b", "hardware": "H100", "offer": "aws:p5.48xlarge",
       "pricing": "spot"}
      """
    )
    #expect(error.description.contains("aws:p5.48xlarge"))
    #expect(error.description.contains("spot"))
    #expect(!error.isInfeasible)
  }

  @Test func anUnknownOfferIsRefused() throws {
    let error = try refusal(
      #"{"model": "llama-3.1-8b", "hardware": "H100", "offer": "aws:p55.48xlarge"}"#)
    #expect(error.description.contains("'aws:p55.48xlarge'"))
    #expect(error.description.contains("p5.48xlarge"))
  }

  /// Eight H100s at 55.04 USD say nothing of what an A100 costs.
  @Test func anOfferOfOtherHardwareIsRefused() throws {
    let error = try refusal(
      #"{"model": "llama-3.1-8b", "hardware": "A100 40GB", "offer": "aws:p5.48xlarge"}"#)
    #expect(error.description.contains("aws:p5.48xlarge"))
    #expect(error.description.contains("not A100 SXM4 40GB"))
    #expect(error.description.contains("h100-sxm"))
    #expect(!error.isInfeasible)
  }

  /// What is known of a price reaches its reader.
  @Test func remarksOfACostAreWarnings() throws {
    let spot = try estimate(#"{"model": "llama-3.1-8b", "hardware": "H100", "pricing": "spot"}"#)
    #expect(spot.warnings.contains("cost: spot instances are taken away at short notice"))
    let one = try estimate(
      #"{"model": "llama-3.1-8b", "hardware": "H100", "offer": "aws:p5.48xlarge"}"#)
    #expect(one.warnings.contains { $0.hasPrefix("cost: 1 replica of 8 that fit") })
    for remark in try #require(one.cost).remarks {
      #expect(one.warnings.contains("cost: " + remark))
    }
  }

  @Test func spotIsCheaperThanOnDemand() throws {
    let spot = try #require(try cost(#""hardware": "H100", "pricing": "spot""#).perHour)
    let plain = try #require(try cost(#""hardware": "H100", "pricing": "on-demand""#).perHour)
    #expect(spot < plain)
  }

  /// The cheapest dated row of the device, not some row.
  @Test func rentIsTheCheapestOfTheDevice() throws {
    let rentals = try Rental.load(try estimator().catalog.files).filter {
      $0.accelerator == "h100-sxm" && $0.provenance.asOf != nil && $0.acceleratorCount.value >= 1
    }
    let cheapest = try #require(rentals.compactMap(\.onDemand).min())
    #expect(try cost(#""hardware": "H100", "pricing": "on-demand""#).perHour == cheapest)
  }

  @Test func datacenterDevicesAreRentedAndOthersOwned() throws {
    guard case .rental = try cost(#""hardware": "H100""#) else {
      Issue.record("an H100 is rented")
      return
    }
    guard case .owned = try cost(#""hardware": "RTX 4090""#) else {
      Issue.record("an RTX 4090 is owned")
      return
    }
  }

  /// 1,599 USD and half as much for the host; a fifth is left after three years; 5 % a year for
  /// upkeep. With free electricity nothing else is due.
  @Test func owningIsAmortisationUpkeepAndElectricity() throws {
    func monthly(_ electricity: Double) throws -> Double {
      let answer = try cost(#""hardware": "RTX 4090", "electricity_price": \#(electricity)"#)
      return try #require(answer.perMonth).value
    }
    let fixed: Double = 1599 * 1.5 * (0.8 / 36 + 0.05 / 12)
    #expect(isClose(try monthly(0), fixed))
    let cheap = try monthly(0.1), dear = try monthly(0.3)
    // kWh of a month: 450 W at 85 % for 730 h is 279, the host's share comes on top.
    let energy = (dear - cheap) / 0.2
    #expect(energy > 279 && energy < 500)
    #expect(isClose(cheap - fixed, energy * 0.1, within: 1e-6))
  }

  @Test func aGivenPurchasePriceIsUsed() throws {
    func monthly(_ price: Double) throws -> Double {
      let answer = try cost(
        """
        "hardware": "A100 40GB", "pricing": "owned", "purchase_price": \(price),
        "electricity_price": 0
        """
      )
      return try #require(answer.perMonth).value
    }
    // 48 months in a data centre; hosting stays when the price is nothing.
    let free = try monthly(0)
    let share: Double = 1.5 * (0.8 / 48 + 0.05 / 12)
    #expect(isClose(try monthly(10_000) - free, 10_000 * share, within: 1e-9))
  }

  /// claims.csv, 002-8: 1000 tokens in and 500 out cost 0.00125 USD with gpt-5-mini.
  @Test func tokensOfAnAPIArePaidByTheToken() throws {
    let answer = try cost(
      #""hardware": "H100", "offer": "gpt-5-mini", "input": 1000, "output": 500"#)
    #expect(isClose(try #require(answer.atFullLoad).perRequest.value, 0.00125))
    #expect(answer.perMonth == nil, "the load is unknown")
    #expect(answer.plan == nil)
    let loaded = try cost(
      """
      "hardware": "H100", "offer": "gpt-5-mini", "input": 1000, "output": 500,
      "requests_per_hour": 100
      """
    )
    #expect(isClose(try #require(loaded.perMonth).value, 0.00125 * 100 * 730))
  }

  @Test func workersAreBilledBySecondsOfTheLoad() throws {
    let idle = try cost(#""hardware": "H100", "pricing": "serverless", "requests_per_hour": 10"#)
    let busy = try cost(#""hardware": "H100", "pricing": "serverless", "requests_per_hour": 1000"#)
    guard case .serverless = busy else {
      Issue.record("not serverless: \(busy.title)")
      return
    }
    #expect(try #require(idle.perHour) < #require(busy.perHour))
    #expect(try #require(busy.atOfferedLoad).perRequest < #require(idle.atOfferedLoad).perRequest)
  }

  @Test func withoutAPriceThereIsARemark() throws {
    let owned = try estimate(
      #"{"model": "llama-3.1-8b", "hardware": "A100 40GB", "pricing": "owned"}"#)
    #expect(owned.cost == nil)
    #expect(owned.costRemark?.contains("--purchase-price") == true)
    #expect(owned.forecast.runs)
    let spot = try estimate(
      #"{"model": "llama-3.1-8b", "hardware": "4090", "pricing": "reserved-3yr"}"#)
    #expect(spot.cost == nil)
    #expect(spot.costRemark?.contains("3 years") == true)
  }

  @Test func whatDoesNotRunCostsNothing() throws {
    let answer = try estimate(#"{"model": "llama-3.1-70b", "hardware": "T4"}"#)
    #expect(!answer.forecast.runs)
    #expect(answer.cost == nil)
    #expect(answer.costRemark?.contains("not one request") == true)
  }

  @Test func anHourTimesTheHoursIsTheMonth() throws {
    for hardware in ["H100", "RTX 4090", "m4 max 128gb"] {
      for hours in [1.0, 160, 730, 744] {
        let answer = try cost(#""hardware": "\#(hardware)", "hours_per_month": \#(hours)"#)
        let hour = try #require(answer.perHour).value
        #expect(isClose(try #require(answer.perMonth).value, hour * hours), "\(hardware) \(hours)")
      }
    }
  }

  @Test func carbonNeedsACountry() throws {
    let none = try estimate(#"{"model": "llama-3.1-8b", "hardware": "H100"}"#)
    #expect(none.carbon == nil)
    let fields = #""model": "llama-3.1-8b", "hardware": "H100", "requests_per_hour": 100"#
    let one = try #require(
      try estimate(#"{\#(fields), "country": "Germany", "pue": 1}"#).carbon)
    let two = try #require(
      try estimate(#"{\#(fields), "country": "Germany", "pue": 2}"#).carbon)
    #expect(isClose(two.gramsPerHour, 2 * one.gramsPerHour))
    #expect(isClose(try #require(one.gramsPerRequest) * 100, one.gramsPerHour))
    let replicas = try #require(
      try estimate(#"{\#(fields), "country": "Germany", "pue": 1, "replicas": 3}"#).carbon)
    #expect(isClose(replicas.gramsPerHour, 3 * one.gramsPerHour))
    let error = try refusal(#"{\#(fields), "country": "Atlantis"}"#)
    #expect(error.description.contains("unknown country 'Atlantis'"))
  }
}
