import ServingSimulator

/// Writes prompts of a wished length out of everyday words, each prompt different from its first word
/// on, so that no prefix cache helps.
///
/// Without the model's tokeniser, length is learnt from the server: its counts for two prompts tell
/// the tokens that every request has (its template) and those of a word.
public struct PromptWriter: Sendable {
  /// Tokens of a request without words, and of a word.
  public private(set) var fixedTokens = 0.0
  public private(set) var tokensPerWord = 1.0
  /// Whether the server's counts stand behind them.
  public private(set) var isFitted = false
  private var random: RandomSource

  public init(seed: UInt64) { random = RandomSource(seed: seed, stream: 11) }

  /// A prompt of about so many tokens.
  mutating func text(tokens: Int) -> String {
    let words = ((Double(tokens) - fixedTokens) / tokensPerWord).rounded()
    return text(words: Int(min(max(1, words), 10_000_000)))
  }

  mutating func text(words: Int) -> String {
    var text = ""
    text.reserveCapacity(6 * words)
    for place in 0..<max(1, words) {
      if place > 0 { text += " " }
      text += Self.words[Int(random.next() % UInt64(Self.words.count))]
    }
    return text
  }

  /// Learns from two prompts of different numbers of words.
  mutating func fit(_ a: (words: Int, tokens: Int), _ b: (words: Int, tokens: Int)) {
    guard a.words != b.words else { return }
    let slope = Double(b.tokens - a.tokens) / Double(b.words - a.words)
    // A server that counts otherwise is not believed.
    guard (0.2...20).contains(slope) else { return }
    tokensPerWord = slope
    fixedTokens = max(0, Double(a.tokens) - slope * Double(a.words))
    isFitted = true
  }

  /// Common words, nearly all of which are one token to the usual vocabularies.
  private static let words = """
    time year people way day man thing woman life child world school state family student group \
    country problem hand part place case week company system program question work government \
    number night point home water room mother area money story fact month lot right study book \
    eye job word business issue side kind head house service friend father power hour game line \
    end member law car city community name president team minute idea body information back \
    parent face others level office door health person art war history party result change \
    morning reason research girl guy moment air teacher force education foot boy age policy \
    process music market sense nation plan college interest death experience effect use class \
    control care field development role effort rate heart drug show leader light voice wife \
    police mind price report decision son view relationship town road arm difference value \
    building action season society tax director position player record paper space ground form \
    event official matter center couple site project activity star table need court oil situation \
    cost industry figure street image phone data picture practice piece land product doctor wall
    """.split { $0 == " " || $0 == "\n" }.map(String.init)
}
