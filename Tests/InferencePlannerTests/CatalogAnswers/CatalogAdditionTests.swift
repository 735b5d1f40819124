import Catalog
import Foundation
import InferencePlanner
import StructuredText
import TestSupport
import Testing

@Suite("Adding to a catalog")
struct CatalogAdditionTests {
  /// Every model of the catalog, written as a row and read back, has the same layers: the rows can
  /// say what the catalog's own models need.
  @Test("A model's fields say all that its row said")
  func modelFields() throws {
    for model in try ModelArchitecture.load(CatalogFiles()) {
      let read = try read(model.catalogFields)
      #expect(read.hasSameLayers(as: model), "\(model.id)")
      #expect(
        ParameterInventory(read).stored == ParameterInventory(model).stored, "\(model.id)")
      #expect(read.maximumContext == model.maximumContext)
      #expect(read.nativeWeightFormat == model.nativeWeightFormat)
    }
  }

  private func read(_ fields: [String: String]) throws -> ModelArchitecture {
    let columns = fields.keys.sorted()
    let text =
      columns.joined(separator: ",") + "\n"
      + columns.map { "\"" + (fields[$0] ?? "") + "\"" }.joined(separator: ",")
    let table = try CSVTable(bytes: Array(text.utf8), name: "row")
    let models = try ModelArchitecture.load(CatalogFiles().trying(table, in: .models))
    return try #require(models.first { $0.id == fields["hf_id"] })
  }

  @Test("Layers that differ too much for a row show when the row is read back")
  func unsayable() throws {
    var model = try #require(try ModelArchitecture.load(CatalogFiles()).first)
    model.id = "odd/model"
    model.layers[0].count -= 1
    model.layers.append(
      LayerGroup(
        count: 1, mixer: .attention(Attention(heads: 8, kvHeads: 2, headDimension: 512)),
        feedForward: model.layers[0].feedForward))
    #expect(try !read(model.catalogFields).hasSameLayers(as: model))
  }

  @Test("A user's file keeps its columns and gets those that a new row fills")
  func shortHeader() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/accelerators.csv"
      try Data("id,memory_gb\none,8\ntwo,16\n".utf8).write(to: URL(fileURLWithPath: path))
      let input = CatalogAddition.Input(settings: ["id": "one", "memory_gb": "9", "tdp_w": "50"])
      let addition = try CatalogAddition(.accelerators, input, toFolder: folder, date: "2026-01-02")
      #expect(addition.changes.map(\.change) == [.replaced])
      #expect(
        try String(contentsOfFile: path, encoding: .utf8)
          == "id,memory_gb,tdp_w,source,as_of\none,9,50,user,2026-01-02\ntwo,16,,,\n")
    }
  }

  @Test("Names of other catalogs resolve to their ids, and an offer's id is made of its parts")
  func references() throws {
    try withTemporaryFolder { folder in
      let input = CatalogAddition.Input(settings: [
        "provider": "house", "instance_type": "box", "accelerator": "RTX 4090", "region": "attic",
        "on_demand_usd_h": "0.5",
      ])
      let addition = try CatalogAddition(.offers, input, toFolder: folder, date: "2026-01-02")
      #expect(addition.changes.map(\.id) == ["house:box@attic"])
      #expect(addition.use.contains("--hardware rtx-4090 --offer house:box@attic"))
      let files = try CatalogFiles(userFolder: folder)
      let rental = try Rental.find("house:box", among: Rental.load(files))
      #expect(rental.accelerator == "rtx-4090")
      #expect(rental.provenance.verification == .user)
    }
  }

  @Test("A share of a device, which JSON has as a number, becomes that share again")
  func fractions() throws {
    try withTemporaryFolder { folder in
      let shares = try CatalogListing(.offers, of: CatalogFiles()).rows.filter {
        $0["gpu_count"]?.contains("/") == true
      }
      #expect(shares.count > 10)
      for count in Set(shares.compactMap { $0["gpu_count"] }) {
        let fraction = try #require(Fraction(count))
        let path = folder + "/row.json"
        let row = """
          {"provider": "p", "instance_type": "i", "gpu": "g", "on_demand_usd_h": 1,
          "gpu_count": \(fraction.value)}
          """
        try Data(row.utf8).write(to: URL(fileURLWithPath: path))
        _ = try CatalogAddition(.offers, .init(rows: path), toFolder: folder, date: "2026-01-02")
        let rental = try Rental.find("p:i", among: Rental.load(CatalogFiles(userFolder: folder)))
        #expect(rental.acceleratorCount.value == fraction.value)
      }
      #expect(Fraction(0.0) == nil && Fraction(-1.0) == nil && Fraction(.pi) == nil)
    }
  }

  @Test("Rows of a file are all written or none is")
  func allOrNone() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/rows.json"
      let rows = #"[{"id": "a", "memory_gb": 8}, {"id": "b", "memory_gb": "eight"}]"#
      try Data(rows.utf8).write(to: URL(fileURLWithPath: path))
      let own = folder + "/own"
      let error = #expect(throws: PlannerError.self) {
        try CatalogAddition(
          .accelerators, .init(rows: path), toFolder: own, date: "2026-01-02")
      }
      #expect(error?.description.hasPrefix("column 'memory_gb' of row 2 is 'eight'") == true)
      #expect(!FileManager.default.fileExists(atPath: own))
    }
  }

  @Test("Lists become the text of their column; groups are refused")
  func lists() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/engine.json"
      let row = #"{"id": "own", "platforms": ["cuda", "cpu"], "aliases": ["o", "w"]}"#
      try Data(row.utf8).write(to: URL(fileURLWithPath: path))
      _ = try CatalogAddition(.engines, .init(rows: path), toFolder: folder, date: "2026-01-02")
      let engine = try Catalog(CatalogFiles(userFolder: folder)).engine("own")
      #expect(engine.platforms == ["cuda", "cpu"] && engine.aliases == ["o", "w"])
      try Data(#"{"id": {"a": 1}}"#.utf8).write(to: URL(fileURLWithPath: path))
      #expect(throws: PlannerError.self) {
        try CatalogAddition(.engines, .init(rows: path), toFolder: folder, date: "2026-01-02")
      }
    }
  }
}
