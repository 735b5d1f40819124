import Testing

@testable import LoadGenerator

@Suite("Addresses and keys")
struct EndpointAddressTests {
  @Test("The base of an API, whichever of its addresses is given")
  func base() throws {
    for text in [
      "http://127.0.0.1:8080/v1", "http://127.0.0.1:8080/v1/",
      "http://127.0.0.1:8080/v1/chat/completions",
    ] {
      #expect(try EndpointAddress(text).base == "http://127.0.0.1:8080/v1")
    }
    #expect(try EndpointAddress("http://h/v1/completions").endpoint == .completions)
    #expect(try EndpointAddress("http://h/v1/chat/completions").endpoint == .chat)
    #expect(try EndpointAddress("https://[::1]:1/v1").isLoopback)
  }

  @Test(
    "Nothing but http and https, without credentials, queries and control characters",
    arguments: [
      "", "127.0.0.1:8080", "ftp://h/v1", "file:///etc/passwd", "http://", "http://h/v1?key=1",
      "http://h/v1#x", "http://user:secret-key@h/v1", "http://h/\u{1}", "http://h h/", "gopher://h",
    ])
  func refused(text: String) {
    #expect { try EndpointAddress(text) } throws: { !"\($0)".contains("secret-key") }
  }

  @Test("A key is one printable word, and is shown nowhere")
  func key() throws {
    let key = try APIKey("sk-secret\n")
    #expect(!"\(key) \(String(reflecting: key))".contains("secret"))
    var dumped = ""
    dump(key, to: &dumped)
    #expect(!dumped.contains("secret"))
    #expect(key.redacted("no such key: sk-secret") == "no such key: [key]")
    for bad in ["", "  ", "two words", "a\r\nHost: evil", "ключ"] {
      #expect(throws: LoadError.self) { try APIKey(bad) }
    }
  }
}
