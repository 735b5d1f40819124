import TestSupport
import Testing

@Suite("Bad input")
struct BadInputTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var arguments: [String]
    var words: [String]
    var testDescription: String { arguments.joined(separator: " ") }

    /// - Parameter line: words between spaces; a tilde is a space within one.
    init(_ line: String, _ words: String...) {
      arguments = line.split(separator: " ").map { String($0).replacing("~", with: " ") }
      self.words = words
    }
  }

  private static let good = "estimate --model llama-3.1-8b --hardware H100 "

  static let cases: [Case] = [
    // Names that nothing answers to.
    .init("estimate --model lama-3.1-8b --hardware H100", "model 'lama-3.1-8b'", "did you mean"),
    .init("estimate --model llama-3.1-8b --hardware H1000", "'H1000'", "did you mean"),
    .init("estimate --model llama-3.1-8b --hardware M2~Ultra", "ambiguous", "m2-ultra-64"),
    .init(good + "--engine vlm", "engine 'vlm'", "did you mean vllm"),
    .init(good + "--weights fp9", "weight format 'fp9'", "did you mean"),
    .init(good + "--kv-cache fp9", "KV cache type 'fp9'", "fp8"),
    .init(good + "--offer aws:p55.48xlarge", "'aws:p55.48xlarge'", "did you mean"),
    .init(good + "--country Germony", "'Germony'", "Germany"),
    // What is missing.
    .init("estimate --hardware H100", "'model' is missing"),
    .init("estimate --model llama-3.1-8b", "'hardware' is missing"),
    .init("estimate", "is missing"),
    .init("compare", "<scenario> is missing"),
    .init("completion", "<shell> is missing"),
    .init("estimate --model", "--model", "a value is missing"),
    .init("estimate --model --hardware H100", "--model", "a value is missing"),
    // Numbers.
    .init(good + "--input many", "--input many", "a whole number"),
    .init(good + "--input 1.5", "--input 1.5", "a whole number"),
    .init(good + "--input -3", "--input -3", "a whole number"),
    .init(good + "--input 0", "'input' is 0", "from 1"),
    .init(good + "--output 99999999999999999999", "--output", "a whole number"),
    .init(good + "--memory-fraction 2", "'memory_fraction' is 2", "0.01 to 1"),
    .init(good + "--memory-gb nan", "--memory-gb nan", "a number"),
    .init(good + "--hours-per-month 800", "'hours_per_month' is 800", "744"),
    .init(good + "--replicas 0", "'replicas' is 0"),
    .init(good + "--input 100 --cached-input 100", "'cached_input' is 100", "less than"),
    // Options.
    .init(good + "--modle x", "unknown option --modle", "did you mean --model"),
    .init(good + "-q", "unknown option -q"),
    .init(good + "--model qwen3-32b", "--model is given more than once"),
    .init(good + "--pricing cheap", "--pricing cheap", "on-demand, spot"),
    .init(good + "--format xml", "--format xml", "text, json, markdown, csv"),
    .init(good + "--json --format csv", "--format csv", "--json"),
    .init(good + "--explain=yes", "--explain takes no value"),
    .init(good + "extra", "unexpected argument 'extra'"),
    .init("compare nowhere.yaml --explain", "unknown option --explain"),
    // Commands.
    .init("estmate", "unknown command 'estmate'", "did you mean estimate"),
    .init("help estmate", "unknown command 'estmate'"),
    .init("catalog lst", "unknown command 'lst'", "did you mean list"),
    .init("completion nope", "nope", "bash, zsh, fish, man"),
    // Combinations.
    .init(good + "--config c.json", "'model'", "more than once"),
    .init(good + "--engine mlx-lm", "MLX LM does not run on", "vllm"),
    .init(good + "--engine sglang --weights q8_0", "does not read", "plain"),
    .init(good + "--tensor-parallel 3", "tensor parallelism 3", "32"),
    .init(good + "--pipeline-parallel 40", "40 pipeline stages", "32 layers"),
    .init(good + "--devices 4 --tensor-parallel 2", "4 devices", "TP2"),
    .init(
      "estimate --model llama-3.1-8b --hardware 2x~H100 --devices 4", "2 devices",
      "devices says 4"),
    .init(good + "--pricing api", "offer"),
    .init(good + "--offer aws:p5.48xlarge --pricing spot", "aws:p5.48xlarge", "spot"),
    .init(
      "estimate --model llama-3.1-8b --hardware T4 --offer aws:p5.48xlarge --weights int4",
      "aws:p5.48xlarge", "T4"),
    // Files.
    .init("estimate --gguf /nowhere/m.gguf --hardware H100", "/nowhere/m.gguf"),
    .init("estimate --config /nowhere/config.json --hardware H100", "/nowhere/config.json"),
    .init("estimate --safetensors /nowhere --hardware H100", "/nowhere"),
    .init("compare /nowhere/s.yaml", "/nowhere/s.yaml", "no such file"),
    .init(good + "--catalog /nowhere", "/nowhere"),
  ]

  @Test("2, a message that names the value and what is accepted, and no answer", arguments: cases)
  func refused(one: Case) throws {
    let result = try Program.run(one.arguments)
    #expect(result.status == 2)
    #expect(result.stdout.isEmpty)
    #expect(result.stderr.hasPrefix("error: "), "\(result.stderr)")
    for words in one.words { #expect(result.stderr.contains(words), "\(result.stderr)") }
    #expect(result.stderr.split(separator: "\n").count <= 2, "\(result.stderr)")
  }

  @Test("What a user typed does not steer the terminal")
  func escapes() throws {
    let steering = "\u{1B}[2J\u{202E}x"
    for arguments in [
      ["estimate", "--model", steering, "--hardware", "H100"],
      ["estimate", "--model", "llama-3.1-8b", "--hardware", steering],
      ["estimate", "--model", "llama-3.1-8b", "--hardware", "H100", "--engine", steering],
      ["estimate", "--" + steering], [steering], ["compare", steering],
      ["estimate", "--request", steering], ["completion", steering],
      ["estimate", "--model", "llama-3.1-8b", "--hardware", "H100", "--offer", steering],
      ["estimate", "--model", "llama-3.1-8b", "--hardware", "H100", "--country", steering],
    ] {
      let result = try Program.run(arguments)
      #expect(result.status == 2)
      #expect(result.stdout.isEmpty)
      #expect(!result.stderr.contains("\u{1B}"), "\(arguments)")
      #expect(!result.stderr.contains("\u{202E}"), "\(arguments)")
    }
  }
}
