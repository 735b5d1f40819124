import Catalog
import Confidence
import PerformanceModel
import Quantities

/// Points with everything prepared that does not depend on coefficients, so that a fit can ask for
/// all their forecasts hundreds of times.
///
/// Points of one deployment share its memory and geometry, and deployments of one context share
/// the values of its coefficients.
public struct PreparedPoints: Sendable {
  public let points: [ResolvedPoint]
  /// Why a point has no forecast whatever the coefficients: the deployment cannot be, or does not
  /// fit in memory.
  public let refusals: [String?]
  /// The contexts that occur; coefficients need values for these only.
  public let contexts: [Coefficients.Context]
  /// Position in ``contexts`` of the deployment of a point.
  public let contextOfPoint: [Int]

  fileprivate struct Prepared {
    var forecaster: Forecaster
    var geometry: StepGeometry
    var designPower: Watts
    var context: Int
  }

  private let deployments: [Prepared]
  private let deploymentOfPoint: [Int]

  /// - Parameters:
  ///   - engines: the engines to suggest from where one does not run on a device.
  ///   - coefficients: any; they are replaced at every evaluation.
  public init(_ points: [ResolvedPoint], engines: [Engine], coefficients: Coefficients) {
    self.points = points
    var deployments: [Prepared] = []
    var places: [Deployment: Int] = [:]
    var contexts: [Coefficients.Context] = []
    var contextPlaces: [Coefficients.Context: Int] = [:]
    var refusals: [String?] = []
    var deploymentOfPoint: [Int] = []
    for point in points {
      let place: Int
      if let known = places[point.deployment] {
        place = known
      } else {
        let context = StepModel.context(point.deployment).published
        let contextPlace = contextPlaces[context] ?? contexts.count
        if contextPlace == contexts.count {
          contexts.append(context)
          contextPlaces[context] = contextPlace
        }
        let forecaster = Forecaster(
          point.deployment, inventory: ParameterInventory(point.deployment.model),
          values: context.values(coefficients))
        place = deployments.count
        places[point.deployment] = place
        deployments.append(
          Prepared(
            forecaster: forecaster,
            geometry: StepGeometry(
              point.deployment, inventory: forecaster.inventory,
              weights: forecaster.memory.modelBytes),
            designPower: point.deployment.accelerator.power ?? .zero, context: contextPlace))
      }
      deploymentOfPoint.append(place)
      refusals.append(Self.refusal(point, deployments[place].forecaster, engines: engines))
    }
    self.refusals = refusals
    self.deployments = deployments
    self.deploymentOfPoint = deploymentOfPoint
    self.contexts = contexts
    contextOfPoint = deploymentOfPoint.map { deployments[$0].context }
  }

  /// The forecasts of all points in their order, `nil` where one is refused.
  public func forecasts(_ coefficients: Coefficients) -> [Double?] {
    forecasts { contexts[$0].values(coefficients) }
  }

  /// The forecasts under values that a fit holds itself: one set for each of ``contexts``.
  public func forecasts(_ values: (Int) -> ContextValues) -> [Double?] {
    let byContext = contexts.indices.map(values)
    let forecasters = deployments.map { $0.forecaster(byContext[$0.context]) }
    return points.indices.map { index in
      guard refusals[index] == nil else { return nil }
      return checked(points[index].forecast(forecasters[deploymentOfPoint[index]]))
    }
  }

  /// The forecast of one point under values of its own, for fits that tell points of a context
  /// apart (by device, era, flash attention).
  public func forecast(_ index: Int, _ values: ContextValues) -> Double? {
    guard refusals[index] == nil else { return nil }
    return checked(
      points[index].forecast(deployments[deploymentOfPoint[index]].forecaster(values)))
  }

  private func checked(_ forecast: Double?) -> Double? {
    forecast.flatMap { $0.isFinite && $0 > 0 ? $0 : nil }
  }

  /// What no coefficient changes: a deployment that cannot be, or does not fit.
  private static func refusal(
    _ point: ResolvedPoint, _ forecaster: Forecaster, engines: [Engine]
  ) -> String? {
    do throws(DeploymentError) {
      try point.deployment.check(engines: engines)
    } catch {
      return error.description
    }
    // A memory row asks how much it takes, not whether there is enough.
    if case .resident = point.load { return nil }
    if forecaster.memory.largestBatch(tokens: point.workload.contextTokens) < 1 {
      return "not one request fits in memory"
    }
    return nil
  }
}

extension PreparedPoints.Prepared {
  fileprivate func forecaster(_ values: ContextValues) -> Forecaster {
    var forecaster = forecaster
    forecaster.steps = StepModel(geometry, values.steps)
    forecaster.busyPower = designPower * values.busyPower
    forecaster.decodePower = designPower * values.decodePower
    forecaster.idlePower = designPower * values.idlePower
    return forecaster
  }
}
