import Catalog
import PerformanceModel
import PlanSearch

/// The question in every setting in which people deploy: by kind of hardware at its own load, and by
/// place from development to a large service, each beside what the documents advise.
public struct Survey: Sendable {
  public var entries: [Entry]

  /// A setting with the plan that is best in it.
  public struct Entry: Sendable {
    public var setting: DeploymentSetting
    /// Requests a second that it was planned for.
    public var rate: Double
    /// `nil` where nothing in it meets the question.
    public var plan: PlanDetail?
  }
}

/// Plans a question in settings: new sizes and prices, no new forecasts.
struct Surveyor {
  let question: PlanQuestion
  let outcome: CandidateSearch.Outcome
  let search: CandidateSearch
  /// The offers of a changed question.
  let offers: (PlanQuestion) -> OfferBook

  func survey(_ settings: [DeploymentSetting]) -> Survey {
    Survey(
      entries: settings.map { setting in
        Survey.Entry(
          setting: setting, rate: setting.rate ?? question.traffic.peakRate, plan: best(in: setting)
        )
      })
  }

  private func best(in setting: DeploymentSetting) -> PlanDetail? {
    var changed = question
    changed.count = 1
    // A setting says what a load costs in it; whether that is too much was asked of another.
    changed.monthlyBudget = nil
    changed.purchaseBudget = nil
    if let rate = setting.rate {
      changed.traffic = question.traffic.scaled(rate / question.traffic.peakRate)
    }
    if !setting.payments.isEmpty {
      changed.payments.formIntersection(setting.payments.compactMap(Payment.init(rawValue:)))
    }
    if let provider = setting.provider {
      guard question.providers?.contains(provider) ?? true else { return nil }
      changed.providers = [provider]
    }
    var some = outcome
    if !setting.kinds.isEmpty {
      some.capabilities.removeAll { !setting.kinds.contains($0.deployment.accelerator.kind) }
      changed.services = []
    }
    let book = offers(changed)
    return PlanSelection.best(some, changed, book).flatMap {
      PlanDetails(changed, some, book, search).detail($0)
    }
  }
}
