/// A copy of `bytes` with a few random faults: bytes changed, dropped, doubled, swapped in from
/// `dictionary`, or the end cut off.
public func mutated(
  _ bytes: [UInt8], dictionary: [String], using generator: inout SeededGenerator
) -> [UInt8] {
  var result = bytes
  for _ in 0..<Int.random(in: 1...4, using: &generator) {
    let place = Int.random(in: 0...result.count, using: &generator)
    switch Int.random(in: 0..<6, using: &generator) {
    case 0 where place < result.count:
      result[place] = UInt8.random(in: 0...255, using: &generator)
    case 1 where place < result.count: result.remove(at: place)
    case 2:
      let end = min(result.count, place + Int.random(in: 0...24, using: &generator))
      result.insert(contentsOf: Array(result[place..<end]), at: place)
    case 3: result.removeLast(result.count - place)
    default:
      result.insert(contentsOf: (dictionary.randomElement(using: &generator) ?? "").utf8, at: place)
    }
  }
  return result
}
