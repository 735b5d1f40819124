import Quantities

/// The requests of a traffic, one after the other, for whoever sends them to a real server: what is
/// measured and what is simulated then arrive alike.
public struct ArrivalPlan {
  /// A request that is due.
  public struct Entry: Hashable, Sendable {
    /// Since the beginning.
    public var time: Seconds
    /// Tokens of the prompt and of the answer.
    public var input: Int
    public var output: Int
    /// Who sends it in a closed loop, counted from 0; -1 elsewhere.
    public var client: Int
  }

  private var source: RequestSource

  /// - Parameters:
  ///   - traffic: how requests arrive, and how long they are.
  ///   - requests: the most to make; `nil` for no end.
  ///   - duration: no request is due at or after it.
  ///   - seed: the same seed gives the same requests.
  public init(
    _ traffic: Traffic, requests: Int? = nil, duration: Seconds? = nil, seed: UInt64 = 1
  ) {
    source = RequestSource(
      traffic, settings: SimulationSettings(requests: requests, duration: duration, seed: seed))
  }

  /// When the next request is due; `nil` when there are no more, or none before an answer.
  public mutating func nextTime() -> Seconds? {
    let time = source.nextTime()
    return time == .never ? nil : Seconds(time.seconds)
  }

  /// Takes the request that ``nextTime()`` told of.
  public mutating func next() -> Entry? {
    source.next().map {
      Entry(
        time: Seconds($0.arrival.seconds), input: Int($0.input), output: Int($0.output),
        client: Int($0.client))
    }
  }

  /// A client of a closed loop has its answer, or knows that there will be none.
  public mutating func ended(client: Int, at time: Seconds) {
    source.ended(client: Int32(clamping: client), at: Ticks(seconds: time.value))
  }
}
