import StructuredText

/// Triton's repository of models with its vLLM backend
/// (https://github.com/triton-inference-server/vllm_backend).
enum TritonFiles {
  static func files(_ job: ExportJob) throws(ExportError) -> [LaunchFile] {
    let server = try job.server()
    _ = try EngineServer.replica(job, server)
    guard server.engine == "vllm", server.layout.split == nil else {
      throw .cannotRun(
        job.format,
        reason: server.engine == "vllm"
          ? "its vLLM backend has no workers with one phase each"
          : "the backend that is written here is vLLM's, not \(job.engineName(server))'s",
        instead: (ExportFormat.starting(server.engine).map { "export it --to \($0.rawValue), or " }
          ?? "") + "plan with --engines vllm")
    }
    let settings: [YAMLNode.Field] =
      [.init("model", .text(job.weights))]
      + VLLMServer.settings(job, server).map { YAMLNode.Field($0.0, $0.1) }
    let name = job.label
    var notes = [
      "A repository of models: its OpenAI frontend serves it as \(name) from this folder's parent."
    ]
    if server.replicas > 1 { notes.append("The plan has \(server.replicas) such servers.") }
    let configuration =
      Text.comment(Header.lines(job, name: name, notes: notes)) + """
        name: \(ProtobufText.quoted(name))
        backend: "vllm"
        # The engine takes its devices itself.
        instance_group [ { count: 1 kind: KIND_MODEL } ]
        parameters { key: "REPORT_CUSTOM_METRICS" value { string_value: "true" } }

        """
    return [
      LaunchFile(path: name + "/config.pbtxt", text: configuration),
      LaunchFile(
        path: name + "/1/model.json", text: try Text.json(.fields(settings), isPretty: true) + "\n"),
    ]
  }
}

/// Text in protobuf's text format (https://protobuf.dev/reference/protobuf/textformat-spec).
enum ProtobufText {
  /// A string literal: bytes outside printable ASCII, quotes and backslashes as octal escapes.
  static func quoted(_ text: String) -> String {
    var literal = "\""
    for byte in text.utf8 {
      let isPlain = 0x20...0x7E ~= byte && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
      if isPlain {
        literal.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        let digits = String(byte, radix: 8)
        literal += "\\" + String(repeating: "0", count: 3 - digits.count) + digits
      }
    }
    return literal + "\""
  }
}
