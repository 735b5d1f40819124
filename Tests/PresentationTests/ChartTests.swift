import Testing

@testable import Presentation

@Suite struct ChartTests {
  private func plot(_ points: [(Double, Double)]) -> ScatterPlot {
    let values = points.flatMap { [$0.0, $0.1] }
    return ScatterPlot(
      title: "a & b", x: PlotAxis("measured, s", scale: .logarithmic, covering: values),
      y: PlotAxis("forecast, s", scale: .logarithmic, covering: values),
      series: [.init("<all>", points.map { .init(x: $0.0, y: $0.1) })], band: 0.3)
  }

  @Test func textIsEscaped() {
    let text = ScatterPlot.drawing([plot([(1, 2)])], title: "1 < 2").text
    #expect(text.contains("<title>1 &lt; 2</title>"))
    #expect(text.contains("a &amp; b"))
    #expect(text.contains("&lt;all&gt;"))
    #expect(SVGDocument.escaped("\u{1B}\"") != "\u{1B}\"")
  }

  @Test func pointsOnOnePixelAreDrawnOnce() {
    let many = (0..<5_000).map { (100 + Double($0) * 1e-4, 100.0) } + [(1, 1), (1_000, 1_000)]
    let text = ScatterPlot.drawing([plot(many)], title: "").text
    #expect(text.utf8.count < 6_000)
  }

  /// A right forecast lies on the diagonal, whatever its size.
  @Test func equalAxesPutEqualValuesOnTheDiagonal() throws {
    let axis = PlotAxis("s", scale: .logarithmic, covering: [0.01, 3, 70])
    for value in [0.01, 0.5, 3, 70] {
      let place = try #require(axis.position(value))
      #expect(place > 0 && place < 1)
      #expect(abs(axis.value(at: place) - value) < 1e-9 * value)
    }
  }

  @Test(arguments: [PlotAxis.Scale.linear, .logarithmic])
  func ticksAreFewRoundAndWithinTheRange(_ scale: PlotAxis.Scale) {
    for (least, most) in [(0.003, 0.004), (1, 9), (0.02, 45), (1e-9, 1e12), (7, 7)] {
      let axis = PlotAxis("s", scale: scale, covering: [least, most])
      #expect((1...10).contains(axis.ticks.count), "\(least) to \(most)")
      for tick in axis.ticks {
        #expect(tick.value >= axis.lower && tick.value <= axis.upper)
        #expect(tick.label.count <= 6, "\(tick.label)")
      }
    }
  }

  @Test func ticksReadAsPeopleWriteThem() {
    #expect(
      [0, 0.05, 1, 200, 5_000, 2e7, 1e-6, 1e18].map(PlotAxis.label)
        == ["0", "0.05", "1", "200", "5k", "20M", "1e-6", "1e18"])
  }

  /// A chart is drawn of what was measured: oddities must not end the program.
  @Test func valuesWithoutAPlaceAreLeftOut() {
    let odd = [(0, 1), (-1, 1), (.nan, 1), (.infinity, 2), (1, 0)] as [(Double, Double)]
    let text = ScatterPlot.drawing([plot(odd), plot([])], title: "").text
    #expect(!text.contains("nan") && !text.contains("inf"))
    #expect(!text.contains("class=\"dots"))
    #expect(SVGDocument.number(.nan) == "0")
    #expect(SVGDocument.number(-0.04) == "0")
    #expect(SVGDocument.number(-12.34) == "-12.3")
  }

  @Test func documentsShowPictures() {
    let document = Document([.picture(path: "a/b.svg", words: "TPOT [ms]")])
    #expect(document.markdown() == "![TPOT \\[ms\\]](<a/b.svg>)\n")
    #expect(document.plainText() == "TPOT [ms]: a/b.svg\n")
  }
}
