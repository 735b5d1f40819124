/// What a client may take of the server.
public struct ServerLimits: Sendable {
  /// Connections at a time.
  public var connections = 4096
  /// Threads that read and write.
  public var threads = 2
  /// Bytes of a request's line and headers, about: the library's memory for one connection.
  public var connectionMemory = 16_384
  /// Seconds from connecting to the end of the first headers.
  public var headerTime = 10.0
  /// Seconds from the headers to the end of the body.
  public var bodyTime = 30.0
  /// Seconds from the headers to the end of an uploaded body.
  public var uploadTime = 600.0
  /// Seconds in which an answer is computed.
  public var answerTime = 30.0
  /// Seconds in which a client has to take its answer.
  public var sendTime = 60.0
  /// Seconds that a connection is kept between requests.
  public var idleTime = 75.0
  /// Seconds in which requests in flight may end after the server was told to stop.
  public var stopTime = 10.0
  /// Seconds between two looks at who is late.
  public var watchInterval = 0.5
  /// Bytes of a refused body that are read all the same, so that the client hears why.
  public var refusedBody = 64_000_000

  public init() {}
}
