import Confidence
import PerformanceModel

/// A measurement as a question to the forecaster: what runs, under which load, and which figure
/// was measured.
public struct ResolvedPoint: Hashable, Sendable {
  public var id: String
  public var source: String
  /// Where the source can be read.
  public var url: String?
  public var runtime: String
  public var runtimeVersion: String?
  /// Date of the source, as it states it.
  public var date: String?
  /// The names of the row, for grouping and messages.
  public var model: String
  public var hardware: String

  public var deployment: Deployment
  /// Copies of the deployment that share the load.
  public var replicas: Double
  public var workload: Workload
  public var load: Load
  public var quantity: MeasuredQuantity
  /// In the unit of ``quantity``.
  public var measured: Double
  public var category: Category
  /// The load as the category knows it.
  public var shape: LoadShape

  /// Points of one cell share model, format, engine, device and layout: a fit that has seen one
  /// has seen the others.
  public var cellKey: String
  /// How much the point should count in a fit: the inverse root of the points of its source and
  /// category, less for stacks that the source itself calls immature.
  public var weight: Double

  // Conditions that the performance model does not know yet.
  public var usesFlashAttention: Bool?
  public var threads: Double?
  /// What the row left open and the resolver filled in.
  public var assumptions: [String]
}

/// How requests reach one replica.
public enum Load: Hashable, Sendable {
  /// One request in the process of an idle engine: no server, no tokeniser.
  case single
  /// So many requests that start together in the engine's process.
  case together(Double)
  /// So many requests that reach a server together.
  case wave(Double)
  /// So many requests in flight, each followed by the next. All begin together, so that this share
  /// of them waits for the prompts of all; the engine looks for new ones every `pollSteps` steps.
  case closedLoop(startShare: Double, pollSteps: Double)
  /// All requests queued at the start; `nil` where their number is not stated.
  case queued(Double?)
  /// Requests at a rate, whatever the engine does: so many, or, where `nil`, without end.
  case rate(Double, requests: Double?)
  /// Requests decode on a deployment that never sees a prompt: the other half of it prefills.
  case decodeOnly
  /// A process in which so many sequences have reached the workload's context.
  case resident(sequences: Double, MemoryScope)

  /// What a measurement of memory counts.
  public struct MemoryScope: Hashable, Sendable {
    /// The context and libraries of the device count.
    public var includesContext: Bool
    /// The token embedding lies on the device.
    public var includesEmbedding: Bool
    /// Only memory that was written counts: the resident set of a process, not what it asked for.
    public var onlyTouched = false
  }
}
