extension Tool {
  /// What has become of a tool, as far as it decides whether to build on it.
  public enum State: String, CaseIterable, Hashable, Sendable, Codable {
    case active
    /// Alive under another name.
    case renamed
    /// Alive and part of another company.
    case acquired
    /// Only fixed, not developed.
    case maintenance
    /// Nobody works on it, though nobody said so.
    case inactive
    /// Its makers say that it is not maintained.
    case unmaintained
    /// Its makers say to use something else.
    case deprecated
    /// Its repository is read-only.
    case archived
    /// The service is shut down.
    case retired

    /// Whether new work should not start with it.
    public var isDead: Bool {
      switch self {
      case .active, .renamed, .acquired, .maintenance: false
      case .inactive, .unmaintained, .deprecated, .archived, .retired: true
      }
    }
  }
}
