import Catalog
import Quality
import Quantities

/// Finds the row that a person means, as forecasts find it.
struct CatalogNames {
  let kind: CatalogKind
  let files: CatalogFiles

  /// The file and the id of the row called `name`.
  /// - Throws: ``CatalogError/unknown(kind:name:suggestions:)`` and
  ///   ``CatalogError/ambiguous(kind:name:candidates:)``.
  func find(_ name: String) throws(CatalogError) -> (file: CatalogFile, id: String) {
    switch kind {
    case .models: (.models, try Catalog(files).model(name).id)
    case .accelerators: (.accelerators, try Catalog(files).accelerator(name).id)
    case .engines: (.engines, try Catalog(files).engine(name).id)
    case .weightFormats: (.weightFormats, try Catalog(files).weightFormat(name).id)
    case .apiPrices: (.apiPrices, try APIPrice.find(name, among: APIPrice.load(files)).id)
    case .tools: (.tools, try Tool.find(name, among: Tool.load(files)).id)
    case .assumptions: (.assumptions, try Assumptions(files).required(name).key)
    case .offers: try offer(name)
    case .quality: (.taskQuality, try row(name, of: .taskQuality))
    case .qualityLevels: (.qualityLevels, try row(name, of: .qualityLevels))
    case .tasks: (.tasks, try TaskDescription.find(name, among: TaskDescription.load(files)).id)
    case .useCases: (.useCases, try UseCase.find(name, among: UseCase.load(files)).id)
    }
  }

  /// The row whose id is `name` but for case and punctuation.
  private func row(_ name: String, of file: CatalogFile) throws(CatalogError) -> String {
    let ids = try CatalogRows(file, of: files).rows.map(\.id)
    let wanted = NearestNames.folded(name)
    guard let id = ids.first(where: { NearestNames.folded($0) == wanted }) else {
      throw .unknown(
        kind: kind.noun, name: name, suggestions: NearestNames.suggestions(for: name, among: ids))
    }
    return id
  }

  /// What both files of offers say to `name`, taken together.
  private func offer(_ name: String) throws(CatalogError) -> (file: CatalogFile, id: String) {
    let rental = try Answer { () throws(CatalogError) in
      try Rental.find(name, among: Rental.load(files)).id
    }
    let serverless = try Answer { () throws(CatalogError) in
      try ServerlessOffer.find(name, among: ServerlessOffer.load(files)).id
    }
    // An id written in full is never ambiguous.
    if rental.ids == [name] { return (.rentals, name) }
    if serverless.ids == [name] { return (.serverless, name) }
    switch (rental.ids.count, serverless.ids.count) {
    case (1, 0): return (.rentals, rental.ids[0])
    case (0, 1): return (.serverless, serverless.ids[0])
    case (0, 0):
      throw .unknown(
        kind: "offer", name: name,
        suggestions: Array((rental.suggestions + serverless.suggestions).prefix(5)))
    default:
      throw .ambiguous(kind: "offer", name: name, candidates: rental.ids + serverless.ids)
    }
  }

  /// What one file says to a name: the ids that it may mean, or what it may have meant.
  private struct Answer {
    var ids: [String] = []
    var suggestions: [String] = []

    init(_ find: () throws(CatalogError) -> String) throws(CatalogError) {
      do throws(CatalogError) {
        ids = [try find()]
      } catch {
        switch error {
        case .unknown(_, _, let nearest): suggestions = nearest
        case .ambiguous(_, _, let candidates): ids = candidates
        default: throw error
        }
      }
    }
  }
}
