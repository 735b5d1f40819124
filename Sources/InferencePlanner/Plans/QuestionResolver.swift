import Catalog
import ModelFiles
import PerformanceModel
import PlanSearch
import Quality
import Quantities
import StructuredText

/// Turns the names of a plan's request into a question, and says what it had to assume.
struct QuestionResolver {
  let catalog: Catalog
  let quality: Quality
  let useCases: [UseCase]
  let prices: [APIPrice]

  struct Resolution {
    var question: PlanQuestion
    var task: TaskDescription?
    var floor: QualityFloorWords?
    var assumptions: [String]
  }

  func resolve(
    _ request: PlanRequest, floor given: QualityFloorWords? = nil
  ) throws(PlannerError) -> Resolution {
    guard request.task != nil || request.model != nil else {
      throw .fields("state what it is for (task) or which model (model)")
    }
    var assumptions: [String] = []
    let task = try request.task.map { name throws(PlannerError) in
      try self.task(name)
    }
    let useCase = request.task.flatMap { name in
      (try? UseCase.find(name, among: useCases)) ?? useCases.first { $0.task == task?.id }
    }
    let workload = try self.workload(request, useCase, &assumptions)
    let levels = self.levels(request, useCase, &assumptions)
    let traffic = self.traffic(request, &assumptions)
    let payments = self.payments(request)
    var floor = given
    if floor == nil {
      floor = try self.floor(request, task, &assumptions)
    }
    var excluded: [Constraint: Int] = [:]
    let models = try self.models(request, task: task, floor: floor, workload, &excluded)
    let hardware = try self.hardware(request)
    var engines = try request.engines.map { names throws(PlannerError) in
      try Set(
        names.map { name throws(PlannerError) in
          try PlannerError.fromCatalog { () throws(CatalogError) in try catalog.engine(name).id }
        })
    }
    if engines == nil, request.expertise == .limited {
      engines = Set(catalog.engines.filter { !$0.needsExpertise }.map(\.id))
      assumptions.append("no engine that has to be built for each model (expertise limited)")
    }
    switch request.infrastructure {
    case .none: assumptions.append("nobody runs machines (infrastructure none): services only")
    case .basic: assumptions.append("no servers of one's own (infrastructure basic)")
    case .advanced: break
    }
    let isInHand = request.hardware != nil
    var question = PlanQuestion(
      workload: workload, traffic: traffic, levels: levels, monthlyBudget: request.budget,
      purchaseBudget: request.purchaseBudget, models: models, excludedModels: excluded,
      services: payments.contains(.api)
        ? services(request, task: task, floor: floor, workload) : [],
      hardware: hardware, engines: engines, payments: payments,
      providers: try providers(request), region: request.region,
      availability: request.availability, hoursPerMonth: request.hoursPerMonth ?? 730,
      preference: request.prefer ?? (isInHand ? .quality : .balanced), count: request.plans)
    question.levelsAreStated = !request.levels.isEmpty
    question.housesServers = request.infrastructure == .advanced
    if let confidence = request.confidence { question.confidence = confidence }
    return Resolution(
      question: question, task: task, floor: floor, assumptions: assumptions)
  }

  /// The task that a name means: a task's, or a use case's.
  private func task(_ name: String) throws(PlannerError) -> TaskDescription {
    let meant = (try? UseCase.find(name, among: useCases))?.task ?? name
    return try PlannerError.fromCatalog { () throws(CatalogError) in
      do throws(CatalogError) {
        return try TaskDescription.find(meant, among: quality.tasks)
      } catch {
        throw .unknown(
          kind: "task", name: name,
          suggestions: NearestNames.suggestions(
            for: name,
            among: quality.tasks.flatMap { [$0.id] + $0.aliases }
              + useCases.flatMap { [$0.id] + $0.aliases }))
      }
    }
  }

  /// The floor that a text means on a task's scale.
  func floor(
    _ text: String, _ task: TaskDescription
  ) throws(CatalogError) -> QualityFloorWords {
    let floor = try quality.floor(text)
    let score = try quality.threshold(floor, task: task.task)
    let points = "\(Words.number(score)) of 100 in \(task.name.lowercased())"
    return switch floor {
    case .level(let name): QualityFloorWords(words: "\(name) (\(points))", score: score)
    case .score: QualityFloorWords(words: points, score: score)
    case .asGoodAs(let model):
      QualityFloorWords(words: "that of \(model) (\(points))", score: score)
    }
  }

  /// The highest level below a floor; `nil` where there is none.
  func nextLower(_ floor: QualityFloorWords, _ task: TaskDescription) -> QualityFloorWords? {
    quality.levels.filter { $0.task == task.task && $0.floor < floor.score - 0.5 }
      .max { $0.floor < $1.floor }
      .flatMap { try? self.floor($0.name, task) }
  }

  private static let usualLevel = "intermediate"

  private func workload(
    _ request: PlanRequest, _ useCase: UseCase?, _ assumptions: inout [String]
  ) throws(PlannerError) -> Workload {
    let input = request.input ?? useCase?.inputTokens ?? 1024
    let output = request.output ?? useCase?.outputTokens ?? 256
    if request.input == nil || request.output == nil {
      assumptions.append(
        "requests of \(input) tokens in and \(output) out"
          + (useCase.map { ", as in \($0.id) (\($0.provenance.source))" } ?? ""))
    }
    let cached = request.cachedInput ?? 0
    guard cached < input || cached == 0 else {
      throw .field(
        name: "cached_input", found: String(cached),
        accepted: "less than the input of \(input) tokens")
    }
    return Workload(
      inputTokens: Double(input), outputTokens: Double(output), cachedTokens: Double(cached))
  }

  /// What was asked for; where nothing was, what such a use is known to need.
  private func levels(
    _ request: PlanRequest, _ useCase: UseCase?, _ assumptions: inout [String]
  ) -> [ServiceLevel] {
    guard request.levels.isEmpty, let useCase else { return request.levels }
    let levels = [
      ServiceLevel(.ttft, share: 0.95, limit: useCase.timeToFirstToken.accepted),
      ServiceLevel(.tpot, share: 0.95, limit: useCase.timePerOutputToken.accepted),
    ]
    assumptions.append(
      "no latency was asked for: "
        + levels.map { "\($0.label) at most \(Words.time($0.limit))" }.joined(separator: ", ")
        + ", as such uses need (\(useCase.provenance.source))")
    return levels
  }

  private func traffic(_ request: PlanRequest, _ assumptions: inout [String]) -> Traffic {
    let rate: Double
    if let stated = request.rate {
      rate = stated
    } else {
      rate = 1.0 / 60
      assumptions.append("one request a minute: give --rate or --requests-per-hour")
    }
    return Traffic(
      peakRate: rate, meanRate: rate / request.peakFactor, variation: request.burstiness)
  }

  private func payments(_ request: PlanRequest) -> Set<Payment> {
    if request.hardware != nil { return [.inHand] }
    var payments = Set(request.payments ?? Payment.allCases).subtracting([.inHand])
    // Who names providers wants to rent or to be served.
    if request.payments == nil, request.providers != nil { payments.remove(.owned) }
    switch request.privacy {
    case .any: break
    case .ownMachines: payments.remove(.api)
    case .onPremises: payments.formIntersection([.owned])
    }
    if request.infrastructure == .none { payments.formIntersection([.api, .serverless]) }
    return payments
  }

  private func floor(
    _ request: PlanRequest, _ task: TaskDescription?, _ assumptions: inout [String]
  ) throws(PlannerError) -> QualityFloorWords? {
    guard let task else {
      guard request.quality == nil else {
        throw .fields("quality is measured by task: give task beside quality")
      }
      return nil
    }
    if let stated = request.quality {
      return try PlannerError.fromCatalog { () throws(CatalogError) in
        try self.floor(stated, task)
      }
    }
    // A model that was named was chosen; on hardware that is there the best is asked for.
    guard request.model == nil else { return nil }
    // The documents' "basic" is what models of 2023 reached: nobody is content with it by default.
    let usual = try PlannerError.fromCatalog { () throws(CatalogError) in
      try self.floor(request.hardware == nil ? Self.usualLevel : "basic", task)
    }
    assumptions.append("quality at least \(usual.words): change it with --quality")
    return usual
  }

  private func models(
    _ request: PlanRequest, task: TaskDescription?, floor: QualityFloorWords?,
    _ workload: Workload, _ excluded: inout [Constraint: Int]
  ) throws(PlannerError) -> [CandidateModel] {
    let formats = try request.weights.map { names throws(PlannerError) in
      try names.map { name throws(PlannerError) in
        try PlannerError.fromCatalog { () throws(CatalogError) in try catalog.weightFormat(name) }
      }
    }
    let kvTypes = try request.kvCache.map { names throws(PlannerError) in
      try names.map { name throws(PlannerError) in
        try PlannerError.fromCatalog { () throws(CatalogError) in try catalog.kvType(name) }
      }
    }
    if let source = request.model {
      let architecture: ModelArchitecture
      switch source {
      case .named(let name):
        do throws(CatalogError) { architecture = try catalog.model(name) } catch {
          // It may be sold by the token and not to be had otherwise.
          guard !services(named: name).isEmpty else { throw .catalog(error) }
          return []
        }
      case .file(let path):
        do throws(ModelFileError) { architecture = try ModelFile.load(path).architecture } catch {
          throw .modelFile(error)
        }
      }
      return [
        candidate(
          architecture, task: task, floor: floor, formats: formats, kvTypes: kvTypes,
          isNamed: true, &excluded)
      ]
    }
    let all = catalog.models.map {
      candidate(
        $0, task: task, floor: floor, formats: formats, kvTypes: kvTypes, isNamed: false,
        &excluded)
    }
    return CandidateModel.undominated(all.filter { !$0.formats.isEmpty })
  }

  /// A model with the formats in which it is good enough.
  private func candidate(
    _ model: ModelArchitecture, task: TaskDescription?, floor: QualityFloorWords?,
    formats: [WeightFormat]?, kvTypes: [TensorType]?, isNamed: Bool,
    _ excluded: inout [Constraint: Int]
  ) -> CandidateModel {
    let native = catalog.weightFormats.first { $0.id == model.nativeWeightFormat }
    // A checkpoint that was published in few bits is quantised no further.
    let isSmall = native.map { $0.compute != .fp16 || $0.id.contains("4") } ?? false
    let admitted =
      formats
      ?? catalog.weightFormats.filter { format in
        if format.id == model.nativeWeightFormat { return true }
        if isSmall, format.family == .plain { return false }
        return format.advised != nil || (format.compute == .fp4 && format.family == .plain)
      }
    let usual = catalog.tensorTypes.filter { $0.id == "F16" || $0.id == "FP8" }
    var kept: [CandidateModel.Candidate] = []
    for format in admitted {
      let score = task.flatMap { quality.score(model: model.id, format: format.id, task: $0.task) }
      if let floor {
        guard let score else {
          excluded[.unknownQuality, default: 0] += 1
          continue
        }
        guard score.value >= floor.score else {
          excluded[.quality, default: 0] += 1
          continue
        }
      }
      let types = kvTypes ?? usual.filter { $0.id == "F16" || format.family == .plain }
      kept.append(.init(format: format, kvTypes: types, quality: score))
    }
    return CandidateModel(architecture: model, formats: kept, isNamed: isNamed)
  }

  /// What is sold by the token and good enough; of several sellers of one model all.
  private func services(
    _ request: PlanRequest, task: TaskDescription?, floor: QualityFloorWords?,
    _ workload: Workload
  ) -> [CandidateService] {
    guard request.privacy == .any else { return [] }
    let candidates: [APIPrice]
    if case .named(let name)? = request.model {
      candidates = services(named: name)
    } else if request.model == nil {
      candidates = prices
    } else {
      return []
    }
    return candidates.compactMap { price in
      guard price.mode == nil || price.mode == "chat" || price.mode == "responses",
        !price.isListedAtZero, price.deprecation == nil,
        price.contextTokens.map({ workload.contextTokens <= Double($0) }) ?? true,
        price.maximumOutputTokens.map({ workload.outputTokens <= Double($0) }) ?? true,
        request.providers.map({ names in
          names.contains { NearestNames.folded($0) == NearestNames.folded(price.provider) }
        }) ?? true
      else { return nil }
      let score = task.flatMap { quality.score(model: price.id, task: $0.task) }
      if let floor {
        guard let score, score.value >= floor.score else { return nil }
      }
      return CandidateService(price: price, quality: score)
    }
  }

  /// The API prices of a model that a person names.
  private func services(named name: String) -> [APIPrice] {
    let wanted = NearestNames.folded(
      name.lastIndex(of: "/").map { String(name[name.index(after: $0)...]) } ?? name)
    guard !wanted.isEmpty else { return [] }
    return prices.filter { price in
      let own = price.id.utf8.split(whereSeparator: {
        $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: ":")
      }).last
      return own.map { NearestNames.folded(String(Substring($0))) == wanted } ?? false
    }
  }

  private func hardware(_ request: PlanRequest) throws(PlannerError) -> HardwareChoice {
    if let text = request.hardware {
      let (count, name) = DeploymentResolver.counted(text)
      let device = try PlannerError.fromCatalog { () throws(CatalogError) in
        try catalog.accelerator(name)
      }
      return .inHand(device, count: count ?? 1)
    }
    guard let names = request.accelerators else { return .any }
    return .among(
      try names.map { name throws(PlannerError) in
        try PlannerError.fromCatalog { () throws(CatalogError) in try catalog.accelerator(name) }
      })
  }

  /// Providers as their offers spell them.
  private func providers(_ request: PlanRequest) throws(PlannerError) -> Set<String>? {
    guard let names = request.providers else { return nil }
    let (rentals, workers) = try PlannerError.fromCatalog { () throws(CatalogError) in
      (try Rental.load(catalog.files), try ServerlessOffer.load(catalog.files))
    }
    let known = Set(rentals.map(\.provider) + workers.map(\.provider) + prices.map(\.provider))
    var found: Set<String> = []
    for name in names {
      let matches = known.filter { NearestNames.folded($0) == NearestNames.folded(name) }
      guard !matches.isEmpty else {
        throw .catalog(
          .unknown(
            kind: "provider", name: name,
            suggestions: NearestNames.suggestions(for: name, among: known)))
      }
      found.formUnion(matches.map { $0.lowercased() })
    }
    return found
  }
}

extension CandidateModel {
  /// The models of which no other is at least as good in every format and no larger in weights and
  /// in what a token visits: a larger model that scores less has nothing to offer.
  static func undominated(_ models: [CandidateModel]) -> [CandidateModel] {
    struct Size {
      var total: Double
      var active: Double
      var quality: Double
    }
    let sizes = models.map { model in
      let inventory = ParameterInventory(model.architecture)
      return Size(
        total: inventory.total, active: inventory.activeTotal,
        quality: model.formats.compactMap { $0.quality?.value }.max() ?? 0)
    }
    return models.indices.filter { index in
      let own = sizes[index]
      return !sizes.indices.contains { other in
        guard other != index else { return false }
        let rival = sizes[other]
        guard rival.total <= own.total, rival.active <= own.active, rival.quality >= own.quality
        else { return false }
        // Of equals the first stays.
        return rival.total < own.total || rival.active < own.active
          || rival.quality > own.quality || other < index
      }
    }.map { models[$0] }
  }
}
