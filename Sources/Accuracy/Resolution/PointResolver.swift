import Catalog
import PerformanceModel
import Quantities
import StructuredText

/// Turns rows of published measurements into questions to the forecaster, under the conditions that
/// each row states.
///
/// How sources spell engines, devices, models and formats, and what their figures mean, is data:
/// `runtime_aliases.csv`, `hardware_aliases.csv`, `precision_aliases.csv`,
/// `measured_model_aliases.csv`, `reference_models.csv`, `measurement_rules.csv`.
public struct PointResolver {
  let catalog: Catalog
  let hardware: HardwareSpellings
  let models: ModelSpellings
  let runtimes: AliasTable
  let precisions: AliasTable
  let rules: MeasurementRules

  // Thousands of rows name the same few things.
  private var knownHardware: [String: Result<Accelerator, Skipped>] = [:]
  private var knownModels: [String: Result<ModelSpellings.Answer, Skipped>] = [:]
  private var knownRuntimes: [String: Result<Engine, Skipped>] = [:]

  public init(_ files: CatalogFiles) throws(CatalogError) {
    catalog = try Catalog(files)
    hardware = try HardwareSpellings(catalog)
    models = try ModelSpellings(catalog)
    runtimes = try AliasTable(files, .runtimeAliases)
    precisions = try AliasTable(files, .precisionAliases)
    rules = try MeasurementRules(files)
  }

  /// The engines of the catalogs, to suggest from where one does not run on a device.
  public var engines: [Engine] { catalog.engines }

  /// The questions that a row answers: none of them empty.
  public mutating func resolve(_ point: MeasuredPoint) -> Result<[ResolvedPoint], Skipped> {
    do throws(Skipped) {
      return .success(try questions(point))
    } catch {
      return .failure(error)
    }
  }

  private mutating func questions(_ point: MeasuredPoint) throws(Skipped) -> [ResolvedPoint] {
    let reading = rules.reading(point)
    if let reason = reading.reason(.skip) { throw Skipped(reason) }
    let engine = try knownEngine(point).get()
    let spelling = point.hardware.isEmpty ? reading.text(.assumeHardware) : point.hardware
    guard let spelling else { throw Skipped("hardware not stated") }
    let device = try knownDevice(spelling).get()
    let answer = try knownModel(point).get()
    var assumptions = [answer.assumption].compactMap { $0 }
    let format = try format(point, engine: engine, model: answer.model, &assumptions)
    let layout = try ReplicaLayout(
      point, reading: reading, engine: engine, model: answer.model, device: device, format: format)
    assumptions += layout.assumptions

    var deployment = Deployment(
      model: answer.model, weightFormat: format, kvType: try kvType(point, reading, format),
      engine: engine, accelerator: device, parallelism: layout.parallelism)
    deployment.measuredWeights = statedWeights(point, deployment)
    let reader = QuestionReader(
      point: point, reading: reading, layout: layout, deployment: deployment,
      assumptions: assumptions)
    let found = try reader.questions()
    guard !found.isEmpty else {
      throw Skipped("no figure that is forecast, or its lengths unknown")
    }
    return found
  }

  private mutating func knownEngine(_ point: MeasuredPoint) -> Result<Engine, Skipped> {
    let key = point.runtime + "\n" + (point.runtimeVersion ?? "")
    if let known = knownRuntimes[key] { return known }
    let found = Result { () throws(Skipped) in try engine(point) }
    knownRuntimes[key] = found
    return found
  }

  private mutating func knownDevice(_ spelling: String) -> Result<Accelerator, Skipped> {
    if let known = knownHardware[spelling] { return known }
    let found = hardware.accelerator(spelling)
    knownHardware[spelling] = found
    return found
  }

  private mutating func knownModel(
    _ point: MeasuredPoint
  ) -> Result<ModelSpellings.Answer, Skipped> {
    let key = point.model + "\n" + (point.parameters.map { String($0) } ?? "")
    if let known = knownModels[key] { return known }
    let found = models.model(point.model, parameters: point.parameters)
    knownModels[key] = found
    return found
  }

  private func engine(_ point: MeasuredPoint) throws(Skipped) -> Engine {
    guard !point.runtime.isEmpty else { throw Skipped("runtime not stated") }
    let version = point.runtimeVersion.map { " " + $0 } ?? ""
    guard let row = runtimes.row(point.runtime + version) ?? runtimes.row(point.runtime) else {
      throw Skipped("runtime not in runtime_aliases.csv: \(point.runtime)")
    }
    guard let id = row["engine"] else { throw Skipped(row["reason"] ?? "runtime not modelled") }
    guard var engine = catalog.engines.first(where: { $0.id == id }) else {
      throw Skipped("runtime_aliases.csv names an unknown engine: \(id)")
    }
    if let rows = row["logits_rows"].flatMap(Engine.MemoryPolicy.LogitsRows.init(rawValue:)) {
      engine.memory.logitsRows = rows
    }
    if let copies = row["logits_copies"].flatMap({ Double($0) }) {
      engine.memory.logitsCopies = copies
    }
    engine.variant = row["variant"]
    return engine
  }

  /// The catalog's format that is nearest to what the row states, in a family the engine reads.
  private func format(
    _ point: MeasuredPoint, engine: Engine, model: ModelArchitecture, _ assumptions: inout [String]
  ) throws(Skipped) -> WeightFormat {
    let readsGGUF = engine.weightFamilies.first == .gguf
    var text = point.weights
    if text == nil {
      // NVIDIA's MLPerf engines were FP8; other blanks are the publisher's own format.
      let isMLPerf = point.source.hasPrefix("MLPerf")
      text = readsGGUF ? "gguf-q4_k_m" : isMLPerf ? "fp8" : model.nativeWeightFormat
      assumptions.append("weights in \(text ?? "")")
    }
    guard let text else { throw Skipped("weight format not stated") }
    // gpt-oss is published in MXFP4: "nvfp4" in a table of FP4 devices means those weights, and
    // a GGUF of it in "F16" keeps the experts as they are.
    if model.nativeWeightFormat == "mxfp4" {
      if text == "nvfp4" || text == "fp4" { return try format(id: "mxfp4") }
      if text == "gguf-f16" || text == "gguf-bf16" { return try format(id: "gguf-mxfp4") }
    }
    if let row = precisions.row(text) {
      guard let id = readsGGUF ? row["gguf"] : row["plain"] ?? row["gguf"] else {
        throw Skipped("weight format not in the catalogs: \(text)")
      }
      if row["source"]?.contains("nearest") == true { assumptions.append("\(text) as \(id)") }
      return try format(id: id)
    }
    guard let found = try? catalog.weightFormat(text) else {
      throw Skipped("weight format not in the catalogs: \(text)")
    }
    return found
  }

  private func format(id: String) throws(Skipped) -> WeightFormat {
    guard let format = catalog.weightFormats.first(where: { $0.id == id }) else {
      throw Skipped("precision_aliases.csv names an unknown format: \(id)")
    }
    return format
  }

  /// The type of the KV cache, FP16 where nothing says otherwise.
  private func kvType(
    _ point: MeasuredPoint, _ reading: MeasurementRules.Reading, _ format: WeightFormat
  ) throws(Skipped) -> TensorType {
    var name = "fp16"
    switch point.kvCache?.lowercased() {
    // Two types at once: the wider one.
    case let text? where text.hasPrefix("k "): break
    case "u4": name = "q4_0"
    case let text?: name = text
    case nil:
      let isLow = format.compute == .fp8 || format.compute == .fp4
      if isLow, let stated = reading.text(.assumeKV) { name = stated }
    }
    guard let type = try? catalog.kvType(name) else {
      throw Skipped("KV cache type not in the catalogs: \(name)")
    }
    return type
  }

  /// Weights scaled to the size that the row states, where it is not far from the format's own:
  /// mixes such as Unsloth's differ by a tenth from the nearest format.
  private func statedWeights(
    _ point: MeasuredPoint, _ deployment: Deployment
  ) -> PerRole<Double>? {
    guard deployment.weightFormat.family == .gguf,
      let stated = point.statedWeights ?? point.notes.statedWeights
    else { return nil }
    var bytes = deployment.weightFormat.bytes(
      ParameterInventory(deployment.model), of: deployment.model)
    let total = TensorRole.allCases.reduce(0) { $0 + bytes[$1] }
    guard total > 0, (0.75...1.33).contains(stated / total) else { return nil }
    for role in TensorRole.allCases { bytes[role] *= stated / total }
    return bytes
  }
}
