/// A queue with two ends in a ring.
struct WaitingLine {
  private var ring: [SequenceState] = []
  private var head = 0
  private(set) var count = 0

  var isEmpty: Bool { count == 0 }

  /// The one whose turn it is.
  var first: SequenceState? { count > 0 ? ring[head] : nil }

  mutating func append(_ sequence: SequenceState) {
    grow(sequence)
    var place = head + count
    if place >= ring.count { place -= ring.count }
    ring[place] = sequence
    count += 1
  }

  /// Puts a sequence before all others.
  mutating func prepend(_ sequence: SequenceState) {
    grow(sequence)
    head = head == 0 ? ring.count - 1 : head - 1
    ring[head] = sequence
    count += 1
  }

  mutating func removeFirst() {
    guard count > 0 else { return }
    head = head + 1 == ring.count ? 0 : head + 1
    count -= 1
  }

  private mutating func grow(_ filler: SequenceState) {
    guard count == ring.count else { return }
    var larger: [SequenceState] = []
    larger.reserveCapacity(max(16, 2 * count))
    for offset in 0..<count {
      let place = head + offset
      larger.append(ring[place < ring.count ? place : place - ring.count])
    }
    larger.append(contentsOf: repeatElement(filler, count: max(16, 2 * count) - count))
    ring = larger
    head = 0
  }
}
