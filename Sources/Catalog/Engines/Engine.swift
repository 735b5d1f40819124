import Quantities
import StructuredText

/// A program that serves or runs models, with the settings that decide memory and batching.
public struct Engine: Hashable, Sendable, Identifiable {
  public var id: String
  public var aliases: [String]
  public var name: String
  /// Platforms on which the engine runs, as ``Accelerator/platform`` names them.
  public var platforms: [String]
  public var weightFamilies: [WeightFormat.Family]
  /// Platforms on which this engine is the one to assume when none is named; boards are
  /// `<platform>-edge`.
  public var defaultOn: [String]
  /// The weight format to assume when none is named; `nil` means the publisher's own.
  public var defaultFormat: String?
  public var batching: Batching
  public var memory: MemoryPolicy
  public var limits: Limits
  /// Tokens of a prompt that its server processes in a step of their own, because it keeps what a
  /// cache that cannot be rewound (windows, states) is before them; 0 where prompts are not split so.
  public var checkpointTokens: Int
  /// Steps are replayed from captured graphs, which hides launch overhead.
  public var usesCUDAGraphs: Bool
  /// Splits single matrices over devices; otherwise several devices only add capacity.
  public var supportsTensorParallelism: Bool
  /// Serves prompts and answers from workers of their own, whose caches it hands over.
  public var splitsPhases: Bool
  /// Compiles or tunes for each model and device: nothing for people who have never run a server.
  public var needsExpertise: Bool
  /// A relative with kernels of its own (a fork, a runtime that reads the same formats), whose
  /// efficiencies differ by factors from the engine's; `nil` for the engine itself.
  public var variant: String?
  public var provenance: Provenance

  /// How requests share the device.
  public enum Batching: String, CaseIterable, Sendable, Codable {
    /// Requests join and leave the batch at every step.
    case continuous
    /// A fixed number of slots, each with its own context.
    case slots
    /// A batch starts and ends together.
    case `static`
    /// One request at a time.
    case single
  }

  /// How the engine takes memory.
  public struct MemoryPolicy: Hashable, Sendable {
    public var rule: Rule
    /// The share that the rule speaks of.
    public var fraction: Double
    /// Context and libraries, once on every device.
    public var context: Bytes
    /// The same where host and device share their memory, and there is no driver context.
    public var hostContext: Bytes
    /// What each further tensor-parallel rank adds to that (communication buffers).
    public var contextPerRank: Bytes
    /// FP32 copies of the logits that live at once while tokens are sampled.
    public var logitsCopies: Double
    /// Of what logits are kept: of every sequence, or of every token of a step.
    public var logitsRows: LogitsRows
    /// Copies of the hidden state that live at once in a layer.
    public var activationCopies: Double
    /// Tokens in a block of the paged KV cache; 1 means no paging.
    public var blockTokens: Double
    /// Sequences take blocks of the cache as they grow, and the scheduler admits what fits now
    /// (vLLM, SGLang); otherwise it admits what will still fit when all are at their longest.
    public var growsOnDemand: Bool

    public enum LogitsRows: String, CaseIterable, Sendable, Codable {
      /// Those of the tokens that are sampled from.
      case sequences
      /// Those of every token of a step are computed.
      case tokens
      /// Room is taken for those of every token of a step, and what is sampled from is computed
      /// (llama.cpp's worst-case graph): memory that is never touched.
      case reserved
    }

    public enum Rule: String, CaseIterable, Sendable, Codable {
      /// The KV pool is what `fraction` of the visible memory leaves (vLLM, SGLang).
      case shareOfTotal = "share-of-total"
      /// The KV pool is `fraction` of what is free after weights and workspace (TensorRT-LLM).
      case shareOfFree = "share-of-free"
      /// Memory is taken as it is needed.
      case allocated
    }
  }

  /// Default scheduler limits.
  public struct Limits: Hashable, Sendable {
    /// Sequences in a batch on small devices.
    public var sequences: Int
    /// Sequences in a batch on devices of at least ``largeDevice`` memory.
    public var sequencesOnLargeDevice: Int
    /// Tokens in one step on small devices: the chunk of chunked prefill.
    public var batchedTokens: Int
    public var batchedTokensOnLargeDevice: Int

    /// vLLM's own threshold for its larger defaults (`EngineArgs.get_batch_defaults`).
    public static let largeDevice = Bytes.gibibytes(70)
  }
}

extension Engine {
  /// Reads every engine row of the catalogs.
  public static func load(_ files: CatalogFiles) throws(CatalogError) -> [Engine] {
    try loadRows(.engines, of: files) { row throws(CatalogError) in try Engine(row: row) }
  }

  init(row: CSVTable.Row) throws(CatalogError) {
    func words(_ column: String) -> [String] {
      (row[column] ?? "").split(separator: " ").map(String.init)
    }
    id = try row.required("id")
    aliases = row.list("aliases")
    name = row["name"] ?? id
    platforms = words("platforms")
    defaultOn = words("default_on")
    defaultFormat = row["default_format"]
    var families: [WeightFormat.Family] = []
    for word in words("weight_families") {
      guard let family = WeightFormat.Family(rawValue: word) else {
        throw row.unacceptable(
          "weight_families", WeightFormat.Family.allCases.map(\.rawValue).joined(separator: ", "))
      }
      families.append(family)
    }
    weightFamilies = families
    batching = try row.choice("batching", Batching.self) ?? .continuous
    let fraction = try row.number("memory_fraction") ?? 1
    guard fraction > 0, fraction <= 1 else {
      throw row.unacceptable("memory_fraction", "a share above 0, at most 1")
    }
    memory = MemoryPolicy(
      rule: try row.choice("memory_policy", MemoryPolicy.Rule.self) ?? .allocated,
      fraction: fraction,
      context: .gibibytes(try row.number("context_gib") ?? 0),
      hostContext: .gibibytes(try row.number("host_context_gib") ?? 0),
      contextPerRank: .gibibytes(try row.number("context_per_rank_gib") ?? 0),
      logitsCopies: try row.number("logits_copies") ?? 1,
      logitsRows: try row.choice("logits_rows", MemoryPolicy.LogitsRows.self) ?? .sequences,
      activationCopies: try row.number("activation_copies") ?? 4,
      blockTokens: Double(try row.integer("kv_block_tokens", in: 1...100_000) ?? 1),
      growsOnDemand: try row.flag("kv_grows_on_demand") ?? false)
    let sequences = try row.integer("max_sequences", in: 1...1_000_000) ?? 256
    let tokens = try row.integer("max_batched_tokens", in: 1...10_000_000) ?? 2_048
    let sequencesOnLarge = try row.integer("max_sequences_large", in: 1...1_000_000)
    let tokensOnLarge = try row.integer("max_batched_tokens_large", in: 1...10_000_000)
    limits = Limits(
      sequences: sequences, sequencesOnLargeDevice: sequencesOnLarge ?? sequences,
      batchedTokens: tokens, batchedTokensOnLargeDevice: tokensOnLarge ?? tokens)
    checkpointTokens = try row.integer("checkpoint_tokens", in: 0...1_000_000) ?? 0
    usesCUDAGraphs = try row.flag("uses_cuda_graphs") ?? false
    supportsTensorParallelism = try row.flag("supports_tensor_parallel") ?? true
    splitsPhases = try row.flag("splits_phases") ?? false
    needsExpertise = try row.flag("needs_expertise") ?? false
    provenance = row.provenance()
  }
}
