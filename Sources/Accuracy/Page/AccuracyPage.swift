import Catalog
import Confidence
import PerformanceModel
import Presentation

/// The page that says how far forecasts lie from measurements: tables, pictures, the worst cells.
public struct AccuracyPage: Sendable {
  /// Validations by what they held out, in the order in which they are told.
  public struct HeldOut: Sendable {
    /// The coefficients under which ``validation`` forecasts, fitted without each group.
    public var grouping: CrossValidation.Grouping
    public var validation: Validation

    /// A validation that held out each group of `grouping`.
    public init(_ grouping: CrossValidation.Grouping, _ validation: Validation) {
      self.grouping = grouping
      self.validation = validation
    }
  }

  /// How many of the worst cells the page explains.
  public static let worstCells = 10

  /// The page, to be followed by what its author has to say.
  public let document: Document
  /// The pictures by their paths beside the page.
  public let pictures: [(path: String, text: String)]
  /// Names of cells among the worst that no note explains.
  public let unexplained: [String]

  /// Composes the page. The first validation is the one that pictures and cells are taken from.
  /// - Parameters:
  ///   - coefficients: what splits forecasts of the worst cells into their parts.
  ///   - folder: the folder of the pictures, beside the page.
  public init(
    _ validations: [HeldOut], coefficients: Coefficients, notes: CellNotes, folder: String
  ) {
    var blocks: [Document.Block] = [
      .heading("Accuracy", level: 1),
      .paragraph(
        "Written by Scripts/accuracy from the measurements in Data/measured. Errors are absolute "
          + "and in percent of the measurement (MdAPE is their median), bias is the median signed "
          + "error. Forecasts that are refused and rows that are no fair question are not in the "
          + "tables; inferplan validate lists them with reasons."),
    ]
    for held in validations {
      blocks.append(.heading(held.grouping.heading))
      blocks.append(.paragraph(held.grouping.words))
      blocks.append(.table(ValidationReport.errors(held.validation, .category)))
    }
    var pictures: [(path: String, text: String)] = []
    var unexplained: [String] = []
    if let first = validations.first {
      blocks.append(.heading("Forecast against measurement"))
      blocks.append(
        .paragraph(
          "Forecasts \(first.grouping.phrase), a picture for each category. On the diagonal a "
            + "forecast is right; the shaded band is 30 % on either side. Points on the same pixel "
            + "are drawn once."))
      for category in Category.allCases {
        guard let plot = CategoryPlot(first.validation, category) else { continue }
        let path = folder + "/" + plot.fileName + ".svg"
        pictures.append((path, plot.drawing.text))
        blocks.append(.heading(category.rawValue, level: 3))
        blocks.append(.picture(path: path, words: plot.words))
      }
      let cells = CellErrors.worst(first.validation, count: Self.worstCells)
      blocks += Self.worst(
        cells, of: first, coefficients: coefficients, notes: notes, unexplained: &unexplained)
    }
    document = Document(blocks)
    self.pictures = pictures
    self.unexplained = unexplained
  }

  private static func worst(
    _ cells: [CellErrors], of held: HeldOut, coefficients: Coefficients, notes: CellNotes,
    unexplained: inout [String]
  ) -> [Document.Block] {
    var blocks: [Document.Block] = [
      .heading("The worst cells"),
      .paragraph(
        "A cell is one model, format, engine, device and layout; of those with three points of a "
          + "figure or more, the \(worstCells) whose median forecast \(held.grouping.phrase) is "
          + "furthest off. Stacks that their source itself calls immature have categories of their "
          + "own and are left out. What is said of the parts of a forecast is said of the "
          + "coefficients that ship."),
    ]
    for (place, cell) in cells.enumerated() {
      let name = Self.name(cell)
      blocks.append(.heading("\(place + 1). \(name)", level: 3))
      let note = notes.note(cell)
      if note == nil { unexplained.append(name) }
      blocks.append(
        .paragraph(
          "\(cell.quantity.name) is forecast \(CellFacts.distance(cell.ratio, cell.quantity)) "
            + "(\(cell.category.rawValue)). " + (note ?? "Not explained yet.")))
      blocks.append(
        .bullets(
          CellFacts(cell: cell, validation: held.validation, coefficients: coefficients)
            .sentences))
    }
    return blocks
  }

  private static func name(_ cell: CellErrors) -> String {
    let deployment = cell.deployment
    return [
      deployment.model.id, deployment.weightFormat.id, deployment.engine.name,
      deployment.accelerator.name, deployment.parallelism.label,
    ].joined(separator: ", ")
  }
}

extension CrossValidation.Grouping {
  fileprivate var heading: String {
    switch self {
    case .source: "A source that the fit has not seen"
    case .hardware: "A device that the fit has not seen"
    case .cell: "A cell that the fit has not seen"
    case .architecture: "An architecture that the fit has not seen"
    }
  }

  fileprivate var words: String {
    switch self {
    case .source:
      "What to expect of a forecast for a machine of one's own: rows of one source share build, "
        + "host, client and definitions, so whole sources are held out and the coefficients fitted "
        + "anew without them (inferplan validate … --cross-validate source)."
    case .hardware:
      "Whole devices are held out; other devices of their architecture remain "
        + "(--cross-validate hardware)."
    case .cell:
      "A cell is one model, format, engine, device and layout (--cross-validate cell)."
    case .architecture:
      "Whole generations of hardware are held out (--cross-validate architecture)."
    }
  }

  fileprivate var phrase: String {
    switch self {
    case .source: "by a fit that has not seen the source"
    case .hardware: "by a fit that has not seen the device"
    case .cell: "by a fit that has not seen the cell"
    case .architecture: "by a fit that has not seen the architecture"
    }
  }
}
