import Catalog
import InferencePlanner
import StructuredText
import Testing

/// Reading the catalogs takes longer than any answer: all tests share one reading.
private let sharedEstimator = Result { () throws(PlannerError) in
  let files: CatalogFiles
  do throws(CatalogError) { files = try CatalogFiles() } catch { throw .catalog(error) }
  return try Estimator(files)
}

/// The estimator over the built-in catalogs.
func estimator() throws -> Estimator { try sharedEstimator.get() }

/// A request as a person would write it in a file.
func request(_ json: String) throws(PlannerError) -> EstimateRequest {
  let value = try parsed(json)
  return try RequestFile.estimateRequest(value)
}

/// The answer to a request.
func estimate(_ json: String) throws -> Estimate { try estimator().estimate(request(json)) }

/// Why a request has no answer; a test that gets one all the same fails.
func refusal(
  _ json: String, sourceLocation: SourceLocation = #_sourceLocation
) throws -> PlannerError {
  do throws(PlannerError) {
    let request = try request(json)
    let estimator = try sharedEstimator.get()
    _ = try estimator.estimate(request)
  } catch {
    return error
  }
  throw Unexpected("an answer to \(json)", at: sourceLocation)
}

/// What a test did not count on.
struct Unexpected: Error, CustomStringConvertible {
  let description: String

  init(_ what: String, at place: SourceLocation) {
    description = "\(what), line \(place.line)"
  }
}

private func parsed(_ json: String) throws(PlannerError) -> Value {
  do throws(StructuredTextError) {
    return try Value.json(Array(json.utf8), name: "test")
  } catch {
    throw .text(error, file: nil)
  }
}

/// Whether two numbers differ by no more than a share of the second.
func isClose(_ a: Double, _ b: Double, within share: Double = 1e-9) -> Bool {
  abs(a - b) <= share * max(abs(b), 1e-300)
}
