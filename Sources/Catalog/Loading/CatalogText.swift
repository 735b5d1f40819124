import CatalogData

/// Built-in texts that are no tables: the templates of guides and the scenarios they answer.
public enum CatalogText {
  /// The text of this name, or `nil` when there is none.
  public static func builtIn(_ name: String) -> String? {
    guard let entry = catalog_file_named(name) else { return nil }
    return String(
      decoding: UnsafeBufferPointer(start: entry.pointee.bytes, count: entry.pointee.count),
      as: UTF8.self)
  }
}
