import Catalog

/// Two leaves that give different advice for one situation.
public struct FlowContradiction: Hashable, Sendable, CustomStringConvertible {
  public var leaf: String
  public var tools: [String]
  public var otherLeaf: String
  public var otherTools: [String]

  public var description: String {
    "\(leaf) says \(tools.joined(separator: ", ")); \(otherLeaf) says "
      + otherTools.joined(separator: ", ")
  }
}

extension FlowGraph {
  /// Leaves of different questions that contradict each other.
  ///
  /// A leaf is true of its situation: the answers that lead to it and what they imply. Two leaves of
  /// the same situation have to agree on the first choice. Where one situation holds all that
  /// another does and more, it may put another tool first, yet both have to name one in common.
  public func contradictions() -> [FlowContradiction] {
    var seen: Set<String> = []
    let ways = flows.flatMap { self.ways(from: $0.id) }.compactMap { way in
      way.leaf.map { (leaf: $0, situation: way.situation) }
    }
    var found: [FlowContradiction] = []
    for general in ways {
      for special in ways where general.leaf.question != special.leaf.question {
        let holds = general.situation.allSatisfy { special.situation[$0] == $1 }
        guard holds else { continue }
        let isSame = general.situation.count == special.situation.count
        let agrees =
          isSame
          ? general.leaf.tools.first == special.leaf.tools.first
          : !Set(general.leaf.tools).isDisjoint(with: special.leaf.tools)
        guard !agrees, seen.insert(general.leaf.id + " " + special.leaf.id).inserted else {
          continue
        }
        found.append(
          FlowContradiction(
            leaf: general.leaf.id, tools: general.leaf.tools, otherLeaf: special.leaf.id,
            otherTools: special.leaf.tools))
      }
    }
    return found
  }
}
