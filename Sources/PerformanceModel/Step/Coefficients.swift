import Catalog
import StructuredText

/// The efficiencies and overheads of the step function, as the coefficients file has them.
///
/// A term is a global value times the factors of whatever scopes apply: the hardware architecture,
/// the engine, the precision, the interconnect. An unseen device keeps the factors that are known.
public struct Coefficients: Hashable, Sendable {
  /// One quantity of the step function.
  public enum Term: String, CaseIterable, Sendable {
    /// Share of peak bandwidth at which weights stream.
    case weightBandwidth = "weight_bandwidth"
    /// Share of peak bandwidth at which the KV cache is read.
    case kvBandwidth = "kv_bandwidth"
    /// Share of the dense peak that large matrix products reach.
    case gemm
    /// Tokens in a step at which matrix products reach half of that.
    case gemmHalf = "gemm_half"
    /// Share of the dense peak in prefill attention.
    case attention
    /// Launch overhead of a layer, µs.
    case layerOverhead = "layer_overhead"
    /// Engine overhead of a step, ms.
    case stepOverhead = "step_overhead"
    /// Engine overhead of a sequence in a step, µs.
    case sequenceOverhead = "sequence_overhead"
    /// Admission of a request (tokenising, HTTP, scheduling), ms.
    case requestOverhead = "request_overhead"
    /// Latency of an all-reduce between two devices, µs.
    case collectiveLatency = "collective_latency"
    /// Share of link bandwidth that collectives reach.
    case collectiveBandwidth = "collective_bandwidth"
    /// Share of TDP drawn in compute-bound work, in decode, and when idle.
    case powerBusy = "power_busy"
    case powerDecode = "power_decode"
    case powerIdle = "power_idle"

    /// Places of the terms among all.
    fileprivate static let places = Dictionary(
      uniqueKeysWithValues: allCases.enumerated().map { ($1, $0) })

    /// The unit of a global row.
    public var unit: String {
      switch self {
      case .weightBandwidth, .kvBandwidth, .collectiveBandwidth: "share of peak bandwidth"
      case .gemm, .attention: "share of dense peak"
      case .gemmHalf: "tokens"
      case .layerOverhead, .sequenceOverhead, .collectiveLatency: "µs"
      case .stepOverhead, .requestOverhead: "ms"
      case .powerBusy, .powerDecode, .powerIdle: "share of TDP"
      }
    }

    /// Shares cannot exceed what the hardware has.
    var isShare: Bool {
      switch self {
      case .weightBandwidth, .kvBandwidth, .gemm, .attention, .collectiveBandwidth, .powerBusy,
        .powerDecode, .powerIdle:
        true
      default: false
      }
    }
  }

  /// What a factor is shared by.
  public enum Scope: String, CaseIterable, Sendable {
    case global, architecture, engine
    /// The precision in which matrices are multiplied.
    case precision
    case interconnect
    /// The weight format: what dequantisation costs.
    case format
    /// Dense models, mixtures of experts, latent attention.
    case kind
    /// An architecture under an engine: `hopper+vllm`.
    case pair
    /// A kind of model under an engine: `llama.cpp+experts`.
    case enginePair = "engine_kind"
    /// A line of releases that was slower than today's: `vllm-0.5`, `tensorrt-llm-0`.
    case release
    /// A relative of an engine with kernels of its own.
    case variant
    /// A device under an engine as its user measured it: `my-laptop+llama.cpp`.
    case machine
    /// A model in a format there: `my-laptop+llama.cpp+gemma-3-270m+cpu+gguf-q4_k_m`.
    case machineModel = "machine_model"

    /// Whether rows are a user's own, never fitted to published measurements.
    public var isLocal: Bool { self == .machine || self == .machineModel }
  }

  /// One row of the file.
  public struct Row: Hashable, Sendable {
    public var term: Term
    public var scope: Scope
    public var key: String
    public var value: Double
    public var unit: String
    public var provenance: Provenance

    public init(
      term: Term, scope: Scope, key: String, value: Double, unit: String, provenance: Provenance
    ) {
      self.term = term
      self.scope = scope
      self.key = key
      self.value = value
      self.unit = unit
      self.provenance = provenance
    }
  }

  /// What applies to a deployment.
  public struct Context: Hashable, Sendable {
    public var architecture: String
    public var engine: String
    public var precision: String
    public var interconnect: String
    public var format: String
    public var kind: String
    public var release: String
    public var variant: String
    /// The format whose kernels multiply: that of the unpacked copy where there is one.
    public var multipliedFormat: String
    /// Ids of the device and the model, which only a user's own measurements speak of; empty where
    /// those have no say.
    public var machine: String
    public var model: String

    public init(
      architecture: String, engine: String, precision: String, interconnect: String = "",
      format: String = "", kind: String = "dense", release: String = "", variant: String = "",
      multipliedFormat: String? = nil, machine: String = "", model: String = ""
    ) {
      self.architecture = architecture
      self.engine = engine
      self.precision = precision
      self.interconnect = interconnect
      self.format = format
      self.kind = kind
      self.release = release
      self.variant = variant
      self.multipliedFormat = multipliedFormat ?? format
      self.machine = machine
      self.model = model
    }

    /// The same, without a say for a user's own measurements.
    public var published: Context {
      var context = self
      context.machine = ""
      context.model = ""
      return context
    }

    /// The key under which rows of a scope apply to a term; `nil` where the scope says nothing here.
    public func key(_ scope: Scope, for term: Term) -> String? {
      let key =
        switch scope {
        case .global: ""
        case .architecture: architecture
        case .engine: engine
        case .precision: precision
        case .interconnect: interconnect
        case .format: term == .gemm ? multipliedFormat : format
        case .kind: kind
        case .pair: architecture + "+" + engine
        case .enginePair: engine + "+" + kind
        case .release: release
        case .variant: variant
        case .machine: machine.isEmpty ? "" : machine + "+" + engine
        case .machineModel:
          machine.isEmpty || model.isEmpty
            ? "" : "\(machine)+\(engine)+\(model)+\(format)"
        }
      return scope == .global || !key.isEmpty ? key : nil
    }
  }

  /// The rows in the order of the file.
  public let rows: [Row]
  private let index: [Place: Int]
  /// The scopes that have rows.
  private let scopes: [Scope]
  /// Of each of ``scopes``, the values under a key, one place a term.
  private let factors: [[String: [Double?]]]

  /// Where a row applies.
  private struct Place: Hashable {
    var term: Term
    var scope: Scope
    var key: String
  }

  /// Reads the coefficients; a user's row replaces the built-in one of its term, scope and key.
  /// - Parameter file: the fitted coefficients, or the priors from which a fit starts.
  public init(
    _ files: CatalogFiles, from file: CatalogFile = .coefficients
  ) throws(CatalogError) {
    try self.init(tables: files.tables(file))
  }

  /// Reads tables of which later ones go over earlier ones.
  public init(tables: [CSVTable]) throws(CatalogError) {
    var rows: [Row] = []
    for table in tables {
      for row in table.rows {
        guard let term = try row.choice("term", Term.self) else {
          throw row.unacceptable("term", Term.allCases.map(\.rawValue).joined(separator: ", "))
        }
        guard let value = try row.number("value"), value > 0 else {
          throw row.unacceptable("value", "a number above 0")
        }
        rows.append(
          Row(
            term: term, scope: try row.choice("scope", Scope.self) ?? .global,
            key: row["key"] ?? "", value: value, unit: row["unit"] ?? "",
            provenance: row.provenance()))
      }
    }
    self.init(rows: rows)
    for term in Term.allCases where index[Place(term: term, scope: .global, key: "")] == nil {
      throw .unreadable(
        path: CatalogFile.coefficients.rawValue, reason: "no global row for '\(term.rawValue)'")
    }
  }

  /// Takes rows as they are; of two for the same place the later one stands.
  public init(rows: [Row]) {
    var kept: [Row] = []
    var index: [Place: Int] = [:]
    for row in rows {
      let place = Place(term: row.term, scope: row.scope, key: row.key)
      if let position = index[place] {
        kept[position] = row
      } else {
        index[place] = kept.count
        kept.append(row)
      }
    }
    self.rows = kept
    self.index = index
    let found = Set(kept.map(\.scope))
    let scopes = Scope.allCases.filter(found.contains)
    self.scopes = scopes
    factors = scopes.map { scope in
      var ofKey: [String: [Double?]] = [:]
      for row in kept where row.scope == scope {
        guard let place = Term.places[row.term] else { continue }
        ofKey[row.key, default: Array(repeating: nil, count: Term.allCases.count)][place] =
          row.value
      }
      return ofKey
    }
  }

  /// The rows of a term that apply, the global one first.
  public func rows(_ term: Term, _ context: Context) -> [Row] {
    scopes.compactMap { scope in
      context.key(scope, for: term).flatMap { index[Place(term: term, scope: scope, key: $0)] }
        .map { rows[$0] }
    }
  }

  /// The value of a term: the product of its rows, shares held below the hardware's bound.
  public func value(_ term: Term, _ context: Context) -> Double {
    Self.bounded(term, rows(term, context).reduce(1) { $0 * $1.value })
  }

  /// The values of all terms in a context: what ``value(_:_:)`` has for each, found together.
  func values(_ context: Context) -> Values {
    var products = [Double](repeating: 1, count: Term.allCases.count)
    for (scope, ofKey) in zip(scopes, factors) {
      // The key depends on the term in one scope alone.
      let usual = context.key(scope, for: .attention).flatMap { ofKey[$0] }
      let gemm =
        scope == .format ? context.key(scope, for: .gemm).flatMap { ofKey[$0] } : usual
      for (place, term) in Term.allCases.enumerated() {
        if let factor = term == .gemm ? gemm?[place] : usual?[place] { products[place] *= factor }
      }
    }
    for (place, term) in Term.allCases.enumerated() {
      products[place] = Self.bounded(term, products[place])
    }
    return Values(values: products)
  }

  /// The values of all terms in one context, in the units of the file.
  struct Values {
    fileprivate var values: [Double]

    subscript(term: Term) -> Double { Term.places[term].map { values[$0] } ?? .nan }
  }

  /// Whether models have rows of a user's own.
  public var knowsModels: Bool { scopes.contains(.machineModel) }

  /// The rows of a user's own measurements that apply: the local profile.
  public func profile(_ context: Context) -> [Row] {
    guard scopes.contains(where: \.isLocal) else { return [] }
    return Term.allCases.flatMap { rows($0, context).filter(\.scope.isLocal) }
  }

  /// The row of one place: a factor, or with an empty key the global value; `nil` where there is
  /// none.
  public func row(_ term: Term, _ scope: Scope, key: String) -> Row? {
    index[Place(term: term, scope: scope, key: key)].map { rows[$0] }
  }

  /// A product of factors as the step function may use it.
  ///
  /// No device streams or multiplies at its full peak (refresh, scheduling, clock margins), so
  /// shares stop at 0.95, and none is as bad as a thousandth.
  public static func bounded(_ term: Term, _ product: Double) -> Double {
    term.isShare ? min(max(product, 0.001), 0.95) : product
  }
}
