import Foundation
import LoadGenerator
import StructuredText
import TestSupport
import Testing

@testable import MeasurementStore

@Suite("Measurements in a file")
struct MeasurementStoreTests {
  private static let requests = [
    SentRequest(
      index: 0, scheduled: 0, sent: 0.001, firstToken: 0.5, lastToken: 0.75, end: 0.8,
      gaps: [0.125, 0.125], inputTarget: 10, outputTarget: 3, promptTokens: 11, usageTokens: 3),
    SentRequest(
      index: 1, scheduled: 1, sent: 1, end: 2, inputTarget: 10, outputTarget: 3,
      failure: .status(503), detail: "quote ' and \u{0}"),
  ]

  private func fill(_ store: MeasurementStore) throws -> Int {
    let run = try store.begin(
      url: "http://h/v1", endpoint: "chat", model: "m'; DROP TABLE run; --",
      about: .object(["setup": .object(["hardware": .string("x")])]))
    let level = try store.begin(
      StoredLevel(kind: "concurrency", amount: 2, inputTokens: 10, outputTokens: 3, duration: nil),
      of: run)
    try store.add(Self.requests, to: level)
    try store.finish(
      level,
      LoadResult(
        requests: [], seconds: 2, clientProcessorSeconds: 0.1, isWithinOneMachine: true,
        isInterrupted: false, longestDelay: 0.001))
    try store.finish(run: run)
    return run
  }

  @Test("A run is read back as it was written, by another connection too")
  func roundTrip() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/new/folder/m.db"
      let store = try MeasurementStore(path: path)
      let id = try fill(store)
      let read = try MeasurementStore(path: path).run("\(id)")
      #expect(read.model == "m'; DROP TABLE run; --" && read.isFinished)
      #expect(read.levels.count == 1 && read.levels[0].clientProcessorSeconds == 0.1)
      var expected = Self.requests
      // Text ends at a null in C.
      expected[1].detail = read.levels[0].requests[1].detail
      #expect(read.levels[0].requests == expected)
      #expect(try store.run("last").id == id)
    }
  }

  @Test("What was added counts, though nobody finished the run or closed the file")
  func killed() throws {
    try withTemporaryFolder { folder in
      let store = try MeasurementStore(path: folder + "/m.db")
      let run = try store.begin(url: "u", endpoint: "chat", model: "m", about: .null)
      let level = try store.begin(
        StoredLevel(kind: "rate", amount: 1, inputTokens: 1, outputTokens: 1, duration: 5), of: run)
      try store.add(Self.requests, to: level)
      // The files as a kill leaves them, without a checkpoint of the log.
      for ending in ["", "-wal"] {
        try FileManager.default.copyItem(
          atPath: folder + "/m.db" + ending, toPath: folder + "/copy.db" + ending)
      }
      let read = try MeasurementStore(path: folder + "/copy.db").run("last")
      #expect(!read.isFinished && read.levels[0].requests.count == 2)
      #expect(read.levels[0].seconds == nil)
    }
  }

  @Test("A run that is deleted is gone with its requests; others stay")
  func delete() throws {
    try withTemporaryFolder { folder in
      let store = try MeasurementStore(path: folder + "/m.db")
      let first = try fill(store), second = try fill(store)
      try store.delete("\(first)")
      #expect(try store.runs(withRequests: true).map(\.id) == [second])
      #expect(throws: StoreError.unknownRun("\(first)")) { try store.run("\(first)") }
      #expect(throws: StoreError.unknownRun("1 OR 1=1")) { try store.delete("1 OR 1=1") }
    }
  }

  @Test("Files that are none of ours are refused and left alone")
  func refused() throws {
    try withTemporaryFolder { folder in
      let text = folder + "/text"
      try Data("not a database, but long enough to be looked at".utf8)
        .write(to: URL(filePath: text))
      #expect(throws: StoreError.self) { try MeasurementStore(path: text) }
      #expect(try Data(contentsOf: URL(filePath: text)).count == 47)
      #expect(throws: StoreError.self) { try MeasurementStore(path: folder) }
      #expect(throws: StoreError.self) {
        try MeasurementStore(path: folder + "/none.db", mustExist: true)
      }
      #expect(!FileManager.default.fileExists(atPath: folder + "/none.db"))
      let later = folder + "/later.db"
      try Database(path: later).script("PRAGMA user_version = 99")
      #expect(throws: StoreError.version(path: later, found: 99, known: 1)) {
        try MeasurementStore(path: later)
      }
    }
  }

  @Test("Gaps take four bytes each and come back exactly")
  func gaps() {
    let gaps: [Float] = [0, 1, .pi, 1e-9, 3e5]
    #expect(MeasurementStore.gaps(MeasurementStore.bytes(gaps)) == gaps)
    #expect(MeasurementStore.gaps([1, 2, 3]) == [])
  }
}
