import Catalog
import Confidence
import Economics
import PerformanceModel
import Quantities

/// Answers estimate requests from the catalogs. A class, as threads of a server that hand its many
/// tables to each other by value spend their time counting references to them.
public final class Estimator: Sendable {
  public let catalog: Catalog
  public let coefficients: Coefficients
  public let confidence: ConfidenceTables
  let prices: PriceTables
  private let prepared = ReadyDeployments()

  /// Reads the catalogs and the coefficients.
  public init(_ files: CatalogFiles) throws(PlannerError) {
    do throws(CatalogError) {
      catalog = try Catalog(files)
      coefficients = try Coefficients(files)
      confidence = try ConfidenceTables(files)
      prices = PriceTables(files)
    } catch {
      throw .catalog(error)
    }
  }

  /// Computes the answer to `request`.
  /// - Throws: ``PlannerError`` for names that nothing answers to, combinations that do not exist
  ///   and prices that do not apply. A deployment that does not fit in memory is an answer.
  public func estimate(_ request: EstimateRequest) throws(PlannerError) -> Estimate {
    let prepared = try prepared.deployment(of: request) { () throws(PlannerError) in
      ReadyDeployment(
        try DeploymentResolver(catalog: catalog, prices: prices).resolve(request),
        coefficients: coefficients)
    }
    let resolution = prepared.resolution
    let deployment = resolution.deployment
    let workload = Workload(
      inputTokens: Double(request.input), outputTokens: Double(request.output),
      concurrency: Double(request.concurrency), cachedTokens: Double(request.cachedInput))
    let forecaster = prepared.forecaster
    let forecast = forecaster.forecast(workload)
    let capacity = forecaster.capacity(workload)
    let alone = forecaster.forecast(
      Workload(
        inputTokens: workload.inputTokens, outputTokens: workload.outputTokens,
        cachedTokens: workload.cachedTokens))
    let longest = Int(
      forecaster.memory.longestContext(
        sequences: min(workload.concurrency, Double(deployment.sequenceLimit)),
        limit: Double(deployment.model.maximumContext)))

    let costs = CostEstimator(prices: prices)
    let (cost, remark) = try costs.estimate(
      request, deployment: deployment, capacity: capacity, alone: alone)
    let carbon = try self.carbon(request, forecast: forecast, deployment: deployment, costs)
    var compatibility = Compatibility(
      deployment, forecast: forecast, capacity: capacity, concurrency: workload.concurrency)
    compatibility.recommendations = Recommendations(estimator: self)
      .advise(
        deployment, workload: workload, forecast: forecast, capacity: capacity,
        longestContext: longest)
    return Estimate(
      request: request, deployment: deployment, workload: workload, forecaster: forecaster,
      forecast: forecast, capacity: capacity, longestContext: longest,
      bound: prepared.bound,
      cost: cost, costRemark: remark, carbon: carbon, compatibility: compatibility,
      confidence: EstimateConfidence(
        deployment, workload, forecast: forecast, capacity: capacity, cost: cost,
        minimumReplicas: request.replicas, tables: confidence,
        profile: prepared.profileKey),
      assumptions: resolution.assumptions + prepared.profile,
      warnings: resolution.warnings + DeploymentResolver.warnings(deployment, request)
        + (cost?.remarks ?? []).map { "cost: \($0)" })
  }

  /// Carbon of the devices' energy where a country is named.
  private func carbon(
    _ request: EstimateRequest, forecast: Forecast, deployment: Deployment, _ costs: CostEstimator
  ) throws(PlannerError) -> CarbonEstimate? {
    guard let country = request.country, forecast.runs else { return nil }
    let assumptions = try costs.assumptions(request)
    let isServer = deployment.accelerator.kind == .datacenterGPU
    let (intensity, pue) = try PlannerError.fromCatalog { () throws(CatalogError) in
      (
        try CarbonIntensity.find(country, among: prices.carbonIntensities()),
        try assumptions.required(isServer ? "pue_industry_average" : "pue_home_or_office")
      )
    }
    let load = try costs.load(request, assumptions)
    return try PlannerError.fromEconomics { () throws(EconomicsError) in
      try CarbonEstimate(
        power: forecast.power * Double(request.replicas), pue: pue, intensity: intensity,
        load: load)
    }
  }
}
