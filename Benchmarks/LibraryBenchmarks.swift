import Catalog
import PerformanceModel
import Presentation
import StructuredText

/// Reading what is built in, once a process.
func measureCatalog(into table: inout Table) throws {
  let all = try (0..<9).map { _ in try seconds { _ = try Catalog(CatalogFiles()) } }
  let coefficients = try (0..<9).map { _ in try seconds { _ = try Coefficients(CatalogFiles()) } }
  table.addSection("in one process, on one core")
  table.addRow("catalog, ms", figure(median(all) * 1e3), "")
  table.addRow("coefficients, ms", figure(median(coefficients) * 1e3), "")
}

/// The closed form over many deployments and workloads, every question another one.
func measureForecasts(into table: inout Table) throws {
  let files = try CatalogFiles()
  let catalog = try Catalog(files), coefficients = try Coefficients(files)
  let cache = try catalog.kvType("fp16"), vllm = try catalog.engine("vllm")
  let bf16 = try catalog.weightFormat("bf16"), fp8 = try catalog.weightFormat("fp8")
  var deployments: [Deployment] = []
  for name in ["h100-sxm", "a100-sxm-80", "rtx-4090", "mi300x", "b200", "l4", "h200-sxm", "l40s"] {
    let accelerator = try catalog.accelerator(name)
    for model in catalog.models {
      for format in [bf16, fp8] {
        deployments.append(
          Deployment(
            model: model, weightFormat: format, kvType: cache, engine: vllm,
            accelerator: accelerator))
      }
    }
  }
  var forecasters: [Forecaster] = []
  let preparing = seconds {
    forecasters = deployments.map { Forecaster($0, coefficients: coefficients) }
  }
  table.addRow(
    "deployments prepared a second", figure(Double(deployments.count) / preparing), "")

  // A batch of one is answered sooner than one whose prompts and answers mix.
  forecasters = forecasters.filter { $0.memory.largestBatch(tokens: 9_000) >= 4 }
  let rounds = 3_000
  var rates: [Double] = []
  var checksum = 0.0
  for attempt in 0..<5 {
    let spent = seconds {
      for round in 0..<rounds {
        // Numbers that depend on the turn keep the compiler from asking once for all.
        let input = Double(64 + (round &* 37 + attempt) % 8_000)
        let output = Double(1 + (round &* 11) % 1_024)
        let users = Double(1 + round % 200)
        for forecaster in forecasters {
          let forecast = forecaster.forecast(
            Workload(inputTokens: input, outputTokens: output, concurrency: users))
          checksum += forecast.requestsPerSecond
        }
      }
    }
    rates.append(Double(rounds * forecasters.count) / spent)
  }
  guard checksum.isFinite else { throw BenchmarkError(description: "a forecast is no number") }
  table.addRow(
    "forecasts a second, of \(forecasters.count) deployments", figure(median(rates)), "≥ 2,000,000")
}

/// Reading tables: the largest one that is built in.
func measureTables(into table: inout Table) throws {
  let bytes = CatalogFiles.builtIn(.apiPrices)
  var fields = 0
  let spent = try (0..<30).map { _ in
    try seconds {
      let read = try CSVTable(bytes: bytes, name: CatalogFile.apiPrices.rawValue)
      fields = read.count * read.columns.count
    }
  }
  let name = "\(CatalogFile.apiPrices.rawValue) (\(figure(Double(fields))) fields), MB/s"
  table.addRow(name, figure(Double(bytes.count) / 1e6 / median(spent)), "")
}
