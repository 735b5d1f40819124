import Catalog
import PerformanceModel
import Quantities
import ServingSimulator

extension Simulator {
  /// The settings of a run with what files and catalogs say of its engine: measured step times, the
  /// model that drafts, the link to the host.
  func engineSettings(
    _ request: SimulateRequest, _ asked: EstimateRequest, _ estimate: Estimate,
    _ assumptions: inout [String]
  ) throws(PlannerError) -> SimulationSettings {
    var settings = request.settings
    if let path = request.profile {
      let profile = try Self.profile(path)
      settings.profile = profile
      assumptions.append(
        "steps take what \(profile.points) measured ones of \(path) say; devices work in all of a step"
      )
    }
    if let drafts = request.drafts {
      settings.speculation = try speculation(drafts, asked, estimate, &assumptions)
    }
    if let swap = request.swap {
      settings.swapping = try swapping(swap, estimate.deployment, &assumptions)
    }
    return settings
  }

  private static func profile(_ path: String) throws(PlannerError) -> MeasuredProfile {
    let bytes = try RequestFile.bytes(path: path)
    do throws(ProfileError) {
      return try MeasuredProfile(bytes: bytes, name: path)
    } catch {
      throw .profile(error)
    }
  }

  private func speculation(
    _ drafts: SimulateRequest.Drafts, _ asked: EstimateRequest, _ estimate: Estimate,
    _ assumptions: inout [String]
  ) throws(PlannerError) -> Speculation {
    guard let name = drafts.model else {
      assumptions.append(
        "drafts are looked up (n-grams of the prompt) and cost the devices nothing")
      return Speculation(draftTokens: drafts.tokens, acceptance: drafts.acceptance)
    }
    var draft = asked
    draft.model = .named(name)
    draft.weights = nil
    draft.engine = estimate.deployment.engine.id
    let other = try estimator.estimate(draft)
    assumptions.append(
      "\(other.deployment.model.id) drafts, in \(other.deployment.weightFormat.name), on the same "
        + "devices")
    return Speculation(
      draftTokens: drafts.tokens, acceptance: drafts.acceptance, draft: other.forecaster)
  }

  private func swapping(
    _ swap: SimulateRequest.Swap, _ deployment: Deployment, _ assumptions: inout [String]
  ) throws(PlannerError) -> Swapping {
    func assumption(_ key: String) throws(PlannerError) -> Double {
      try PlannerError.fromCatalog { () throws(CatalogError) in
        try Assumptions(estimator.catalog.files).required(key).value
      }
    }
    let link = deployment.accelerator.interconnect
    let known = link?.family == "pcie" ? link?.bandwidth : nil
    let usualRate = try assumption("host_link_gb_s") * 1e9
    let usualBytes = try assumption("swap_space_gb") * 1e9
    let rate = swap.bytesPerSecond ?? known ?? usualRate
    let bytes = swap.bytes ?? usualBytes
    if swap.bytesPerSecond == nil || swap.bytes == nil {
      assumptions.append(
        "preempted caches: up to \(Words.bytes(Bytes(bytes))) on the host of each device, over "
          + "\(Words.number(rate / 1e9)) GB/s" + (known != nil ? " (\(link?.name ?? ""))" : ""))
    }
    return Swapping(bytes: bytes, bytesPerSecond: rate)
  }
}
