/// The fields of a plan's question, as ``EstimateField`` has those of an estimate.
public enum PlanField {
  /// Every field, in the order in which help shows them.
  public static let all: [RequestField] =
    [
      .init("preset", .text, "NAME", "A worked question to start from (see --presets)", .task),
      .init("task", .text, "NAME", "What it is for: chatbot, code, summarization, rag …", .task),
      .init("model", .text, "NAME", "Only this model, as people call it", .task),
      .init("config", .path, "FILE", "Only the model of this Hugging Face config.json", .task),
      .init(
        "quality", .text, "LEVEL",
        "At least basic, intermediate, advanced, professional, a score of 100, or MODEL's", .task),
      .init("weights", .text, "FORMATS", "Only these weight formats", .task),
      .init("kv_cache", .text, "TYPES", "Only these KV cache types", .task),
      .init("input", .whole, "TOKENS", "Prompt tokens of a request", .traffic),
      .init("cached_input", .whole, "TOKENS", "Of those, found in the prefix cache", .traffic),
      .init("output", .whole, "TOKENS", "Generated tokens of a request", .traffic),
      .init("rate", .text, "RATE", "Requests at the busiest time (5/s, 1000/h)", .traffic),
      .init("requests_per_hour", .text, "N", "The same in requests an hour", .traffic),
      .init(
        "peak_factor", .number, "RATIO", "Busiest time over the average (default 1)", .traffic),
      .init(
        "burstiness", .number, "CV", "Variation of gaps between arrivals (1 is Poisson)", .traffic),
      .init("hours_per_month", .number, "H", "Hours of operation (default 730)", .traffic),
    ] + levels + [
      .init("budget", .text, "MONEY", "Most that a month may cost (500/month)", .limits),
      .init("purchase_budget", .text, "MONEY", "Most that may be paid at once", .limits),
      .init("availability", .text, "SHARE", "Time in which it is up (99.9%): spares", .limits),
      .init(
        "confidence", .text, "SHARE",
        "Chance with which latencies are kept, for all that forecasts err (default 70%)", .limits),
      .init(
        "hardware", .text, "DEVICES", "What is there already (\"2x RTX 4090\"): nothing to buy",
        .supply),
      .init("accelerators", .text, "NAMES", "Only these devices", .supply),
      .init("engines", .text, "NAMES", "Only these engines", .supply),
      .init(
        "payments", .text, "KINDS",
        "Only these: on-demand, spot, reserved-1yr, reserved-3yr, serverless, owned, api", .supply),
      .init("providers", .text, "NAMES", "Rent from these only", .supply),
      .init("region", .text, "NAME", "Rent in regions whose name has this (us-east, eu)", .supply),
      .init(
        "privacy", .oneOf(PlanRequest.Privacy.allCases.map(\.rawValue)), "KIND",
        "Where prompts may go", .supply),
      .init("offline", .flag, "", "Without any network: own hardware only", .supply),
      .init(
        "expertise", .oneOf(PlanRequest.Expertise.allCases.map(\.rawValue)), "LEVEL",
        "What the people who run it know", .supply),
      .init(
        "infrastructure", .oneOf(PlanRequest.Infrastructure.allCases.map(\.rawValue)), "LEVEL",
        "What there is to run machines with: none buys and rents no machine, basic buys no servers",
        .supply),
      .init("compliance", .text, "RULES", "gdpr, hipaa, sox: the duties that follow", .supply),
      .init(
        "prefer", .oneOf(["balanced", "cost", "latency", "quality"]), "WHAT",
        "What counts among plans that meet all", .answer),
      .init("country", .text, "NAME", "Country, for carbon intensity", .answer),
      .init(
        "hybrid", .flag, "",
        "Plan tiers too: simple on own hardware, medium rented, complex by API",
        .answer),
      .init(
        "survey", .flag, "",
        "The best plan of every kind of hardware, and of every place and size, too", .answer),
      .init("plans", .whole, "N", "Plans to show (default 5)", .answer),
    ]

  /// `ttft_p95` and its like: a metric at a percentile.
  private static let levels: [RequestField] = PlanRequest.levelNames.map { name in
    RequestField(
      name.field, .text, "TIME",
      "\(name.words), \(name.percentile == "mean" ? "on average" : "at the " + name.percentile)",
      .limits)
  }
}

extension RequestField.Section {
  static let task = RequestField.Section("Task and model")
  static let traffic = RequestField.Section("Traffic")
  static let limits = RequestField.Section("Requirements")
  static let supply = RequestField.Section("What may be used")
  static let answer = RequestField.Section("Answer")
}
