import CatalogData
import FoundationEssentials
import StructuredText

/// The files of which the catalogs are made. The raw value is the file's name, the same in the
/// binary and in a user's folder.
public enum CatalogFile: String, CaseIterable, Sendable {
  case models = "models.csv"
  case modelAliases = "model_aliases.csv"
  case accelerators = "accelerators.csv"
  case tensorTypes = "tensor_types.csv"
  case weightFormats = "weight_formats.csv"
  case engines = "engines.csv"
  case engineSupport = "engine_support.csv"
  /// What the tools that start engines call devices, providers and images.
  case launchNames = "launch_names.csv"
  case coefficients = "coefficients.csv"
  case coefficientPriors = "coefficient_priors.csv"
  // How far forecasts may be off, and the measurements that say so.
  case intervals = "intervals.csv"
  /// A user's own, of which nothing is built in.
  case machineIntervals = "machine_intervals.csv"
  case knownHardware = "known_hardware.csv"
  case evidence = "evidence.csv"
  case rentals = "rentals.csv"
  case serverless = "serverless.csv"
  case apiPrices = "api_prices.csv"
  case assumptions = "assumptions.csv"
  case carbonIntensity = "carbon_intensity.csv"
  case tools = "tools.csv"
  case claims = "claims.csv"
  // Decisions: questions, what each answer leads to, and answers that exclude each other.
  case flows = "flows.csv"
  case flowQuestions = "flow_questions.csv"
  case flowAnswers = "flow_answers.csv"
  case flowConflicts = "flow_conflicts.csv"
  /// Worked pipelines of several models.
  case stacks = "stacks.csv"
  // What advice weighs beside tools.
  case apiServices = "api_services.csv"
  case deviceLimits = "device_limits.csv"
  // What a plan needs beside figures.
  case presets = "presets.csv"
  case complianceDuties = "compliance_duties.csv"
  case rolloutPhases = "rollout_phases.csv"
  case deploymentSettings = "deployment_settings.csv"
  case useCases = "use_cases.csv"
  // How well models do a task: made by 'inferplan catalog quality', but for tasks and levels.
  case tasks = "tasks.csv"
  case taskQuality = "task_quality.csv"
  case qualityLevels = "quality_levels.csv"
  case quantizationMethods = "quantization_methods.csv"
  case quantizationLoss = "quantization_loss.csv"
  // How the tables of published measurements spell what the catalogs hold.
  case runtimeAliases = "runtime_aliases.csv"
  case hardwareAliases = "hardware_aliases.csv"
  case precisionAliases = "precision_aliases.csv"
  case measuredModelAliases = "measured_model_aliases.csv"
  case measurementRules = "measurement_rules.csv"
  /// Shapes of models that only measurements name; people are not offered them.
  case referenceModels = "reference_models.csv"
  // Vision models on small and large devices: what is known of them, and what is fitted to their
  // measurements by 'inferplan catalog vision'.
  case visionDevices = "vision_devices.csv"
  case visionCores = "vision_cores.csv"
  case visionModels = "vision_models.csv"
  case visionRuntimes = "vision_runtimes.csv"
  case visionSpellings = "vision_spellings.csv"
  case visionSources = "vision_sources.csv"
  case visionMeasurements = "vision_measurements.csv"
  case visionAccuracy = "vision_accuracy.csv"
  case visionCoefficients = "vision_coefficients.csv"
  case visionIntervals = "vision_intervals.csv"
}

/// Where catalog tables come from: the binary itself, and a folder of the user's whose rows extend
/// or override the built-in ones.
public struct CatalogFiles: Sendable {
  /// The user's folder, if there is one.
  public let userFolder: String?
  private var trials: [CatalogFile: CSVTable] = [:]

  /// - Throws: ``CatalogError/unreadable(path:reason:)`` when `userFolder` is not a folder, or
  ///   holds a CSV file that no catalog reads.
  public init(userFolder: String? = nil) throws(CatalogError) {
    self.userFolder = userFolder
    guard let userFolder else { return }
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: userFolder)
    } catch {
      throw .unreadable(path: userFolder, reason: "it is not a folder that can be listed")
    }
    for name in names.sorted() where name.hasSuffix(".csv") {
      guard CatalogFile(rawValue: name) != nil else {
        throw .unreadable(
          path: userFolder + "/" + name,
          reason: "no catalog has this name; accepted: "
            + CatalogFile.allCases.map(\.rawValue).joined(separator: ", "))
      }
    }
  }

  /// The tables of a catalog, the built-in one first: later rows override earlier ones.
  public func tables(_ file: CatalogFile) throws(CatalogError) -> [CSVTable] {
    var tables = [try Self.table(Self.builtIn(file), name: file.rawValue)]
    if let table = try userTable(file) { tables.append(table) }
    if let trial = trials[file] { tables.append(trial) }
    return tables
  }

  /// The user's table of a catalog, or `nil` when their folder holds none.
  public func userTable(_ file: CatalogFile) throws(CatalogError) -> CSVTable? {
    guard let userFolder else { return nil }
    let path = userFolder + "/" + file.rawValue
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw .unreadable(path: path, reason: "the file cannot be opened")
    }
    return try Self.table([UInt8](data), name: path)
  }

  /// These files with the rows of `table` after all others of `file`: rows can be read with what
  /// they refer to before they are written anywhere.
  public func trying(_ table: CSVTable, in file: CatalogFile) -> CatalogFiles {
    var files = self
    files.trials[file] = table
    return files
  }

  /// The bytes of a built-in file.
  public static func builtIn(_ file: CatalogFile) -> [UInt8] {
    guard let entry = catalog_file_named(file.rawValue) else { return [] }
    return [UInt8](UnsafeBufferPointer(start: entry.pointee.bytes, count: entry.pointee.count))
  }

  /// The table in a file that is none of the catalogs'.
  /// - Throws: ``CatalogError/unreadable(path:reason:)``.
  public static func table(path: String) throws(CatalogError) -> CSVTable {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw .unreadable(path: path, reason: "the file cannot be opened")
    }
    return try table([UInt8](data), name: path)
  }

  private static func table(_ bytes: [UInt8], name: String) throws(CatalogError) -> CSVTable {
    do {
      return try CSVTable(bytes: bytes, name: name)
    } catch {
      throw .unreadable(path: name, reason: error.description)
    }
  }
}
