import Advice
import Catalog
import Economics
import InferencePlanner
import Presentation
import Quality

/// Writes guides: templates with every figure computed or taken from a catalog with its date.
public struct GuideWriter: Sendable {
  let files: CatalogFiles
  let adviser: Adviser
  let planner: Planner
  let estimator: Estimator
  let rentals: [Rental]
  let assumptions: Assumptions

  /// Reads the catalogs.
  public init(_ files: CatalogFiles) throws(AdviceError) {
    self.files = files
    adviser = try Adviser(files)
    do throws(PlannerError) {
      planner = try Planner(files)
      estimator = try Estimator(files)
    } catch {
      throw .planner(error)
    }
    do throws(CatalogError) {
      rentals = try Rental.load(files)
      assumptions = try Assumptions(files)
    } catch {
      throw .catalog(error)
    }
  }

  /// The guide as a document.
  /// - Throws: ``AdviceError`` for a directive that names what no catalog knows.
  public func document(_ guide: Guide) throws(AdviceError) -> Document {
    guard let text = guide.template else {
      throw .field(
        name: "guide", found: guide.rawValue,
        accepted: Guide.allCases.map(\.rawValue).joined(separator: ", "))
    }
    return try document(template: text)
  }

  /// A template filled in.
  func document(template text: String) throws(AdviceError) -> Document {
    var blocks: [Document.Block] = []
    for part in GuideTemplate(text).parts {
      switch part {
      case .block(let block): blocks.append(block)
      case .directive(let call):
        guard let directive = Self.directives[call.name] else {
          throw .field(
            name: "directive", found: call.name,
            accepted: Self.directives.keys.sorted().joined(separator: ", "))
        }
        blocks += try directive(self, call)
      }
    }
    return Document(blocks)
  }

  /// Fills in one directive.
  typealias Directive =
    @Sendable (GuideWriter, DirectiveCall) throws(AdviceError) -> [Document.Block]

  /// The directives by name.
  static let directives: [String: Directive] = [
    "tools": { writer, call throws(AdviceError) in try writer.toolTable(call) },
    "tool-catalog": { writer, _ throws(AdviceError) in writer.toolCatalog() },
    "flow": { writer, call throws(AdviceError) in try writer.flowTables(call) },
    "mermaid": { writer, call throws(AdviceError) in try writer.drawing(call) },
    "flow-text": { writer, call throws(AdviceError) in try writer.outline(call) },
    "pitfalls": { writer, _ throws(AdviceError) in try writer.pitfallTable() },
    "memory": { writer, call throws(AdviceError) in try writer.memoryTable(call) },
    "estimates": { writer, call throws(AdviceError) in try writer.estimateTable(call) },
    "formats": { writer, call throws(AdviceError) in try writer.formatTable(call) },
    "batches": { writer, call throws(AdviceError) in try writer.batchTable(call) },
    "compare": { writer, call throws(AdviceError) in try writer.comparison(call) },
    "summary": { writer, call throws(AdviceError) in try writer.comparisonSummary(call) },
    "plan": { writer, call throws(AdviceError) in try writer.plan(call) },
    "plans": { writer, call throws(AdviceError) in try writer.planMatrix(call) },
    "rentals": { writer, call throws(AdviceError) in try writer.rentalMatrix(call) },
    "instances": { writer, call throws(AdviceError) in try writer.instances(call) },
    "devices": { writer, call throws(AdviceError) in try writer.deviceTable(call) },
    "assumptions": { writer, call throws(AdviceError) in try writer.assumptionTable(call) },
    "advise": { writer, call throws(AdviceError) in try writer.advice(call) },
    "levels": { writer, call throws(AdviceError) in try writer.levels(call) },
    "duties": { writer, call throws(AdviceError) in try writer.duties(call) },
    "rollout": { writer, _ throws(AdviceError) in try writer.rollout() },
    "claims": { writer, call throws(AdviceError) in writer.claims(call) },
  ]
}
