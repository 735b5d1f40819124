/// The part of a device that runs a network.
public enum VisionUnit: String, CaseIterable, Sendable, Codable {
  case cpu, gpu, npu

  /// What people call it.
  public var name: String { rawValue.uppercased() }
}

/// What a published figure is the time of.
public enum VisionFigure: String, CaseIterable, Sendable, Codable {
  /// One image, from its start to its end, nothing else under way.
  case latency
  /// The time between two images of a pipeline that has several under way: its reciprocal is a
  /// rate, it is not how long an image takes.
  case pipelined
  /// A share of a batch: its reciprocal is a rate.
  case batched

  /// What the figure says of frames.
  public var words: String {
    switch self {
    case .latency: "latency"
    case .pipelined: "pipelined rate"
    case .batched: "batched rate"
    }
  }
}

/// The numbers in which a network computes, as far as sources tell them apart.
public enum VisionPrecision: String, CaseIterable, Sendable, Codable {
  case fp32, fp16
  /// Weights of 8 bits, activations of 16.
  case w8a16
  case int8

  /// Bytes of a weight.
  public var bytes: Double {
    switch self {
    case .fp32: 4
    case .fp16: 2
    case .w8a16, .int8: 1
    }
  }
}

/// How much of an image's way a figure covers.
public enum VisionScope: String, CaseIterable, Sendable, Codable {
  /// The network alone.
  case inference
  /// With preparation and what follows the network.
  case endToEnd = "end-to-end"
  case unstated

  /// What the scope says of a figure.
  public var words: String {
    switch self {
    case .inference: "the network alone"
    case .endToEnd: "with preparation and what follows the network"
    case .unstated: "what is timed beside the network is not stated"
    }
  }
}
