import PerformanceModel

@testable import ServingSimulator

/// The scheduler without any short cut: arrays, one step after the other, every sum anew.
struct StepwiseReference {
  struct Item {
    var request: Request
    var scheduled = -1
    var firstToken = -1
    var prompt: Int
    var computed = 0
    var generated = 0
    var preemptions = 0
    /// A static batch keeps computing those who have ended.
    var hasEnded = false
    /// Tokens that its blocks have room for while it decodes.
    var allocated = 0
    /// Bytes on the host.
    var swapped = 0
    var decodes: Bool { computed >= prompt }
    /// Tokens in the cache while it decodes.
    var held: Int { Int(request.input) + generated - 1 }
  }

  struct End: Equatable {
    var id: Int
    var outcome: Outcome
    var scheduled: Int
    var firstToken: Int
    var end: Int
    var generated: Int
    var preemptions: Int
  }

  let limits: ReplicaLimits
  let cache: CacheGeometry
  var costs: StepCosts
  var waiting: [Item] = []
  var running: [Item] = []
  var ends: [End] = []
  var now = 0
  var copying = 0
  var swaps = 0

  init(limits: ReplicaLimits, cache: CacheGeometry, costs: StepCosts) {
    self.limits = limits
    self.cache = cache
    self.costs = costs
  }

  var policy: SchedulerPolicy { limits.policy }

  func bytes(_ item: Item) -> Int {
    let longest = Int(item.request.input) + Int(item.request.output) - 1 + lookahead
    let fixed = cache.fixed(longest: longest)
    if !policy.growsOnDemand { return fixed + cache.blocks(longest) }
    return fixed + cache.blocks(item.decodes ? item.allocated : item.prompt)
  }

  var lookahead: Int { limits.lookahead }
  var swapped: Int { waiting.reduce(0) { $0 + $1.swapped } }

  var used: Int { running.reduce(0) { $0 + bytes($1) } }

  /// Bytes that the next decode step takes.
  var decodeGrowth: Int {
    running.reduce(0) { sum, item in
      item.decodes
        ? sum + cache.blocks(item.held + 1 + lookahead) - cache.blocks(item.allocated) : sum
    }
  }

  mutating func end(_ item: Item, _ outcome: Outcome, at time: Int) {
    ends.append(
      End(
        id: item.request.id, outcome: outcome, scheduled: item.scheduled,
        firstToken: item.firstToken, end: time, generated: item.generated,
        preemptions: item.preemptions))
  }

  mutating func dropExpired(_ time: Int) {
    while let first = waiting.first, first.request.deadline <= time {
      waiting.removeFirst()
      end(
        first, first.request.isCancellation ? .cancelled : .timedOut,
        at: first.request.deadline)
    }
  }

  mutating func run(_ requests: [Request]) {
    var rest = requests[...]
    while true {
      while let next = rest.first, next.arrival + limits.overhead <= now {
        rest.removeFirst()
        arrive(next)
      }
      dropExpired(now)
      if let time = step() {
        now += time
      } else if let next = rest.first {
        now = max(now, next.arrival + limits.overhead)
      } else {
        return
      }
    }
  }

  mutating func arrive(_ request: Request) {
    let item = Item(request: request, prompt: Int(request.input))
    let time = request.arrival + limits.overhead
    if cache.longest(request, lookahead: lookahead) > cache.pool {
      end(item, .tooLong, at: time)
      return
    }
    if waiting.count >= limits.queueLimit { dropExpired(time) }
    if waiting.count >= limits.queueLimit {
      end(item, .rejected, at: time)
      return
    }
    waiting.append(item)
  }

  /// Plays one step and says how long it took; `nil` with nothing to do.
  mutating func step() -> Int? {
    var budget = policy.batching == .static ? Int.max : limits.tokens
    var decodes = running.contains { $0.decodes }
    var preempts = false
    if policy.batching == .continuous, policy.order == .decodeFirst {
      preempts = makeRoom()
      decodes = running.contains { $0.decodes }
      budget -= running.count { $0.decodes } * (1 + lookahead)
    }
    var chunks: [Int: Int] = [:]
    if policy.batching == .continuous || running.isEmpty {
      for index in running.indices where !running[index].decodes && budget > 0 {
        let tokens = min(budget, running[index].prompt - running[index].computed)
        chunks[index] = tokens
        budget -= tokens
      }
      if !preempts { admit(&chunks, budget) }
      // Who comes back from the host decodes at once.
      decodes = running.contains { $0.decodes }
    }
    if !chunks.isEmpty, policy.order == .prefillFirst { decodes = false }
    if chunks.isEmpty, policy.batching == .continuous {
      _ = makeRoom()
      decodes = running.contains { $0.decodes }
    }
    guard decodes || !chunks.isEmpty else { return nil }
    return play(chunks, decodes: decodes)
  }

  mutating func makeRoom() -> Bool {
    guard policy.growsOnDemand else { return false }
    var preempts = false
    while true {
      guard decodeGrowth > cache.pool - used, var last = running.popLast() else { return preempts }
      if last.decodes, bytes(last) <= limits.swapBytes - swapped {
        last.swapped = bytes(last)
        copying += limits.copy(last.swapped)
        swaps += 1
      } else {
        last.prompt = Int(last.request.input) + last.generated
        last.computed = 0
      }
      last.preemptions += 1
      waiting.insert(last, at: 0)
      preempts = true
    }
  }

  mutating func admit(_ chunks: inout [Int: Int], _ limit: Int) {
    var budget = limit
    while running.count < limits.sequences, budget > 0 {
      dropExpired(now)
      guard var item = waiting.first else { return }
      let kept = running.isEmpty ? 0 : limits.watermarkBytes
      if item.swapped > 0 {
        let grown = item.held + 1 + lookahead
        item.allocated = item.held
        let more = cache.blocks(grown) - cache.blocks(item.held)
        guard used + decodeGrowth + bytes(item) + more + kept <= cache.pool else { return }
        copying += limits.copy(item.swapped)
        item.swapped = 0
        waiting.removeFirst()
        running.append(item)
        continue
      }
      // Those who decode in this step take their blocks before anybody joins.
      let growth = policy.order == .decodeFirst && policy.growsOnDemand ? decodeGrowth : 0
      guard used + growth + bytes(item) + kept <= cache.pool else { return }
      guard policy.isChunked || item.prompt <= budget || chunks.isEmpty else { return }
      let tokens = policy.isChunked ? min(item.prompt, budget) : item.prompt
      waiting.removeFirst()
      if item.scheduled < 0 { item.scheduled = now }
      chunks[running.count] = tokens
      running.append(item)
      budget -= min(budget, tokens)
    }
  }

  mutating func play(_ chunks: [Int: Int], decodes: Bool) -> Int {
    var step = Step()
    var context = 0, count = 0
    if decodes {
      for item in running where item.decodes {
        count += 1
        context += item.held + 1
      }
    }
    let time: Int
    if chunks.isEmpty {
      time = costs.piece(sequences: count, context: context).ticks(context)
    } else {
      var prefill = 0, pairs = 0, finished = 0
      for (index, tokens) in chunks {
        for place in 1...tokens { pairs += running[index].computed + place }
        prefill += tokens
        if running[index].computed + tokens >= running[index].prompt { finished += 1 }
      }
      step.prefillTokens = Double(prefill)
      step.prefillContext = Double(pairs)
      step.decodeSequences = Double(count)
      step.decodeContext = Double(context)
      step.finishedPrompts = Double(finished)
      time = costs.ticks(step).total
    }
    let end = now + time + copying
    for index in running.indices {
      if running[index].decodes {
        if decodes {
          running[index].allocated = running[index].held + 1 + lookahead
          let item = running[index]
          running[index].generated +=
            limits.drafts?.yield(item.request, generated: item.generated) ?? 1
        }
      } else if let tokens = chunks[index] {
        running[index].computed += tokens
        if running[index].decodes {
          running[index].generated += 1
          running[index].allocated = running[index].held
          if running[index].firstToken < 0 { running[index].firstToken = end }
        }
      }
    }
    leave(at: end)
    defer { copying = 0 }
    return time + copying
  }

  mutating func leave(at time: Int) {
    for index in running.indices where !running[index].hasEnded {
      let item = running[index]
      var outcome: Outcome?
      if item.decodes, item.generated >= Int(item.request.output) {
        outcome = .completed
      } else if item.request.deadline <= time {
        outcome = item.request.isCancellation ? .cancelled : .timedOut
      }
      if let outcome {
        end(item, outcome, at: time)
        running[index].hasEnded = true
      }
    }
    if policy.batching == .continuous {
      running.removeAll { $0.hasEnded }
    } else if running.allSatisfy(\.hasEnded) {
      running = []
    }
  }
}
