import Catalog
import ModelFiles
import StructuredText

/// A model file as a row of the models.
struct ModelRow {
  let architecture: ModelArchitecture
  let warnings: [String]

  /// Reads a config.json, a GGUF file, or whatever else describes a model.
  init(path: String) throws(PlannerError) {
    do throws(ModelFileError) {
      let loaded = try ModelFile.load(path)
      architecture = loaded.architecture
      warnings = loaded.warnings
    } catch {
      throw .modelFile(error)
    }
  }

  var fields: [String: String] {
    var fields = architecture.catalogFields
    fields["attention"] = architecture.mixerNames.map { $0.lowercased() }.joined(separator: " + ")
    return fields
  }

  /// Makes sure that a row says all there is to say about the model.
  /// - Parameter read: the model as the row describes it.
  func check(_ read: ModelArchitecture) throws(PlannerError) {
    guard !architecture.hasSameLayers(as: read) else { return }
    throw .fields(
      "\(read.id): its layers differ in more ways than a row of models.csv can say; "
        + "give the file to each estimate instead (--config, --gguf)")
  }
}
