import Glibc
import HTTPServing
import PlannerPage

/// The files of the web page, from the binary itself.
struct PageFiles {
  /// One route a file; `index.html` also stands at the root.
  var routes: [Route] {
    sequence(first: 0, next: { $0 + 1 }).lazy.map { page_file_at($0)?.pointee }
      .prefix { $0 != nil }.compactMap { $0 }.flatMap { file -> [Route] in
        let path = String(cString: file.path)
        let handler = Route.Handler.quick(
          Self.answer(
            StaticBytes(UnsafeRawBufferPointer(start: file.bytes, count: file.count)),
            type: String(cString: file.type)))
        let route = Route("GET", "/" + path, isOpen: true, handler)
        return path == "index.html" ? [route, Route("GET", "/", isOpen: true, handler)] : [route]
      }
  }

  private static func answer(
    _ bytes: StaticBytes, type: String
  ) -> @Sendable (HTTPRequest) -> HTTPResponse {
    let tag = "\"\(String(hash(bytes.buffer), radix: 16))\""
    return { request in
      let headers = [("ETag", tag), ("Cache-Control", "no-cache")]
      let known = (request.headers["if-none-match"] ?? "").split(separator: ",").contains {
        $0.filter { $0 != " " } == tag
      }
      guard !known else { return HTTPResponse(status: 304, headers: headers) }
      return HTTPResponse(headers: [("Content-Type", type)] + headers, body: .constant(bytes))
    }
  }

  /// FNV-1a of 64 bits: files that differ in a byte get other tags.
  private static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }
}
