import StructuredText

/// The catalogs that every forecast needs: models, accelerators, weight formats and engines.
///
/// Prices and tools are loaded by who asks for them (see `Offers/`): most questions need none.
public struct Catalog: Sendable {
  public let files: CatalogFiles
  public let models: [ModelArchitecture]
  public let accelerators: [Accelerator]
  public let weightFormats: [WeightFormat]
  public let engines: [Engine]
  public let tensorTypes: [TensorType]

  private let modelIndex: NameIndex
  private let acceleratorIndex: NameIndex
  private let formatIndex: NameIndex
  private let engineIndex: NameIndex

  /// Reads the built-in catalogs and the user's folder.
  public init(_ files: CatalogFiles) throws(CatalogError) {
    self.files = files
    models = try ModelArchitecture.load(files)
    accelerators = try Accelerator.load(files)
    let types = try TensorType.load(files)
    tensorTypes = types
    weightFormats = try WeightFormat.load(files, types: types)
    engines = try Engine.load(files)

    var entries: [NameIndex.Entry] = []
    var rowOfModel: [String: Int] = [:]
    for (row, model) in models.enumerated() {
      rowOfModel[model.id] = row
      entries.append(.init(row: row, id: model.id, name: model.id))
      if let slash = model.id.firstIndex(of: "/") {
        entries.append(
          .init(row: row, id: model.id, name: String(model.id[model.id.index(after: slash)...])))
      }
    }
    for table in try files.tables(.modelAliases) {
      for alias in table.rows {
        let target = try alias.required("model")
        guard let row = rowOfModel[target] else {
          throw alias.unacceptable("model", "the id of a row of models.csv")
        }
        entries.append(.init(row: row, id: target, name: try alias.required("alias")))
      }
    }
    modelIndex = NameIndex(
      kind: "model", entries: entries,
      freeWords: ["instruct", "chat", "hf", "it", "base", "model", "tuned", "fine"])
    acceleratorIndex = NameIndex(
      kind: "accelerator",
      entries: accelerators.enumerated().flatMap { row, accelerator in
        ([accelerator.id, accelerator.name] + accelerator.aliases).map {
          NameIndex.Entry(row: row, id: accelerator.id, name: $0)
        }
      },
      freeWords: [
        "nvidia", "geforce", "amd", "radeon", "instinct", "intel", "apple", "google", "tesla",
        "gpu", "qualcomm", "core", "xeon", "the",
      ],
      isFree: { $0.hasSuffix("gb") && Int($0.dropLast(2)) != nil })
    formatIndex = NameIndex(
      kind: "weight format",
      entries: weightFormats.enumerated().flatMap { row, format in
        ([format.id, format.name] + format.aliases).map {
          NameIndex.Entry(row: row, id: format.id, name: $0)
        }
      }, freeWords: ["gguf"])
    engineIndex = NameIndex(
      kind: "engine",
      entries: engines.enumerated().flatMap { row, engine in
        ([engine.id, engine.name] + engine.aliases).map {
          NameIndex.Entry(row: row, id: engine.id, name: $0)
        }
      })
  }

  /// The model a person means by `name`: an id, a part of one, an alias.
  ///
  /// A copy under another publisher (`unsloth/Llama-3.1-8B`) answers as the original.
  public func model(_ name: String) throws(CatalogError) -> ModelArchitecture {
    do {
      return models[try modelIndex.row(name)]
    } catch {
      guard case .unknown = error, let slash = name.firstIndex(of: "/") else { throw error }
      let bare = String(name[name.index(after: slash)...])
      guard let row = try? modelIndex.row(bare) else { throw error }
      return models[row]
    }
  }

  /// The accelerator a person means by `name`.
  public func accelerator(_ name: String) throws(CatalogError) -> Accelerator {
    accelerators[try acceleratorIndex.row(name)]
  }

  /// The weight format a person means by `name`.
  public func weightFormat(_ name: String) throws(CatalogError) -> WeightFormat {
    weightFormats[try formatIndex.row(name)]
  }

  /// The type in which a KV cache can be kept, by the name engines use (`fp8`, `q8_0`).
  public func kvType(_ name: String) throws(CatalogError) -> TensorType {
    let wanted = name.uppercased()
    let id = Self.kvAliases[wanted] ?? wanted
    guard Self.kvTypes.contains(id), let type = tensorTypes.first(where: { $0.id == id }) else {
      throw .unknown(
        kind: "KV cache type", name: name,
        suggestions: ["fp16", "bf16", "fp8", "int8", "q8_0", "q5_1", "q4_0", "fp32"])
    }
    return type
  }

  private static let kvTypes: Set = [
    "F32", "F16", "BF16", "FP8", "INT8", "Q8_0", "Q5_1", "Q5_0", "Q4_1", "Q4_0", "IQ4_NL", "NVFP4",
  ]
  private static let kvAliases = [
    "FP32": "F32", "FP16": "F16", "AUTO": "F16", "FP8_E4M3": "FP8", "FP8_E5M2": "FP8",
    "INT4": "Q4_0", "FP4": "NVFP4",
  ]

  /// The engine a person means by `name`.
  public func engine(_ name: String) throws(CatalogError) -> Engine {
    engines[try engineIndex.row(name)]
  }
}
