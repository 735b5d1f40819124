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

  public enum Scope: String, CaseIterable, Sendable {
    case global, architecture, engine, precision, interconnect
  }

  /// One row of the file.
  public struct Row: Hashable, Sendable {
    public var term: Term
    public var scope: Scope
    public var key: String
    public var value: Double
    public var unit: String
    public var provenance: Provenance
  }

  /// What applies to a deployment.
  public struct Context: Hashable, Sendable {
    public var architecture: String
    public var engine: String
    public var precision: String
    public var interconnect: String

    public init(
      architecture: String, engine: String, precision: String, interconnect: String = ""
    ) {
      self.architecture = architecture
      self.engine = engine
      self.precision = precision
      self.interconnect = interconnect
    }
  }

  public let rows: [Row]

  /// Reads the coefficients; a user's row replaces the built-in one of its term, scope and key.
  public init(_ files: CatalogFiles) throws(CatalogError) {
    try self.init(tables: files.tables(.coefficients))
  }

  /// Reads tables of which later ones go over earlier ones.
  init(tables: [CSVTable]) throws(CatalogError) {
    var rows: [Row] = []
    for table in tables {
      for row in table.rows {
        guard let term = try row.choice("term", Term.self) else {
          throw row.unacceptable("term", Term.allCases.map(\.rawValue).joined(separator: ", "))
        }
        guard let value = try row.number("value"), value > 0 else {
          throw row.unacceptable("value", "a number above 0")
        }
        let read = Row(
          term: term, scope: try row.choice("scope", Scope.self) ?? .global, key: row["key"] ?? "",
          value: value, unit: row["unit"] ?? "", provenance: row.provenance())
        rows.removeAll { $0.term == read.term && $0.scope == read.scope && $0.key == read.key }
        rows.append(read)
      }
    }
    for term in Term.allCases
    where !rows.contains(where: { $0.term == term && $0.scope == .global }) {
      throw .unreadable(
        path: CatalogFile.coefficients.rawValue, reason: "no global row for '\(term.rawValue)'")
    }
    self.rows = rows
  }

  /// The rows of a term that apply, the global one first.
  public func rows(_ term: Term, _ context: Context) -> [Row] {
    rows.filter { row in
      guard row.term == term else { return false }
      switch row.scope {
      case .global: return true
      case .architecture: return row.key == context.architecture
      case .engine: return row.key == context.engine
      case .precision: return row.key == context.precision
      case .interconnect: return row.key == context.interconnect
      }
    }
  }

  /// The value of a term: the product of its rows, shares held below the hardware's bound.
  public func value(_ term: Term, _ context: Context) -> Double {
    let product = rows(term, context).reduce(1) { $0 * $1.value }
    return term.isShare ? min(product, Self.largestShare) : product
  }

  /// No device streams or multiplies at its full peak: refresh, scheduling and clock margins.
  static let largestShare = 0.95
}
