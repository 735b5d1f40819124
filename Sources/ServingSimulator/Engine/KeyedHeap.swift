/// A heap of small entries, the least key first; entries that have become void stay until they
/// surface.
struct KeyedHeap {
  struct Entry {
    var key: Int
    var slot: Int32
    /// Tells whether the slot still holds the sequence that the entry was made for.
    var admission: Int32
  }

  private var entries: [Entry] = []

  var isEmpty: Bool { entries.isEmpty }
  var first: Entry? { entries.first }

  mutating func push(_ entry: Entry) {
    var child = entries.count
    entries.append(entry)
    while child > 0 {
      let parent = (child - 1) >> 1
      guard entries[parent].key > entry.key else { break }
      entries[child] = entries[parent]
      child = parent
    }
    entries[child] = entry
  }

  mutating func removeFirst() {
    guard let last = entries.popLast(), !entries.isEmpty else { return }
    let count = entries.count
    var parent = 0
    while true {
      var child = 2 * parent + 1
      guard child < count else { break }
      if child + 1 < count, entries[child + 1].key < entries[child].key { child += 1 }
      guard entries[child].key < last.key else { break }
      entries[parent] = entries[child]
      parent = child
    }
    entries[parent] = last
  }
}
