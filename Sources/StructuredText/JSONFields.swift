/// An answer that names its fields itself: for what a server writes thousands of times a second, as
/// the containers of `Encodable` take several times as long as the values in them.
///
/// It is `Encodable` all the same, with the same fields.
public protocol JSONFields: Encodable {
  /// Writes the fields in their order, under the names that they have in JSON.
  func write(to json: JSONWriter)
}

extension JSONFields {
  /// Encodes the fields; any encoder but that of ``JSONBytes`` is given the tree that they make.
  public func encode(to encoder: any Encoder) throws {
    if let encoder = encoder as? JSONValueEncoder {
      encoder.writer.group(self)
    } else {
      try Value.json(JSONBytes.encode(self)).encode(to: encoder)
    }
  }
}

extension JSONWriter {
  /// Writes a number; one that JSON has no way to write is an error of ``JSONBytes/encode(_:)``.
  public func field(_ name: StaticString, _ number: Double) {
    begin(name)
    self.number(number)
  }

  /// Writes a whole number.
  public func field(_ name: StaticString, _ number: Int) {
    begin(name)
    integer(number)
  }

  /// Writes `true` or `false`.
  public func field(_ name: StaticString, _ flag: Bool) {
    begin(name)
    bool(flag)
  }

  /// Writes a text, escaped where it must be.
  public func field(_ name: StaticString, _ text: String) {
    begin(name)
    string(text)
  }

  /// Writes a list of texts.
  public func field(_ name: StaticString, _ texts: [String]) {
    list(name, texts) { string($0) }
  }

  /// Writes a group of fields.
  public func field(_ name: StaticString, _ value: some JSONFields) {
    begin(name)
    group(value)
  }

  /// Writes a list of groups.
  public func field(_ name: StaticString, _ values: [some JSONFields]) {
    list(name, values) { group($0) }
  }

  /// Writes a number where there is one.
  public func field(_ name: StaticString, _ number: Double?) {
    if let number { field(name, number) }
  }

  /// Writes a text where there is one.
  public func field(_ name: StaticString, _ text: String?) {
    if let text { field(name, text) }
  }

  /// Writes a group where there is one.
  public func field(_ name: StaticString, _ value: (some JSONFields)?) {
    if let value { field(name, value) }
  }

  /// Writes a list of groups where there is one.
  public func field(_ name: StaticString, _ values: [some JSONFields]?) {
    if let values { field(name, values) }
  }

  func group(_ value: some JSONFields) {
    bytes.append(UInt8(ascii: "{"))
    value.write(to: self)
    bytes.append(UInt8(ascii: "}"))
  }

  private func list<Item>(_ name: StaticString, _ items: [Item], _ write: (Item) -> Void) {
    begin(name)
    bytes.append(UInt8(ascii: "["))
    for (place, item) in items.enumerated() {
      if place > 0 { bytes.append(UInt8(ascii: ",")) }
      write(item)
    }
    bytes.append(UInt8(ascii: "]"))
  }

  private func begin(_ name: StaticString) {
    if bytes.last != UInt8(ascii: "{") { bytes.append(UInt8(ascii: ",")) }
    bytes.append(UInt8(ascii: "\""))
    name.withUTF8Buffer { bytes.append(contentsOf: $0) }
    bytes.append(UInt8(ascii: "\""))
    bytes.append(UInt8(ascii: ":"))
  }
}
