import StructuredText

/// Which combinations of engine, weight format and device make sense, beyond what an engine can
/// read: kernels that a generation of hardware lacks, engines that are no servers.
public struct SupportRules: Sendable {
  /// A combination to leave out.
  private struct Rule: Sendable, Identifiable {
    var id: String
    var engine: String?
    var format: String?
    var architectures: Set<String>
    var reason: String

    /// Whether the rule is about the engine itself, on any device and in any format.
    var isGeneral: Bool { format == nil && architectures.isEmpty }

    func speaksOf(_ engine: Engine, _ format: WeightFormat, _ device: Accelerator) -> Bool {
      (self.engine.map { $0 == engine.id } ?? true)
        && (self.format.map { $0 == format.id } ?? true)
        && (architectures.isEmpty || architectures.contains(device.architecture))
    }
  }

  private let rules: [Rule]

  /// Reads `engine_support.csv`.
  public init(_ files: CatalogFiles) throws(CatalogError) {
    rules = try loadRows(.engineSupport, of: files) { (row) throws(CatalogError) in
      Rule(
        id: try row.required("id"), engine: row["engine"], format: row["format"],
        architectures: Set((row["architectures"] ?? "").split(separator: " ").map(String.init)),
        reason: try row.required("reason"))
    }
  }

  /// Why the combination makes no sense; `nil` where nothing speaks against it.
  public func objection(_ engine: Engine, _ format: WeightFormat, on device: Accelerator) -> String?
  {
    rules.first { $0.speaksOf(engine, format, device) }?.reason
  }

  /// Whether a search should look at the combination.
  /// - Parameter asked: engines that the person named; they are looked at whatever the rules say of
  ///   engines in general.
  public func admits(
    _ engine: Engine, _ format: WeightFormat, on device: Accelerator, asked: Set<String>?
  ) -> Bool {
    guard engine.platforms.contains(device.platform) else { return false }
    if let asked {
      guard asked.contains(engine.id), engine.weightFamilies.contains(format.family) else {
        return false
      }
    } else if engine.weightFamilies.first != format.family {
      // Engines also read formats that they were not made for, at a price that nobody measured.
      return false
    }
    return !rules.contains { rule in
      rule.speaksOf(engine, format, device) && !(rule.isGeneral && asked != nil)
    }
  }
}
