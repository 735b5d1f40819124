import Catalog
import Glibc
import PerformanceModel

/// The unknowns of a fit: the logarithm of every row that a coefficients file could have for the
/// conditions that occur in the measurements.
struct CoefficientSpace {
  /// One unknown.
  struct Unknown: Hashable {
    var term: Coefficients.Term
    var scope: Coefficients.Scope
    var key: String
  }

  private(set) var unknowns: [Unknown] = []
  private var index: [Unknown: Int] = [:]
  /// Where the fit starts, and what the unknowns are pulled towards.
  private(set) var start: [Double] = []
  private let prior: Coefficients

  /// The terms that decide times; power is not fitted here.
  static let terms: [Coefficients.Term] = [
    .weightBandwidth, .kvBandwidth, .gemm, .gemmHalf, .attention, .layerOverhead, .stepOverhead,
    .sequenceOverhead, .requestOverhead, .collectiveLatency, .collectiveBandwidth,
  ]

  /// - Parameter prior: coefficients whose rows the fit starts from.
  init(prior: Coefficients) { self.prior = prior }

  /// The unknowns of each fitted term that apply in `context`, made where they are new.
  mutating func indices(_ context: Coefficients.Context) -> [[Int]] {
    Self.terms.map { term in
      Coefficients.Scope.allCases.compactMap { scope in
        guard Self.applies(scope, to: term), let key = context.key(scope, for: term) else {
          return nil
        }
        return self.index(Unknown(term: term, scope: scope, key: key))
      }
    }
  }

  private mutating func index(_ unknown: Unknown) -> Int {
    if let known = index[unknown] { return known }
    index[unknown] = unknowns.count
    unknowns.append(unknown)
    // Without a row of its own a factor starts at 1.
    let prior = prior.row(unknown.term, unknown.scope, key: unknown.key)?.value ?? 1
    start.append(log(max(1e-9, prior)))
    return unknowns.count - 1
  }

  /// How far an unknown may stray from where it starts: the standard deviation of its logarithm
  /// over hardware, engines and so on that the hierarchy assumes. Overheads differ more than
  /// efficiencies; an architecture more than a precision.
  func spread(_ unknown: Unknown) -> Double { Self.spread(unknown) }

  static func spread(_ unknown: Unknown) -> Double {
    let isShare: Bool =
      switch unknown.term {
      case .weightBandwidth, .kvBandwidth, .gemm, .attention, .collectiveBandwidth: true
      default: false
      }
    return switch unknown.scope {
    case .global: isShare ? 0.5 : 1
    case .architecture: isShare ? 0.3 : 0.6
    case .engine: isShare ? 0.3 : 0.8
    // Unpacking decides what a processor does, and hides behind the memory of a GPU.
    case .format: unknown.key.hasPrefix("cpu+") ? 0.5 : isShare ? 0.2 : 0.3
    case .precision, .kind: isShare ? 0.2 : 0.3
    case .interconnect: isShare ? 0.4 : 0.8
    case .pair, .enginePair: isShare ? 0.25 : 0.4
    case .release: 0.6
    case .variant: isShare ? 0.4 : 0.6
    // One machine differs from its architecture, and one model from its kind, as these differ from
    // each other.
    case .machine: isShare ? 0.3 : 0.6
    case .machineModel: isShare ? 0.2 : 0.3
    }
  }

  /// Which scopes a term can differ by: a link's latency knows no weight format.
  private static func applies(_ scope: Coefficients.Scope, to term: Coefficients.Term) -> Bool {
    switch (scope, term) {
    case (.machine, _), (.machineModel, _): false
    case (.global, _): true
    case (.interconnect, .collectiveLatency), (.interconnect, .collectiveBandwidth): true
    case (.interconnect, _): false
    // Between releases the processor's work changes, and how many kernels a layer takes.
    case (.release, .stepOverhead), (.release, .sequenceOverhead), (.release, .layerOverhead),
      (.release, .collectiveLatency), (.release, .collectiveBandwidth):
      true
    case (.release, _): false
    case (_, .collectiveLatency), (_, .collectiveBandwidth): scope == .engine
    case (.precision, .gemm), (.precision, .gemmHalf): true
    case (.precision, _): false
    case (.format, .weightBandwidth), (.format, .gemm): true
    case (.format, _): false
    case (.kind, .weightBandwidth), (.kind, .gemm), (.kind, .layerOverhead),
      (.kind, .requestOverhead):
      true
    case (.kind, _): false
    case (.pair, .weightBandwidth), (.pair, .gemm), (.pair, .kvBandwidth), (.pair, .layerOverhead),
      (.pair, .attention):
      true
    case (.pair, _): false
    case (.enginePair, .weightBandwidth), (.enginePair, .gemm), (.enginePair, .layerOverhead): true
    case (.enginePair, _): false
    case (.variant, .gemmHalf), (.variant, .sequenceOverhead), (.variant, .requestOverhead): false
    case (.engine, .gemmHalf): false
    default: true
    }
  }
}
