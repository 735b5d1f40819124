import Catalog
import PerformanceModel

/// The built-in catalogs and coefficients, read once for the suites of this target.
let builtIn: (catalog: Catalog, coefficients: Coefficients) = {
  do throws(CatalogError) {
    let files = try CatalogFiles()
    return (try Catalog(files), try Coefficients(files))
  } catch {
    preconditionFailure(error.description)
  }
}()

/// A deployment by the names people type.
func deployment(
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

func forecaster(_ deployment: Deployment) -> Forecaster {
  Forecaster(deployment, coefficients: builtIn.coefficients)
}
