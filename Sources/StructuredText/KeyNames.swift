import Synchronization

/// The keys of types as JSON has them, remembered from one text to the next.
///
/// A text begins with what all earlier ones have learned, and adds to it when it ends: the lock is
/// taken twice a text and not for every key. Only keys of types are kept, of which there are few.
struct KeyNames {
  private var known: Known
  private var hasLearned = false

  private struct Known {
    /// A key in quotes and snake case, by the name of its property.
    var quoted: [String: [UInt8]] = [:]
    /// Whether a type of keys is that of dictionaries, whose keys stay as they are.
    var isDictionary: [ObjectIdentifier: Bool] = [:]
  }

  private static let shared = Mutex(Known())

  init() { known = Self.shared.withLock { $0 } }

  mutating func isDictionary(_ type: any CodingKey.Type) -> Bool {
    let id = ObjectIdentifier(type)
    if let known = known.isDictionary[id] { return known }
    let answer = "\(type)" == "_DictionaryCodingKey"
    known.isDictionary[id] = answer
    hasLearned = true
    return answer
  }

  mutating func quoted(_ property: String) -> [UInt8] {
    if let name = known.quoted[property] { return name }
    let name = Array("\"\(SnakeCase.of(property))\"".utf8)
    known.quoted[property] = name
    hasLearned = true
    return name
  }

  /// Leaves what was learned to later texts.
  func publish() {
    guard hasLearned else { return }
    let learned = known
    Self.shared.withLock { shared in
      shared.quoted.merge(learned.quoted) { old, _ in old }
      shared.isDictionary.merge(learned.isDictionary) { old, _ in old }
    }
  }
}
