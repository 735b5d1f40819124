import Catalog
import Presentation
import Quantities

/// The few columns of a catalog that a terminal has room for.
struct CatalogSummary: Sendable {
  struct Column: Sendable {
    let column: Table.Column
    let cell: @Sendable (CatalogRow) -> String

    init(
      _ header: String, _ alignment: Table.Alignment = .leading,
      _ cell: @escaping @Sendable (CatalogRow) -> String
    ) {
      column = Table.Column(header, alignment, priority: header == "Id" ? 1 : 0)
      self.cell = cell
    }

    /// A column of the file, as it is written there.
    static func text(_ header: String, _ name: String) -> Column {
      Column(header) { $0.text(name) ?? "" }
    }

    /// A column of the file that holds numbers; the first of `names` that the row states.
    static func number(_ header: String, _ names: String...) -> Column {
      Column(header, .trailing) { row in
        for name in names {
          if let text = row[name] { return CatalogSummary.short(text) }
        }
        return ""
      }
    }

    /// Numbers are never broken, nor should a date be.
    static let date = Column("Date", .trailing) { CatalogSummary.date($0.asOf) }
  }

  let columns: [Column]

  init(_ kind: CatalogKind, _ files: CatalogFiles) throws(PlannerError) {
    columns =
      switch kind {
      case .models: try Self.models(files)
      case .accelerators:
        [
          .text("Id", "id"), .text("Name", "name"), .number("GB", "memory_gb"),
          .number("GB/s", "memory_bandwidth_gb_s"),
          .number("16-bit TFLOP/s", "bf16_dense_tflops", "fp16_dense_tflops"),
          .number("W", "tdp_w"), .number("Price USD", "msrp_usd"), .date,
        ]
      case .engines:
        [
          .text("Id", "id"), .text("Name", "name"), .text("Platforms", "platforms"),
          .text("Weights", "weight_families"), .text("Batching", "batching"), .date,
        ]
      case .offers:
        [
          .text("Id", "id"), .text("Kind", "kind"),
          Column("Accelerator") { $0["accelerator"] ?? $0["gpu"] ?? "" },
          Column("Count", .trailing) { $0["gpu_count"] ?? "1" },
          .number("USD an hour", "on_demand_usd_h", "usd_per_hour"), .number("Spot", "spot_usd_h"),
          .text("Region", "region"), .date,
        ]
      case .apiPrices:
        [
          .text("Model", "model"), .text("Provider", "provider"),
          .number("In USD/M", "input_usd_per_mtok"), .number("Out USD/M", "output_usd_per_mtok"),
          .number("Cached USD/M", "cached_input_usd_per_mtok"), .date,
        ]
      case .tools:
        [
          .text("Name", "name"), .text("Category", "category"), .text("Status", "status_2026"),
          .text("Verified", "status_verified"), .date,
        ]
      case .weightFormats:
        [
          .text("Id", "id"), .text("Name", "name"), .text("Family", "family"),
          .text("Computes in", "compute"), .text("Recipe", "recipe"), .date,
        ]
      case .assumptions:
        [
          .text("Key", "key"), .number("Value", "value"), .text("Unit", "unit"),
          .text("Scope", "scope"), .date,
        ]
      case .quality:
        [
          .text("Model", "model"), .text("Task", "task"), .number("Score", "score"),
          .number("Standard error", "standard_error"), .number("Benchmarks", "benchmark_count"),
          .text("Variant", "variant"), .date,
        ]
      case .qualityLevels:
        [
          .text("Level", "level"), .text("Task", "task"), .number("Score from", "floor"),
          .text("Like", "reference"), .date,
        ]
      case .tasks:
        [
          .text("Id", "id"), .text("Scale", "anchor_benchmark"), .text("Meaning", "why"),
          .text("Also called", "aliases"), .date,
        ]
      case .useCases:
        [
          .text("Id", "id"), .text("Task", "task"), .number("Input", "input_tokens"),
          .number("Output", "output_tokens"), .number("TTFT ms", "ttft_ms_max"),
          .number("TPOT ms", "tpot_ms_max"), .number("End to end ms", "e2e_ms_max"),
          .text("Level", "quality_level"), .date,
        ]
      }
  }

  /// Models show what their layers come to, also where a row leaves the totals unsaid.
  private static func models(_ files: CatalogFiles) throws(PlannerError) -> [Column] {
    let models = try PlannerError.fromCatalog { () throws(CatalogError) in
      try ModelArchitecture.load(files)
    }
    let known = Dictionary(models.map { ($0.id, $0) }, uniquingKeysWith: { _, later in later })
    func billions(_ header: String, _ count: @escaping @Sendable (ModelArchitecture) -> Double)
      -> Column
    {
      Column(header, .trailing) { row in
        known[row.id].map { NumberFormat.significant(count($0) / 1e9, digits: 4) } ?? ""
      }
    }
    return [
      .text("Id", "hf_id"),
      billions("B") { $0.publishedParameters ?? ParameterInventory($0).total },
      billions("Active B") { $0.publishedActiveParameters ?? ParameterInventory($0).activeTotal },
      Column("Context", .trailing) { row in
        known[row.id].map { NumberFormat.count($0.maximumContext) } ?? ""
      },
      Column("Attention") { known[$0.id]?.mixerNames.joined(separator: " + ") ?? "" },
      Column("Weights") { known[$0.id]?.nativeWeightFormat ?? "" },
      .date,
    ]
  }

  /// A number with the digits that matter in a list: "55.04", "0.00016", "1872".
  static func short(_ text: String) -> String {
    guard let number = Double(text), number.isFinite else { return text }
    let digits = NumberFormat.significant(number, digits: 4)
    guard digits.contains(".") else { return digits }
    let trimmed = digits.reversed().drop { $0 == "0" }.drop { $0 == "." }
    return String(trimmed.reversed())
  }

  /// The day or month that a date column holds among other words; those words where it holds none.
  static func date(_ text: String?) -> String {
    guard let text else { return "undated" }
    let words = text.split { $0 == " " || $0 == "," || $0 == "(" || $0 == ")" }
    return words.last { word in
      word.count >= 7 && word.wholeMatch(of: /\d{4}-\d{2}(-\d{2})?/) != nil
    }.map { String($0) } ?? text
  }
}
