/// Points in a square, each against two axes.
public struct ScatterPlot: Hashable, Sendable {
  /// A point in the units of the axes.
  public struct Point: Hashable, Sendable {
    public var x: Double
    public var y: Double

    /// A point at these values.
    public init(x: Double, y: Double) {
      self.x = x
      self.y = y
    }
  }

  /// Points of one colour.
  public struct Series: Hashable, Sendable {
    /// What the legend calls them.
    public var name: String
    public var points: [Point]

    /// Points under a name.
    public init(_ name: String, _ points: [Point]) {
      self.name = name
      self.points = points
    }
  }

  /// The line above the plot.
  public var title: String
  /// A smaller line below that.
  public var subtitle: String
  public var x: PlotAxis
  public var y: PlotAxis
  /// The first series takes the first colour; later ones are drawn below earlier ones.
  public var series: [Series]
  /// Draws the diagonal y = x and shades what lies within this share of it; `nil` draws neither.
  public var band: Double?

  /// A plot of these series.
  public init(
    title: String, subtitle: String = "", x: PlotAxis, y: PlotAxis, series: [Series],
    band: Double? = nil
  ) {
    self.title = title
    self.subtitle = subtitle
    self.x = x
    self.y = y
    self.series = series
    self.band = band
  }

  /// The plots side by side as one drawing.
  public static func drawing(_ plots: [ScatterPlot], title: String) -> SVGDocument {
    let rows = plots.map(\.legendRows).max() ?? 0
    var drawing = SVGDocument(
      width: width * Double(max(plots.count, 1)), height: top + side + 48 + 18 * Double(rows),
      title: title)
    for (place, plot) in plots.enumerated() {
      plot.draw(in: &drawing, left: width * Double(place))
    }
    return drawing
  }

  // Pixels: the square, and what stands around it.
  private static let side = 300.0
  private static let left = 58.0
  private static let top = 44.0
  private static let width = left + side + 22
  private static let legendColumns = 2
  private var legendRows: Int {
    (series.count + Self.legendColumns - 1) / Self.legendColumns
  }

  private func draw(in drawing: inout SVGDocument, left edge: Double) {
    typealias Place = SVGDocument.Place
    let left = edge + Self.left, top = Self.top, side = Self.side
    drawing.text(title, at: Place(left, 16), "title")
    drawing.text(subtitle, at: Place(left, 33), "small")
    for tick in x.ticks {
      guard let share = x.position(tick.value) else { continue }
      let place = left + share * side
      drawing.line(Place(place, top), Place(place, top + side), "grid")
      drawing.text(tick.label, at: Place(place, top + side + 15), anchor: .middle, "small")
    }
    for tick in y.ticks {
      guard let share = y.position(tick.value) else { continue }
      let place = top + (1 - share) * side
      drawing.line(Place(left, place), Place(left + side, place), "grid")
      drawing.text(tick.label, at: Place(left - 6, place + 4), anchor: .end, "small")
    }
    drawing.clipped(Place(left, top), width: side, height: side) { inner in
      drawBand(in: &inner)
      for (place, group) in series.enumerated().reversed() {
        inner.dots(group.points.compactMap(pixel), "dots " + ChartStyle.series(place))
      }
    }
    drawing.rectangle(Place(left, top), width: side, height: side, "frame")
    drawing.text(x.label, at: Place(left + side / 2, top + side + 34), anchor: .middle)
    drawing.text(
      y.label, at: Place(edge + 13, top + side / 2), anchor: .middle, upright: true)
    drawLegend(in: &drawing, left: left, top: top + side + 54)
  }

  private func drawLegend(in drawing: inout SVGDocument, left: Double, top: Double) {
    for (place, group) in series.enumerated() {
      let column = Double(place % Self.legendColumns), row = Double(place / Self.legendColumns)
      let x = left + column * Self.side / Double(Self.legendColumns), y = top + row * 18
      drawing.dots([SVGDocument.Place(x + 4, y - 4)], "mark " + ChartStyle.series(place))
      drawing.text(group.name, at: SVGDocument.Place(x + 12, y), "small")
    }
  }

  private func drawBand(in drawing: inout SVGDocument) {
    guard let band, band >= 0, band < 1 else { return }
    func edge(_ ratio: Double) -> [SVGDocument.Place] {
      // Straight on equal scales, logarithmic or linear; a few steps more serve unequal ones.
      (0...16).compactMap { step in
        let value = x.value(at: Double(step) / 16)
        return pixel(Point(x: value, y: value * ratio))
      }
    }
    drawing.polygon(edge(1 + band) + edge(1 - band).reversed(), "band")
    if let first = edge(1).first, let last = edge(1).last {
      drawing.line(first, last, "diagonal")
    }
  }

  /// Where a point lies within the square; `nil` without a place on an axis.
  private func pixel(_ point: Point) -> SVGDocument.Place? {
    guard let right = x.position(point.x), let up = y.position(point.y) else { return nil }
    return SVGDocument.Place(right * Self.side, (1 - up) * Self.side)
  }
}
