import Presentation
import Quantities
import ServingSimulator

/// A run over time: requests under way, arrivals and ends, use of the caches.
public enum SimulationChart {
  private static let width = 720.0
  private static let panel = 150.0
  private static let left = 64.0

  public static func svg(_ outcome: SimulationOutcome) -> String {
    let points = outcome.result.timeline
    let panels: [(title: String, lines: [(name: String, values: [Double])])] = [
      (
        "requests",
        [("running", points.map(\.running)), ("waiting", points.map(\.waiting))]
      ),
      (
        "requests/s",
        [
          ("arriving", points.map(\.arrivalsPerSecond)),
          ("ending", points.map(\.completionsPerSecond)),
        ]
      ),
      ("KV cache, % in use", [("", points.map { $0.kvCacheUse * 100 })]),
    ]
    let height = Double(panels.count) * (panel + 50) + 40
    var drawing = SVGDocument(
      width: width, height: height, title: "The run over time, simulated")
    drawing.text("The run over time (simulated)", at: .init(left, 20), "title")
    let times = PlotAxis("seconds", covering: [0] + points.map(\.seconds))
    for (index, content) in panels.enumerated() {
      let top = 40 + Double(index) * (panel + 50)
      draw(content.title, content.lines, points.map(\.seconds), times, top, &drawing)
    }
    return drawing.text
  }

  private static func draw(
    _ title: String, _ lines: [(name: String, values: [Double])], _ seconds: [Double],
    _ times: PlotAxis, _ top: Double, _ drawing: inout SVGDocument
  ) {
    let values = PlotAxis(title, covering: [0] + lines.flatMap(\.values))
    let right = width - 16
    func x(_ value: Double) -> Double { left + (times.position(value) ?? 0) * (right - left) }
    func y(_ value: Double) -> Double { top + panel - (values.position(value) ?? 0) * panel }
    for tick in values.ticks {
      drawing.line(.init(left, y(tick.value)), .init(right, y(tick.value)), "grid")
      drawing.text(tick.label, at: .init(left - 6, y(tick.value) + 4), anchor: .end, "small")
    }
    for tick in times.ticks {
      drawing.line(.init(x(tick.value), top), .init(x(tick.value), top + panel), "grid")
      drawing.text(
        tick.label, at: .init(x(tick.value), top + panel + 16), anchor: .middle, "small")
    }
    drawing.rectangle(.init(left, top), width: right - left, height: panel, "frame")
    drawing.text(title, at: .init(16, top + panel / 2), anchor: .middle, upright: true)
    for (place, line) in lines.enumerated() {
      let corners = zip(seconds, line.values).map { SVGDocument.Place(x($0), y($1)) }
      drawing.polyline(corners, "frame series\(place)")
      if !line.name.isEmpty {
        drawing.text(
          line.name, at: .init(right - 8, top + 16 + Double(place) * 16), anchor: .end, "small")
        drawing.line(
          .init(right - 76, top + 12 + Double(place) * 16),
          .init(right - 60, top + 12 + Double(place) * 16), "series\(place)")
      }
    }
  }
}
