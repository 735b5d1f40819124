import StructuredText

/// A setting in which people deploy, with what the documents advise for it: a row of
/// `deployment_settings.csv`.
public struct DeploymentSetting: Hashable, Sendable, Identifiable {
  public var id: String
  public var group: Group
  public var name: String
  /// Kinds of device that belong to it; empty for all.
  public var kinds: [Accelerator.Kind]
  /// Ways of paying that belong to it, by name; empty for all.
  public var payments: [String]
  /// The provider to rent from; `nil` for all.
  public var provider: String?
  /// Requests a second that it is meant for; `nil` for those of the question.
  public var rate: Double?
  /// What the document says.
  public var advice: String
  /// What does not hold in it, with the arithmetic; `nil` where it does.
  public var remark: String?
  public var provenance: Provenance

  /// What settings are compared by.
  public enum Group: String, CaseIterable, Sendable {
    case hardware, place
  }

  /// Reads all settings in order, a user's rows after the built-in ones.
  public static func load(_ files: CatalogFiles) throws(CatalogError) -> [DeploymentSetting] {
    func words(_ row: CSVTable.Row, _ column: String) -> [String] {
      (row[column] ?? "").split(separator: " ").map(String.init)
    }
    return try loadRows(.deploymentSettings, of: files) { (row) throws(CatalogError) in
      guard let group = try row.choice("table", Group.self) else {
        throw row.unacceptable("table", Group.allCases.map(\.rawValue).joined(separator: ", "))
      }
      var kinds: [Accelerator.Kind] = []
      for name in words(row, "kinds") {
        guard let kind = Accelerator.Kind(rawValue: name) else {
          throw row.unacceptable(
            "kinds", Accelerator.Kind.allCases.map(\.rawValue).joined(separator: ", "))
        }
        kinds.append(kind)
      }
      return DeploymentSetting(
        id: try row.required("id"), group: group, name: try row.required("name"), kinds: kinds,
        payments: words(row, "payments"), provider: row["providers"],
        rate: try row.number("requests_per_second"), advice: try row.required("advice"),
        remark: row["remark"], provenance: row.provenance())
    }
  }
}
