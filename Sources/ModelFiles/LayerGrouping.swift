import Catalog

extension LayerGroup {
  /// Layers listed one by one, gathered into groups of equal ones in the order of their first.
  static func groups(_ layers: [(mixer: Mixer, feedForward: FeedForward)]) -> [LayerGroup] {
    struct Kind: Hashable {
      var mixer: Mixer
      var feedForward: FeedForward
    }
    var groups: [LayerGroup] = []
    var places: [Kind: Int] = [:]
    for (mixer, feedForward) in layers {
      let kind = Kind(mixer: mixer, feedForward: feedForward)
      if let place = places[kind] {
        groups[place].count += 1
      } else {
        places[kind] = groups.count
        groups.append(LayerGroup(count: 1, mixer: mixer, feedForward: feedForward))
      }
    }
    return groups
  }
}
