import Catalog
import ModelFiles
import StructuredText
import TestSupport
import Testing

@Suite struct ConfigMutationTests {
  /// Values that a field may be given by mistake or malice.
  private static let extremes: [Value] = [
    .null, .bool(true), .number(0), .number(-1), .number(1), .number(2.5), .number(1e300),
    .number(10_000), .number(100_000), .number(1_000_000), .number(100_000_000),
    .number(9_007_199_254_740_992), .string(""), .string("M*E-"), .array([]),
    .array([.number(1), .string("x")]), .object([:]), .object(["num_bits": .number(4)]),
  ]

  /// `value` with some of its fields given another value, groups within groups included.
  private func changed(_ value: Value, _ random: inout SeededGenerator) -> Value {
    guard case .object(var fields) = value, !fields.isEmpty else {
      return Self.extremes.randomElement(using: &random) ?? .null
    }
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      guard let key = fields.keys.sorted().randomElement(using: &random) else { break }
      if case .object? = fields[key], Int.random(in: 0..<4, using: &random) > 0 {
        fields[key] = changed(fields[key] ?? .null, &random)
      } else {
        fields[key] = Self.extremes.randomElement(using: &random)
      }
    }
    return .object(fields)
  }

  @Test("strange values end in a model of sane size or in an error that names the field")
  func mutations() throws {
    var random = SeededGenerator(seed: 7)
    var accepted = 0
    var refused = 0
    for (id, json) in PublishedConfigs.all.sorted(by: { $0.key < $1.key }) {
      let original = try Value.json(Array(json.utf8), name: id)
      for _ in 0..<150 {
        do throws(ModelFileError) {
          let model = try HuggingFaceConfig.load(changed(original, &random), path: "config.json")
          let total = ParameterInventory(model.architecture).total
          #expect(total.isFinite && total > 0)
          #expect((1...10_000).contains(model.architecture.layerCount))
          accepted += 1
        } catch {
          #expect(error.description.hasPrefix("config.json: "), "\(error)")
          refused += 1
        }
      }
    }
    #expect(accepted > 500)
    #expect(refused > 500)
  }

  @Test("the same configuration gives the same model and the same words")
  func determinism() throws {
    for json in PublishedConfigs.all.values {
      #expect(try load(json) == load(json))
    }
  }
}
