import Catalog
import ModelFiles
import PerformanceModel
import Quantities

/// Turns the names of a request into a deployment, and says what it had to assume. Nothing of it
/// depends on the request's workload or costs (see ``EstimateRequest/deploymentPart``).
struct DeploymentResolver {
  let catalog: Catalog
  let prices: PriceTables

  /// A deployment and the assumptions and warnings that led to it.
  struct Resolution {
    var deployment: Deployment
    /// Choices that the request left open.
    var assumptions: [String] = []
    /// What the files of its model left open.
    var warnings: [String] = []
  }

  func resolve(_ request: EstimateRequest) throws(PlannerError) -> Resolution {
    var assumptions: [String] = []
    let loaded = try model(request.model)
    let (accelerator, counted) = try self.accelerator(request)
    let (format, engine) = try formatAndEngine(
      request, loaded: loaded, accelerator: accelerator, assumptions: &assumptions)
    let kvType: TensorType
    if let name = request.kvCache {
      kvType = try PlannerError.fromCatalog { () throws(CatalogError) in try catalog.kvType(name) }
    } else {
      // ModelOpt's FP8 and FP4 checkpoints say which cache they were calibrated for.
      let native = loaded.kvCacheFormat ?? "fp16"
      kvType = try PlannerError.fromCatalog { () throws(CatalogError) in try catalog.kvType(native)
      }
    }
    let parallelism = try self.parallelism(
      request, counted: counted, engine: engine, model: loaded.architecture,
      assumptions: &assumptions)
    let deployment = Deployment(
      model: loaded.architecture, weightFormat: format,
      measuredWeights: request.weights == nil ? loaded.exactWeights?.bytes : nil,
      kvType: kvType, engine: engine, accelerator: accelerator, parallelism: parallelism,
      settings: EngineSettings(
        memoryFraction: request.memoryFraction, maximumSequences: request.maximumSequences,
        maximumBatchedTokens: request.maximumBatchedTokens))
    do throws(DeploymentError) {
      try deployment.check(engines: catalog.engines)
    } catch {
      throw .deployment(error)
    }
    return Resolution(deployment: deployment, assumptions: assumptions, warnings: loaded.warnings)
  }

  /// The model of a name or a file.
  private func model(_ source: EstimateRequest.ModelSource) throws(PlannerError) -> LoadedModel {
    switch source {
    case .named(let name):
      do throws(CatalogError) {
        let model = try catalog.model(name)
        return LoadedModel(architecture: model, weightFormat: model.nativeWeightFormat)
      } catch {
        throw isOffered(name) ?? .catalog(error)
      }
    case .file(let path):
      do throws(ModelFileError) { return try ModelFile.load(path) } catch {
        throw .modelFile(error)
      }
    }
  }

  /// The error for a model that is sold by the token and not to be had otherwise; `nil` where no
  /// API goes by that name.
  private func isOffered(_ name: String) -> PlannerError? {
    let wanted = NearestNames.folded(name)
    guard let prices = try? prices.apiPrices() else { return nil }
    let offers = prices.filter { price in
      // `provider/model` and `provider:model` both end in the model's own name.
      let own = price.id.split(whereSeparator: { "/:".contains($0) }).last ?? ""
      return !wanted.isEmpty && NearestNames.folded(String(own)) == wanted
    }
    guard !offers.isEmpty else { return nil }
    return .apiOnly(
      model: name,
      offers: offers.prefix(3).map { offer in
        func dollars(_ amount: USDollars?) -> String { amount.map(Words.money) ?? "unknown" }
        return "\(offer.id): \(dollars(offer.input)) in, \(dollars(offer.output)) out per million "
          + "tokens, \(offer.provenance.date)"
      })
  }

  /// The device of a request and how many of it the name counts ("2x RTX 4090").
  private func accelerator(
    _ request: EstimateRequest
  ) throws(PlannerError) -> (device: Accelerator, counted: Int?) {
    let (count, name) = Self.counted(request.hardware)
    if let count, let devices = request.devices, count != devices {
      throw .fields(
        "hardware counts \(count) devices and devices says \(devices); give the number once")
    }
    var device = try PlannerError.fromCatalog { () throws(CatalogError) in
      try catalog.accelerator(name)
    }
    if let memory = request.memory {
      device.labelMemory = memory
      device.visibleMemory = memory
      device.isMemoryAssumed = false
    }
    return (device, count ?? request.devices)
  }

  /// Takes "2x RTX 4090" or "8×H100" apart.
  static func counted(_ text: String) -> (count: Int?, name: String) {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let rest = text.dropFirst(digits.count).drop { $0 == " " }
    guard let count = Int(digits), (1...100_000).contains(count), let mark = rest.first,
      "xX×*".contains(mark)
    else { return (nil, text) }
    let name = rest.dropFirst().drop { $0 == " " }
    return name.isEmpty ? (nil, text) : (count, String(name))
  }

  /// The weight format and the engine: as asked, else what belongs together on the platform.
  private func formatAndEngine(
    _ request: EstimateRequest, loaded: LoadedModel, accelerator: Accelerator,
    assumptions: inout [String]
  ) throws(PlannerError) -> (WeightFormat, Engine) {
    let platform = accelerator.platform
    let asked = try request.engine.map { name throws(PlannerError) in
      try PlannerError.fromCatalog { () throws(CatalogError) in try catalog.engine(name) }
    }
    var format = try request.weights.map { name throws(PlannerError) in
      try PlannerError.fromCatalog { () throws(CatalogError) in try catalog.weightFormat(name) }
    }
    if format == nil, case .file = request.model, let native = loaded.weightFormat {
      format = try PlannerError.fromCatalog { () throws(CatalogError) in
        try catalog.weightFormat(native)
      }
    }
    if format == nil, request.isCalculatorRequest {
      format = try PlannerError.fromCatalog { () throws(CatalogError) in
        try catalog.weightFormat("fp16")
      }
      assumptions.append("weights in FP16, as in the documents' own figures")
    }

    if let engine = asked ?? format.flatMap({ defaultEngine(accelerator, family: $0.family) })
      ?? defaultEngine(accelerator, family: nil)
    {
      if asked == nil {
        assumptions.append("engine \(engine.name): the usual one on \(platform) for such weights")
      }
      if let format { return (format, engine) }
      return (try defaultFormat(loaded, engine: engine, assumptions: &assumptions), engine)
    }
    throw .deployment(
      .engineDoesNotRun(
        engine: "no engine of the catalog", platform: platform, accelerator: accelerator.name,
        engines: []))
  }

  /// The engine to assume on a platform for a family of weights: one that was made for the family
  /// comes before one that also reads it.
  private func defaultEngine(_ device: Accelerator, family: WeightFormat.Family?) -> Engine? {
    let platform = device.platform
    let places = device.kind == .edge ? [platform + "-edge", platform] : [platform]
    func isUsual(_ engine: Engine, in place: String) -> Bool { engine.defaultOn.contains(place) }
    let there = catalog.engines.filter { $0.platforms.contains(platform) }
    let readers =
      family.map { family in there.filter { $0.weightFamilies.contains(family) } } ?? there
    // An engine that was made for the family comes before one that also reads it.
    let made = family.map { family in readers.filter { $0.weightFamilies.first == family } } ?? []
    for place in places {
      if let usual = (made.isEmpty ? readers : made).first(where: { isUsual($0, in: place) }) {
        return usual
      }
    }
    return made.first ?? readers.first
  }

  /// The publisher's own format where the engine reads it, else the engine's usual quantisation.
  private func defaultFormat(
    _ loaded: LoadedModel, engine: Engine, assumptions: inout [String]
  ) throws(PlannerError) -> WeightFormat {
    let native = loaded.weightFormat ?? loaded.architecture.nativeWeightFormat
    let id = engine.defaultFormat ?? native
    let format = try PlannerError.fromCatalog { () throws(CatalogError) in
      try catalog.weightFormat(id)
    }
    assumptions.append(
      "weights in \(format.name): "
        + (id == native ? "as published" : "the usual format of \(engine.name)"))
    return format
  }

  /// How the devices of a replica share the work.
  private func parallelism(
    _ request: EstimateRequest, counted: Int?, engine: Engine, model: ModelArchitecture,
    assumptions: inout [String]
  ) throws(PlannerError) -> Parallelism {
    let stated =
      request.tensorParallel != nil || request.pipelineParallel != nil
      || request.attentionDataParallel != nil
    var layout = Parallelism(
      tensor: request.tensorParallel ?? 1, pipeline: request.pipelineParallel ?? 1,
      attentionData: request.attentionDataParallel ?? 1,
      isExpertParallel: request.expertParallel)
    guard let devices = counted, devices != layout.devices else { return layout }
    guard !stated else {
      throw .fields(
        "\(devices) devices, but \(layout.label) takes \(layout.devices); "
          + "further devices are replicas (--replicas)")
    }
    if engine.supportsTensorParallelism {
      layout.tensor = devices
      assumptions.append("the \(devices) devices share every matrix (TP\(devices))")
    } else {
      layout.pipeline = devices
      assumptions.append("\(engine.name) splits the layers over the \(devices) devices")
    }
    return layout
  }

  /// What a careful reader should know about the rows behind a deployment, and about using it so.
  static func warnings(_ deployment: Deployment, _ request: EstimateRequest) -> [String] {
    var warnings: [String] = []
    let model = deployment.model, device = deployment.accelerator
    if model.isApproximate {
      warnings.append(
        "\(model.id): parts of this architecture are approximated"
          + (model.provenance.notes.map { " (\($0))" } ?? ""))
    }
    if model.provenance.verification == .fromMemory {
      warnings.append("\(model.id): the row is from memory, not from a file")
    }
    if device.provenance.verification == .fromMemory {
      warnings.append("\(device.name): the row is from a datasheet by memory")
    }
    if device.isMemoryAssumed {
      warnings.append(
        "\(device.name): memory is a typical machine's "
          + "(\(Int(device.labelMemory.gibibytes)) GB); give yours with --memory-gb")
    }
    let context = request.input + request.output
    if context > model.maximumContext {
      warnings.append(
        "\(context) tokens of context: \(model.id) was made for \(model.maximumContext)")
    }
    let wanted = deployment.weightFormat.compute
    if wanted != .fp16, wanted != .fp32, let rate = device.computeRate(wanted), rate.from != wanted
    {
      warnings.append(
        "\(device.name) has no \(wanted.rawValue.uppercased()) units faster than its "
          + "\(rate.from.rawValue.uppercased()): matrices are computed there")
    }
    return warnings
  }
}
