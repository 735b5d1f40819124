import Catalog
import StructuredText

/// A storage type of GGUF tensors: so many elements in a block of so many bytes.
public struct GGMLType: Hashable, Sendable {
  /// The number in the file.
  public let number: UInt32
  /// The name in llama.cpp, such as `Q4_K`.
  public let name: String
  /// Elements of a block.
  public let blockElements: UInt64
  /// Bytes of a block.
  public let blockBytes: UInt64

  /// The type with a number, or `nil` when the catalog of tensor types has none.
  public static func numbered(_ number: UInt32) -> GGMLType? { known[number] }

  /// The names of all types, in the order of their numbers.
  static let names: [String] = known.values.sorted { $0.number < $1.number }.map(\.name)

  /// The sizes stand once, in the table of the catalog that the forecasts use too.
  private static let known: [UInt32: GGMLType] = {
    let name = CatalogFile.tensorTypes.rawValue
    guard let table = try? CSVTable(bytes: CatalogFiles.builtIn(.tensorTypes), name: name)
    else { return [:] }
    var types: [UInt32: GGMLType] = [:]
    for row in table.rows {
      guard let number = row["ggml_type"].flatMap(UInt32.init), let name = row["id"],
        let elements = row["block_elements"].flatMap(UInt64.init), elements > 0,
        let bytes = row["block_bytes"].flatMap(UInt64.init)
      else { continue }
      types[number] = GGMLType(
        number: number, name: name, blockElements: elements, blockBytes: bytes)
    }
    return types
  }()
}
