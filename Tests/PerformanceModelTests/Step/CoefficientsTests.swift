import Catalog
import Foundation
import StructuredText
import TestSupport
import Testing

@testable import PerformanceModel

/// Reads the built-in coefficients and the rows of a user's file over them.
func withCoefficients(_ text: String) throws -> Coefficients {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("coefficients-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  try text.write(
    to: folder.appendingPathComponent(CatalogFile.coefficients.rawValue), atomically: true,
    encoding: .utf8)
  return try Coefficients(CatalogFiles(userFolder: folder.path))
}

@Suite("Coefficients") struct CoefficientsTests {
  let h100 = Coefficients.Context(architecture: "hopper", engine: "vllm", precision: "fp16")

  @Test("Every term has a global row with a unit and a source")
  func everyTermIsThere() {
    for term in Coefficients.Term.allCases {
      let global = builtIn.coefficients.rows.filter { $0.term == term && $0.scope == .global }
      #expect(global.count == 1, "\(term)")
      #expect(global.allSatisfy { !$0.unit.isEmpty && !$0.provenance.source.isEmpty }, "\(term)")
    }
  }

  @Test("All values of a context are those that its terms have one by one")
  func valuesTogether() {
    for sample in samples.prefix(100) {
      let context = StepModel.context(sample.deployment)
      let values = builtIn.coefficients.values(context)
      for term in Coefficients.Term.allCases {
        #expect(values[term] == builtIn.coefficients.value(term, context), "\(sample.label)")
      }
    }
  }

  @Test("Keys name things that exist")
  func keysExist() {
    let catalog = builtIn.catalog
    // Measurements know devices that nobody would plan with any more.
    let measured = String(decoding: CatalogFiles.builtIn(.hardwareAliases), as: UTF8.self)
    func isArchitecture(_ name: String) -> Bool {
      catalog.accelerators.contains { $0.architecture == name } || measured.contains(name)
    }
    for row in builtIn.coefficients.rows {
      let known =
        switch row.scope {
        case .global: row.key.isEmpty
        case .architecture: isArchitecture(row.key)
        case .engine: catalog.engines.contains { $0.id == row.key }
        case .precision: Accelerator.Precision(rawValue: row.key) != nil
        case .interconnect: catalog.accelerators.contains { $0.interconnect?.family == row.key }
        case .format:
          catalog.weightFormats.contains { format in
            ["", "cpu+", "npu+"].contains { row.key == $0 + format.id }
          }
        case .release: catalog.engines.contains { row.key.hasPrefix($0.id + "-") }
        case .kind: ["dense", "experts", "latent"].contains(row.key)
        case .pair:
          isArchitecture(row.key.split(separator: "+").first.map(String.init) ?? "")
            && catalog.engines.contains { row.key.hasSuffix("+" + $0.id) }
        case .enginePair:
          catalog.engines.contains { row.key.hasPrefix($0.id + "+") }
            && ["dense", "experts", "latent"].contains { row.key.hasSuffix("+" + $0) }
        case .variant: !row.key.isEmpty
        // Only their owners have machines of their own.
        case .machine, .machineModel: false
        }
      #expect(known, "\(row.term) \(row.scope) '\(row.key)'")
    }
  }

  @Test("Scopes multiply, and an unknown device keeps the rest")
  func scopesMultiply() {
    let table = builtIn.coefficients
    let unknown = Coefficients.Context(architecture: "", engine: "vllm", precision: "fp16")
    let factors = table.rows(.stepOverhead, h100)
    #expect(factors.first?.scope == .global)
    #expect(table.value(.stepOverhead, h100) == factors.reduce(1) { $0 * $1.value })
    let kept = table.rows(.stepOverhead, unknown)
    #expect(kept == factors.filter { $0.scope == .global || $0.scope == .engine })
  }

  @Test("A user's row replaces the built-in one of its term, scope and key")
  func userRowReplaces() throws {
    let before = builtIn.coefficients
    let replaced = try #require(
      before.rows.first {
        $0.term == .weightBandwidth && $0.scope == .architecture && $0.value < 1
      })
    let device = Coefficients.Context(
      architecture: replaced.key, engine: "vllm", precision: "fp16")
    let own = try withCoefficients(
      "term,scope,key,value\nweight_bandwidth,architecture,\(replaced.key),0.5\nstep_overhead,,,3\n"
    )
    #expect(own.rows.count == before.rows.count)
    let ratio = own.value(.weightBandwidth, device) / before.value(.weightBandwidth, device)
    #expect(abs(ratio * replaced.value - 0.5) < 1e-9)
    #expect(own.rows(.stepOverhead, device).first { $0.scope == .global }?.value == 3)
    #expect(own.rows(.weightBandwidth, device).contains { $0.provenance.verification == .user })
    #expect(own.value(.gemm, device) == before.value(.gemm, device))
  }

  @Test("A user's row for a device of their own is added")
  func userRowAdds() throws {
    let own = try withCoefficients("term,scope,key,value\ngemm,architecture,mine,1.1\n")
    #expect(own.rows.count == builtIn.coefficients.rows.count + 1)
  }

  @Test("No share exceeds what hardware has")
  func sharesAreHeld() throws {
    let own = try withCoefficients("term,scope,key,value\nkv_bandwidth,global,,7\n")
    #expect(own.value(.kvBandwidth, h100) < 1)
    for device in builtIn.catalog.accelerators {
      for engine in builtIn.catalog.engines where engine.platforms.contains(device.platform) {
        let context = Coefficients.Context(
          architecture: device.architecture, engine: engine.id, precision: "fp16")
        #expect(builtIn.coefficients.value(.weightBandwidth, context) < 1)
        #expect(builtIn.coefficients.value(.gemm, context) < 1)
      }
    }
  }

  @Test(
    "A row that cannot be read names its column",
    arguments: [
      ("term", "wheight_bandwidth,global,,1"), ("term", ",global,,1"),
      ("value", "gemm,global,,-1"), ("value", "gemm,global,,0"), ("value", "gemm,global,,"),
      ("value", "gemm,global,,much"), ("value", "gemm,global,,nan"), ("value", "gemm,global,,inf"),
      ("scope", "gemm,planet,,1"),
    ])
  func badRow(column: String, row: String) {
    let error = #expect(throws: CatalogError.self) {
      try withCoefficients("term,scope,key,value\n\(row)\n")
    }
    guard case .row(let file, 2, column, _, let accepted)? = error else {
      Issue.record("found \(String(describing: error))")
      return
    }
    #expect(file.hasSuffix("coefficients.csv") && !accepted.isEmpty)
  }

  @Test("A table without a global row for a term is refused by name")
  func missingGlobalRow() throws {
    let rows = Coefficients.Term.allCases.filter { $0 != .gemmHalf }
      .map { "\($0.rawValue),global,,1\n" }.joined()
    // A factor for some device is no substitute.
    let text = "term,scope,key,value\n" + rows + "gemm_half,architecture,hopper,1\n"
    let table = try CSVTable(bytes: Array(text.utf8), name: "coefficients.csv")
    let error = #expect(throws: CatalogError.self) { try Coefficients(tables: [table]) }
    #expect(error?.description.contains("gemm_half") == true)
  }
}
