import Catalog
import PerformanceModel
import Quantities

/// How a row's devices share the work: the layout of one replica and the number of replicas.
struct ReplicaLayout {
  var parallelism = Parallelism()
  var replicas = 1.0
  /// Prompts are processed on other devices than answers.
  var isDisaggregated = false
  var assumptions: [String] = []

  init(
    _ point: MeasuredPoint, reading: MeasurementRules.Reading, engine: Engine,
    model: ModelArchitecture, device: Accelerator, format: WeightFormat
  ) throws(Skipped) {
    if point.notes["mode"] == "disagg" {
      guard let workers = point.notes.count("decode_num_workers"), workers > 0 else {
        throw Skipped("disaggregated, with an unstated number of workers")
      }
      isDisaggregated = true
      replicas = Double(workers)
      parallelism = try Self.grid(point.notes, prefix: "decode_", model: model)
    } else if point.notes.count("tp_size") != nil {
      parallelism = try Self.grid(point.notes, prefix: "", model: model)
    } else {
      try readColumns(
        point, reading: reading, engine: engine, model: model, device: device, format: format)
    }
  }

  /// The layout of the serving grid, from `tp_size`, `attention_dp_size`, `moe_tp_size` and
  /// `moe_ep_size`.
  ///
  /// Where experts are cut both ways the grid multiplied the two: `tp_size=64; moe_tp_size=8;
  /// moe_ep_size=8` are eight devices (their times are those of eight with `moe_ep_size=1`).
  private static func grid(
    _ notes: Notes, prefix: String, model: ModelArchitecture
  ) throws(Skipped) -> Parallelism {
    var tensor = notes.count(prefix + "tp_size") ?? 1
    var copies = notes.count(prefix + "attention_dp_size") ?? 1
    let ways = notes.count(prefix + "moe_tp_size") ?? 1
    let experts = notes.count(prefix + "moe_ep_size") ?? 1
    if ways > 1, ways == experts, tensor * copies == ways * experts {
      if tensor > 1 { tensor = ways } else { copies = ways }
    }
    guard tensor <= 16 else {
      throw Skipped("the layout is a count of all devices, not of one replica's")
    }
    return Parallelism(
      tensor: tensor, pipeline: notes.count(prefix + "pp_size") ?? 1, attentionData: copies,
      isExpertParallel: experts > 1 && model.isMixtureOfExperts)
  }

  private mutating func readColumns(
    _ point: MeasuredPoint, reading: MeasurementRules.Reading, engine: Engine,
    model: ModelArchitecture, device: Accelerator, format: WeightFormat
  ) throws(Skipped) {
    let devices = max(1, point.devices ?? Self.devices(in: point.notes))
    if reading.has(.layerSplit) {
      parallelism = Parallelism(pipeline: devices)
      return
    }
    let expertParallel = (point.notes.count("ep") ?? 1) > 1 && model.isMixtureOfExperts
    let pipeline = point.pipeline ?? 1
    let copies = point.data ?? 1
    var tensor = point.tensor
    if tensor == nil, devices > 1 {
      if !engine.supportsTensorParallelism {
        parallelism = Parallelism(pipeline: devices)
        return
      }
      tensor =
        point.source.hasPrefix("MLPerf")
        ? Self.smallestThatFits(model: model, format: format, device: device, devices: devices)
        : devices
      assumptions.append("TP\(tensor ?? 1)")
    }
    var ranks = tensor ?? 1
    // Neuron and TPU tables count cores, of which a device has several.
    if ranks * pipeline * copies > devices { ranks = max(1, devices / (pipeline * copies)) }
    let used = ranks * pipeline * copies
    guard devices % used == 0 else { throw Skipped("devices and parallel layout disagree") }
    let isReplicated = devices > used
    guard !isReplicated || point.source.hasPrefix("MLPerf") || point.mode == .memory else {
      throw Skipped("devices and parallel layout disagree")
    }
    replicas = Double(copies) * Double(devices / used)
    parallelism = Parallelism(
      tensor: ranks, pipeline: pipeline, isExpertParallel: expertParallel && ranks > 1)
  }

  /// The smallest power of two of devices whose memory the weights fill to three fifths at most.
  private static func smallestThatFits(
    model: ModelArchitecture, format: WeightFormat, device: Accelerator, devices: Int
  ) -> Int {
    let bytes = format.bytes(ParameterInventory(model), of: model)
    let total = TensorRole.allCases.reduce(0) { $0 + bytes[$1] }
    var ranks = 1
    while ranks < devices, devices % (ranks * 2) == 0,
      total > 0.6 * device.visibleMemory.value * Double(ranks)
    {
      ranks *= 2
    }
    return ranks
  }

  /// The devices that the notes of a memory row count.
  private static func devices(in notes: Notes) -> Int {
    for mark in [" GPU(s)", " device(s)", "x A100"] {
      if let count = notes.number(before: mark), count >= 1, count <= 1024 { return Int(count) }
    }
    return 1
  }
}
