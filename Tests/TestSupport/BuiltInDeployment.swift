import Catalog
import PerformanceModel

/// The built-in catalogs and coefficients, read once for all suites of a target.
public let builtIn: (catalog: Catalog, coefficients: Coefficients) = {
  do throws(CatalogError) {
    let files = try CatalogFiles()
    return (try Catalog(files), try Coefficients(files))
  } catch {
    preconditionFailure(error.description)
  }
}()

/// A deployment by the names people type.
public func deployment(
  _ model: String, _ accelerator: String, engine: String = "vllm", weights: String = "bf16",
  kv: String = "fp16", parallelism: Parallelism = Parallelism(),
  settings: EngineSettings = EngineSettings()
) throws -> Deployment {
  let catalog = builtIn.catalog
  return Deployment(
    model: try catalog.model(model), weightFormat: try catalog.weightFormat(weights),
    kvType: try catalog.kvType(kv), engine: try catalog.engine(engine),
    accelerator: try catalog.accelerator(accelerator), parallelism: parallelism,
    settings: settings)
}
