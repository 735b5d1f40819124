import Quantities
import StructuredText

/// A way to store numbers in blocks: so many elements in so many bytes, scales included.
public struct TensorType: Hashable, Sendable, Identifiable {
  /// The name llama.cpp or the format's specification uses, such as `Q4_K` or `BF16`.
  public var id: String
  /// The number of the type in GGUF files, when it has one.
  public var ggmlType: UInt32?
  public var blockElements: Double
  public var blockBytes: Double
  public var provenance: Provenance

  /// Bits that one element takes, scales and minima included.
  public var bitsPerElement: Double { blockBytes * 8 / blockElements }

  /// The bytes that `elements` elements take, in whole blocks where `roundingUp`.
  public func bytes(_ elements: Double) -> Bytes { Bytes(elements * blockBytes / blockElements) }

  init(_ row: CSVTable.Row) throws(CatalogError) {
    id = try row.required("id")
    ggmlType = try row.integer("ggml_type", in: 0...65_535).map(UInt32.init)
    guard let elements = try row.number("block_elements"), elements > 0 else {
      throw row.unacceptable("block_elements", "a number above 0")
    }
    guard let bytes = try row.number("block_bytes"), bytes > 0 else {
      throw row.unacceptable("block_bytes", "a number above 0")
    }
    blockElements = elements
    blockBytes = bytes
    provenance = row.provenance()
  }
}
