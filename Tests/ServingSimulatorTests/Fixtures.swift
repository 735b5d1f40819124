import Catalog
import PerformanceModel
import Quantities
import ServingSimulator

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

/// A simulation of a deployment.
func simulation(
  _ deployment: Deployment, _ traffic: Traffic, _ settings: SimulationSettings
) -> Simulation {
  Simulation(
    deployment, coefficients: builtIn.coefficients, traffic: traffic, settings: settings)
}
