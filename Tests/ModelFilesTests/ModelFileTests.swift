import Catalog
import FoundationEssentials
import Glibc
import ModelFiles
import Testing

@Suite struct ModelFileTests {
  private func words(_ path: String) -> String {
    do {
      _ = try ModelFile.load(path)
      return "accepted"
    } catch {
      return error.description
    }
  }

  @Test func detection() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let gguf = try folder.write("a.gguf", GGUFWriter.llama().bytes())
    let odd = try folder.write("model.bin", GGUFWriter.llama().bytes())
    let config = try folder.write("config.json", llama())
    #expect(try ModelFile.detect(gguf) == .gguf(path: gguf))
    #expect(try ModelFile.detect(odd) == .gguf(path: odd))
    #expect(try ModelFile.detect(config) == .config(path: config))
    #expect(try ModelFile.detect(folder.path) == .folder(path: folder.path))
    #expect(try ModelFile.load(config).architecture.hiddenSize == 256)
  }

  @Test func whatIsNoFile() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    #expect(words("").contains("the path is empty"))
    #expect(words(folder.path + "/missing.gguf").contains("no such file"))
    #expect(words(folder.path + "/a\0b.gguf").contains("zero byte"))
    #expect(words(folder.path).contains("holds no model"))
    #expect(words("/dev/zero").contains("a device"))
    let fifo = folder.path + "/pipe.gguf"
    try #require(mkfifo(fifo, 0o600) == 0)
    #expect(words(fifo).contains("a named pipe"))
    let nested = folder.path + "/folder.gguf"
    try FileManager.default.createDirectory(atPath: nested, withIntermediateDirectories: true)
    #expect(throws: ModelFileError.self) { try GGUFFile(path: nested) }
    let text = try folder.write("notes.txt", "hello")
    #expect(words(text).contains("accepted: a .gguf file"))
    let pickle = try folder.write("weights.pt", "hello")
    #expect(words(pickle).contains(".pt are not read"))
    let empty = try folder.write("empty.gguf", "")
    #expect(words(empty).contains("truncated"))
    let emptyConfig = try folder.write("config.json", "")
    #expect(words(emptyConfig).contains("config.json"))
  }

  @Test("a file without permission", .enabled(if: getuid() != 0))
  func permission() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let path = try folder.write("a.gguf", GGUFWriter.llama().bytes())
    try #require(chmod(path, 0) == 0)
    #expect(words(path).contains("permissions"))
  }

  @Test func severalModelsInAFolder() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try folder.write("b.gguf", GGUFWriter.llama().bytes())
    try folder.write("mmproj-model.gguf", GGUFWriter.llama().bytes())
    #expect(try ModelFile.load(folder.path).architecture.id == "tiny")
    try folder.write("a.gguf", GGUFWriter.llama().bytes())
    #expect(words(folder.path).contains("2 models; name one of them: a.gguf, b.gguf"))
  }

  @Test func infinityAsPythonWritesIt() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let text = llama(
      #", "time_step_limit": [0.0, Infinity, -Infinity, NaN], "note": "Infinity \" NaN""#)
    #expect(try ModelFile.load(folder.write("config.json", text)).warnings.isEmpty)
    #expect(words(try folder.write("bad.json", "{\"a\":\n Infinitesimal}")).contains("line 2"))
  }

  @Test func quantizationBesideTheConfiguration() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let config = try folder.write("config.json", llama())
    try folder.write("hf_quant_config.json", #"{"quantization": {"quant_algo": "FP8"}}"#)
    #expect(try ModelFile.load(config).weightFormat == "fp8")
    #expect(try ModelFile.load(folder.path).weightFormat == "fp8")
  }
}
