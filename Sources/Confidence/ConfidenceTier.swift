/// How much of a setup the fit has seen, the best known first.
public enum ConfidenceTier: String, CaseIterable, Comparable, Sendable, Codable {
  /// Measurements of the device under this engine: errors are clearly smaller than with the device
  /// under other engines only.
  case knownSetup = "known-setup"
  /// Measurements of the device, none under this engine.
  case knownDevice = "known-device"
  /// Measurements of devices of its architecture, none of itself.
  case knownFamily = "known-family"
  /// Not even its architecture.
  case neverSeen = "never-seen"

  /// Steps away from the best known tier.
  public var distance: Int {
    switch self {
    case .knownSetup: 0
    case .knownDevice: 1
    case .knownFamily: 2
    case .neverSeen: 3
    }
  }

  public static func < (a: Self, b: Self) -> Bool { a.distance < b.distance }

  /// What the tier says of a deployment.
  public var words: String {
    switch self {
    case .knownSetup: "this device has been measured under this engine"
    case .knownDevice: "this device has been measured, under other engines"
    case .knownFamily: "devices of its architecture have been measured, not this one"
    case .neverSeen: "no device of its architecture has been measured"
    }
  }
}
