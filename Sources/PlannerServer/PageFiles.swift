import FoundationEssentials
import HTTPServing
import PlannerPage

/// The files of the web page, from the binary itself.
struct PageFiles {
  /// A folder whose files are sent instead, read anew each time; `nil` for those of the binary.
  let folder: String?
  /// Called whenever somebody reads the page itself.
  let onOpen: @Sendable () -> Void

  /// One route a file; `index.html` also stands at the root.
  var routes: [Route] {
    var routes: [Route] = []
    var place = 0
    while let file = page_file_at(place)?.pointee {
      place += 1
      let path = String(cString: file.path), type = String(cString: file.type)
      let bytes = StaticBytes(UnsafeRawBufferPointer(start: file.bytes, count: file.count))
      let answer: @Sendable (HTTPRequest) throws -> HTTPResponse =
        if let folder {
          Self.answer(folder: folder, path, type: type)
        } else {
          Self.answer(bytes, type: type)
        }
      routes.append(Route("GET", "/" + path, isOpen: true, .quick(answer)))
      guard path == "index.html" else { continue }
      routes.append(
        Route(
          "GET", "/", isOpen: true,
          .quick { [onOpen] request in
            onOpen()
            return try answer(request)
          }))
    }
    return routes
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
      // A page still, whose headers the browser puts in place of those it keeps.
      guard !known else { return HTTPResponse(status: 304, headers: headers, body: .page([])) }
      return HTTPResponse(headers: [("Content-Type", type)] + headers, body: .constant(bytes))
    }
  }

  /// Reads a file each time. Only names of the page are ever looked for.
  private static func answer(
    folder: String, _ path: String, type: String
  ) -> @Sendable (HTTPRequest) throws -> HTTPResponse {
    { _ in
      guard let data = FileManager.default.contents(atPath: "\(folder)/\(path)") else {
        throw Problem(.notFound, "the folder of the page has no such file", value: path)
      }
      return HTTPResponse(
        headers: [("Content-Type", type), ("Cache-Control", "no-store")], body: .page([UInt8](data))
      )
    }
  }

  /// FNV-1a of 64 bits: files that differ in a byte get other tags.
  private static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }
}
