import Quantities

/// A drawing as SVG: shapes by class, so that one style sheet colours them for light and dark pages.
///
/// Coordinates are pixels from the top left corner, written to a tenth; what is not finite is drawn
/// at 0. Text is escaped.
public struct SVGDocument: Hashable, Sendable {
  /// A place in pixels.
  public struct Place: Hashable, Sendable {
    /// Pixels from the left edge.
    public var x: Double
    /// Pixels from the upper edge.
    public var y: Double

    /// The place at these coordinates.
    public init(_ x: Double, _ y: Double) {
      self.x = x
      self.y = y
    }
  }

  /// Which part of a text stands at its place.
  public enum Anchor: String, Hashable, Sendable {
    case start, middle, end
  }

  /// Pixels.
  public let width: Double
  /// Pixels.
  public let height: Double
  /// What the drawing shows, for those who do not see it.
  public let title: String
  private var body = ""

  /// An empty drawing.
  public init(width: Double, height: Double, title: String) {
    self.width = width
    self.height = height
    self.title = title
  }

  /// Draws a straight line.
  public mutating func line(_ from: Place, _ to: Place, _ style: String) {
    body +=
      "<line x1=\"\(Self.number(from.x))\" y1=\"\(Self.number(from.y))\" "
      + "x2=\"\(Self.number(to.x))\" y2=\"\(Self.number(to.y))\"\(Self.styled(style))/>\n"
  }

  /// Draws a rectangle with this upper left corner.
  public mutating func rectangle(_ corner: Place, width: Double, height: Double, _ style: String) {
    body +=
      "<rect x=\"\(Self.number(corner.x))\" y=\"\(Self.number(corner.y))\" "
      + "width=\"\(Self.number(width))\" height=\"\(Self.number(height))\"\(Self.styled(style))/>\n"
  }

  /// Fills the area within these corners.
  public mutating func polygon(_ corners: [Place], _ style: String) {
    let places = corners.map { Self.number($0.x) + "," + Self.number($0.y) }
    body += "<polygon points=\"\(places.joined(separator: " "))\"\(Self.styled(style))/>\n"
  }

  /// Draws a line through these places.
  public mutating func polyline(_ places: [Place], _ style: String) {
    let places = places.map { Self.number($0.x) + "," + Self.number($0.y) }
    body += "<polyline points=\"\(places.joined(separator: " "))\"\(Self.styled(style))/>\n"
  }

  /// Draws dots, one a pixel: thousands of points on the same pixels stay a small file.
  ///
  /// They are one path of lines without length, whose round ends the style draws.
  public mutating func dots(_ places: [Place], _ style: String) {
    var seen: Set<Place> = []
    var path = ""
    for place in places {
      let pixel = Place(place.x.rounded(), place.y.rounded())
      guard seen.insert(pixel).inserted else { continue }
      path += "M\(Self.number(pixel.x)) \(Self.number(pixel.y))h0"
    }
    guard !path.isEmpty else { return }
    body += "<path d=\"\(path)\"\(Self.styled(style))/>\n"
  }

  /// Writes a text whose base line lies at a place; an upright one reads from bottom to top.
  public mutating func text(
    _ text: String, at place: Place, anchor: Anchor = .start, upright: Bool = false,
    _ style: String = ""
  ) {
    let x = Self.number(place.x), y = Self.number(place.y)
    let turn = upright ? " transform=\"rotate(-90 \(x) \(y))\"" : ""
    let anchored = anchor == .start ? "" : " text-anchor=\"\(anchor.rawValue)\""
    body +=
      "<text x=\"\(x)\" y=\"\(y)\"\(anchored)\(turn)\(Self.styled(style))>"
      + Self.escaped(text) + "</text>\n"
  }

  /// Draws what `content` draws, cut off at the edges of a rectangle and with its upper left corner
  /// as origin.
  public mutating func clipped(
    _ corner: Place, width: Double, height: Double, _ content: (inout SVGDocument) -> Void
  ) {
    var inner = SVGDocument(width: width, height: height, title: "")
    content(&inner)
    // An inner drawing is clipped by default; a clip path would need a name of its own.
    body +=
      "<svg x=\"\(Self.number(corner.x))\" y=\"\(Self.number(corner.y))\" "
      + "width=\"\(Self.number(width))\" height=\"\(Self.number(height))\">\n\(inner.body)</svg>\n"
  }

  /// The file's text.
  public var text: String {
    """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Self.number(width)) \
    \(Self.number(height))" width="\(Self.number(width))" height="\(Self.number(height))" role="img">
    <title>\(Self.escaped(title))</title>
    <style>
    \(ChartStyle.sheet)
    </style>
    \(body)</svg>

    """
  }

  private static func styled(_ style: String) -> String {
    style.isEmpty ? "" : " class=\"\(escaped(style))\""
  }

  /// A coordinate to a tenth of a pixel, without a needless fraction.
  static func number(_ coordinate: Double) -> String {
    guard coordinate.isFinite else { return "0" }
    let tenths = Int((min(max(coordinate, -1e6), 1e6) * 10).rounded())
    let whole = "\(tenths < 0 ? "-" : "")\(tenths.magnitude / 10)"
    return tenths.magnitude % 10 == 0 ? whole : whole + ".\(tenths.magnitude % 10)"
  }

  /// Text as XML shows it as it stands.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in PrintableText.escaped(text).unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
