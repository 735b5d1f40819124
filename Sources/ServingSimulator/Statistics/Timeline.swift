import Quantities

/// What goes on over time, in at most ``capacity`` slices: they double in width as the run grows.
struct Timeline {
  static let capacity = 256

  /// Integrals over a slice, of all replicas together, in units times ticks.
  struct Slice {
    var running = 0.0
    var waiting = 0.0
    /// Share of a replica's cache.
    var cache = 0.0
    var arrivals = 0
    var completions = 0
    /// Of the requests that ended in it.
    var firstToken = LatencySketch.coarse
    var perToken = LatencySketch.coarse
    var endToEnd = LatencySketch.coarse

    /// Adds the slice that follows.
    mutating func absorb(_ next: Slice) {
      running += next.running
      waiting += next.waiting
      cache += next.cache
      arrivals += next.arrivals
      completions += next.completions
      firstToken.merge(next.firstToken)
      perToken.merge(next.perToken)
      endToEnd.merge(next.endToEnd)
    }
  }

  private(set) var slices: [Slice] = []
  private(set) var width: Ticks = Ticks(seconds: 0.05)

  mutating func add(
    from start: Ticks, to end: Ticks, running: Double, waiting: Double, cache: Double
  ) {
    guard end > start else { return }
    reach(end - 1)
    var from = start
    var index = from / width
    while from < end {
      let to = min(end, (index + 1) * width)
      let span = Double(to - from)
      slices[index].running += running * span
      slices[index].waiting += waiting * span
      slices[index].cache += cache * span
      from = to
      index += 1
    }
  }

  mutating func arrived(at time: Ticks) {
    reach(time)
    slices[time / width].arrivals += 1
  }

  /// - Parameter perToken: `nil` for answers of one token.
  mutating func completed(
    at time: Ticks, firstToken: Ticks, perToken: Ticks?, endToEnd: Ticks
  ) {
    reach(time)
    let index = time / width
    slices[index].completions += 1
    slices[index].firstToken.add(firstToken)
    if let perToken { slices[index].perToken.add(perToken) }
    slices[index].endToEnd.add(endToEnd)
  }

  @inline(__always)
  private mutating func reach(_ time: Ticks) {
    if time / width >= slices.count { extend(to: time) }
  }

  private mutating func extend(to time: Ticks) {
    while time / width >= Self.capacity {
      var halved: [Slice] = []
      for index in stride(from: 0, to: slices.count, by: 2) {
        var slice = slices[index]
        if index + 1 < slices.count { slice.absorb(slices[index + 1]) }
        halved.append(slice)
      }
      slices = halved
      width *= 2
    }
    while slices.count <= time / width { slices.append(Slice()) }
  }
}
