import Catalog
import Quantities
import Testing

@Suite("Finding offers by name")
struct OfferNameTests {
  let rentals: [Rental]
  let prices: [APIPrice]
  let serverless: [ServerlessOffer]

  init() throws {
    let files = try CatalogFiles()
    rentals = try Rental.load(files)
    prices = try APIPrice.load(files)
    serverless = try ServerlessOffer.load(files)
  }

  @Test(
    "An id, provider and instance, or a unique instance name one rental",
    arguments: [
      "aws:p5.48xlarge@us-east-1", "aws:p5.48xlarge", "p5.48xlarge", "AWS:P5.48XLarge",
      "p5.48xlarge@us-east-1",
    ])
  func oneRental(_ name: String) throws {
    let rental = try Rental.find(name, among: rentals)
    #expect(rental.id == "aws:p5.48xlarge@us-east-1")
    #expect(rental.onDemand == USDollars(55.04))
    #expect(rental.acceleratorCount == Fraction(8))
    #expect(rental.accelerator == "h100-sxm")
    #expect(rental.vCPUs == 192)
    #expect(rental.provenance.asOf == "2026-07-20")
    #expect(rental.confirmedAsOf != nil && rental.provenance.verification == .crossChecked)
  }

  @Test("A name that several regions share lists them, the cheapest first, at most eight")
  func ambiguous() throws {
    let error = #expect(throws: CatalogError.self) {
      try Rental.find("azure:Standard_NC40ads_H100_v5", among: rentals)
    }
    guard case .ambiguous(let kind, _, let candidates)? = error else {
      Issue.record("expected an ambiguous name")
      return
    }
    #expect(kind == "rental")
    #expect(candidates.count > 1 && candidates.count <= 8)
    let costs = try candidates.compactMap { try Rental.find($0, among: rentals).onDemand }
    #expect(costs == costs.sorted())
  }

  @Test("Region and tier decide, and the newest row leads its elders")
  func qualified() throws {
    #expect(
      try Rental.find("runpod:H100 SXM pod@us/secure", among: rentals).provenance.asOf
        == "2026-11-09")
    #expect(
      try Rental.find("runpod:H100-SXM-pod@US/secure/2026-10-07", among: rentals).onDemand
        == USDollars(3.49))
    #expect(
      try Rental.find("azure:Standard_NC40ads_H100_v5@eastus2", among: rentals).region == "eastus2")
  }

  @Test("A share of a device is kept exactly")
  func fraction() throws {
    let share = try Rental.find("azure:Standard_NV6ads_A10_v5@eastus", among: rentals)
    #expect(share.acceleratorCount.description == "1/6")
    #expect(share.acceleratorCount.numerator == 1 && share.acceleratorCount.denominator == 6)
    #expect(share.acceleratorMemory == Bytes.gigabytes(4))
  }

  @Test("Counts that are none are refused", arguments: ["", "0", "-1", "1/0", "a", "1/2/3", "1.5"])
  func notAFraction(_ text: String) { #expect(Fraction(text) == nil) }

  @Test("An unknown name suggests near ones")
  func unknown() throws {
    let error = #expect(throws: CatalogError.self) {
      try Rental.find("aws:p5.48xlrge", among: rentals)
    }
    guard case .unknown(_, _, let suggestions)? = error else {
      Issue.record("expected an unknown name")
      return
    }
    #expect(suggestions.first == "aws:p5.48xlarge")
  }

  @Test(
    "Odd names are answered, not tripped over",
    arguments: ["", ":", "@", "a:", ":b", "a@", "@b", "a@b:c", "::", "@:", "aws:@us-east-1"])
  func odd(_ name: String) {
    #expect(throws: CatalogError.self) { try Rental.find(name, among: rentals) }
    #expect(throws: CatalogError.self) { try APIPrice.find(name, among: prices) }
  }

  @Test(
    "API models answer to their id, to provider and model, and to a unique model",
    arguments: [
      ("gpt-6-astra", "gpt-6-astra"), ("openai/gpt-6-astra", "gpt-6-astra"),
      ("OpenAI:gpt-6-astra", "gpt-6-astra"),
      ("deepinfra:Qwen/Qwen2.5-72B-Instruct", "deepinfra/Qwen/Qwen2.5-72B-Instruct"),
      ("deepinfra:Qwen2.5-72B-Instruct", "deepinfra/Qwen/Qwen2.5-72B-Instruct"),
    ])
  func models(_ name: String, _ id: String) throws {
    #expect(try APIPrice.find(name, among: prices).id == id)
  }

  @Test("A model that several providers sell is ambiguous")
  func ambiguousModel() {
    let error = #expect(throws: CatalogError.self) {
      try APIPrice.find("Qwen2.5-72B-Instruct", among: prices)
    }
    guard case .ambiguous? = error else {
      Issue.record("expected an ambiguous name")
      return
    }
  }

  @Test("Serverless workers, countries and tools answer to their names")
  func others() throws {
    #expect(try ServerlessOffer.find("modal:H100", among: serverless).perSecond.value == 0.001097)
    #expect(
      try ServerlessOffer.find("hugging face:aws nvidia-l4 x1", among: serverless).perSecond.value
        == 0.8 / 3600)
    let countries = try CarbonIntensity.load(CatalogFiles())
    #expect(try CarbonIntensity.find("germany", among: countries).gramsPerKilowattHour == 329.65)
    #expect(try CarbonIntensity.find("deu", among: countries).name == "Germany")
    let tools = try Tool.load(CatalogFiles())
    #expect(try Tool.find("vLLM", among: tools).id == "vllm")
    #expect(throws: CatalogError.self) { try Tool.find("", among: tools) }
  }
}
