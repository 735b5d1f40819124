/// Seconds over a grid of three axes, linear between its points.
///
/// Below the first value of an axis the first holds; beyond the last the slope of the last piece goes
/// on. Linear in the context because reading the cache is: the time of decode attention is proportional
/// to the tokens that are looked back on.
struct ProfileGrid: Hashable, Sendable {
  /// Values of each axis, ascending.
  let axes: [[Double]]
  /// Seconds, the last axis fastest.
  let seconds: [Double]

  /// Where a value lies: the point below it and the share of the way to the next.
  struct Place {
    var index: Int
    var share: Double
  }

  func place(_ axis: Int, _ value: Double) -> Place {
    let values = axes[axis]
    guard values.count > 1, value > values[0] else { return Place(index: 0, share: 0) }
    var index = 0
    while index < values.count - 2, values[index + 1] < value { index += 1 }
    return Place(
      index: index, share: (value - values[index]) / (values[index + 1] - values[index]))
  }

  func value(_ x: Double, _ y: Double, _ z: Double) -> Double {
    value(place(0, x), place(1, y), place(2, z))
  }

  func value(_ x: Place, _ y: Place, _ z: Place) -> Double {
    between(x, axes[0].count) { i in
      between(y, axes[1].count) { j in
        between(z, axes[2].count) { k in
          seconds[(i * axes[1].count + j) * axes[2].count + k]
        }
      }
    }
  }

  private func between(_ place: Place, _ count: Int, _ value: (Int) -> Double) -> Double {
    let low = value(place.index)
    guard place.share != 0, place.index + 1 < count else { return low }
    return low + place.share * (value(place.index + 1) - low)
  }
}
