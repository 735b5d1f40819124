import Quantities
import StructuredText

/// How large a model may be on a class of small devices: a row of `device_limits.csv`.
public struct DeviceLimit: Hashable, Sendable, Identifiable {
  public var id: String
  public var name: String
  /// `ios`, `android`, `web`, `mcu` or `board`.
  public var group: String
  /// Memory of the device.
  public var memory: Bytes?
  /// Of it, what one program may use for a model; `nil` where memory does not decide.
  public var modelMemory: Bytes?
  /// The largest package that a store or the flash takes.
  public var packageLimit: Bytes?
  /// What the package counts, in words.
  public var packageBasis: String?
  /// The ids of the runtimes, the first choice first.
  public var tools: [String]
  public var provenance: Provenance

  /// Reads all limits, a user's rows after the built-in ones.
  public static func load(_ files: CatalogFiles) throws(CatalogError) -> [DeviceLimit] {
    try loadRows(.deviceLimits, of: files) { (row) throws(CatalogError) in
      DeviceLimit(
        id: try row.required("id"), name: try row.required("name"),
        group: try row.required("group"),
        memory: try row.number("device_memory_mb").map { .mebibytes($0) },
        modelMemory: try row.number("model_memory_mb").map { .mebibytes($0) },
        packageLimit: try row.number("package_mb").map { Bytes($0 * 1e6) },
        packageBasis: row["package_basis"], tools: row.list("tools"),
        provenance: row.provenance())
    }
  }

  /// Whether a model file of this size can be shipped and loaded: the file has to be no larger
  /// than the package and, with its activations, than the memory.
  /// - Parameter working: memory beside the weights, activations and buffers.
  public func admits(file: Bytes, working: Bytes) -> Verdict {
    if let packageLimit, file > packageLimit { return .tooLargeToShip(by: file - packageLimit) }
    if let modelMemory, file + working > modelMemory {
      return .tooLargeToLoad(by: file + working - modelMemory)
    }
    return .fits(headroom: modelMemory.map { $0 - file - working })
  }

  /// What becomes of a model on the device.
  public enum Verdict: Hashable, Sendable {
    case fits(headroom: Bytes?)
    case tooLargeToShip(by: Bytes)
    case tooLargeToLoad(by: Bytes)
  }
}
