import Catalog
import Quantities

/// Understands devices as people name them, and what class of hardware they are.
struct DeviceFacts {
  let graph: FlowGraph
  let catalog: Catalog

  /// The question with the class of its device among the facts.
  /// - Throws: ``AdviceError/catalog(_:)`` with the nearest names for a device that nothing knows,
  ///   ``AdviceError/contradiction(_:_:reason:)`` for a device of another class than was said.
  func resolve(_ question: AdviceQuestion) throws(AdviceError) -> AdviceQuestion {
    var question = question
    guard let device = question.device else { return question }
    let (hardware, words) = try hardwareClass(device)
    if let said = question.facts["hardware"], said != hardware {
      throw .contradiction(
        Fact("hardware", said), Fact("device", device), reason: "\(words) is \(hardware)")
    }
    question.facts["hardware"] = hardware
    question.remarks.append("\(device): understood as \(words), of class \(hardware)")
    return question
  }

  /// The class of a device, and what it was understood as.
  private func hardwareClass(_ name: String) throws(AdviceError) -> (String, String) {
    let question = try AdviceError.fromCatalog { () throws(CatalogError) in
      try graph.flow("hardware").questions.first
    }
    let answers = question?.answers ?? []
    do throws(CatalogError) {
      let accelerator = try catalog.accelerator(name)
      guard let id = accelerator.hardwareClass, answers.contains(where: { $0.answer == id }) else {
        throw .unknown(
          kind: "class of hardware for", name: accelerator.name, suggestions: answers.map(\.answer))
      }
      return (id, accelerator.name)
    } catch {
      if case .ambiguous(_, _, let candidates) = error {
        let classes = Set(
          candidates.compactMap { candidate in
            catalog.accelerators.first { $0.id == candidate }?.hardwareClass
          })
        if let only = classes.first, classes.count == 1 {
          return (only, "one of \(candidates.joined(separator: ", "))")
        }
      }
      if let answer = try? question?.answer(name) { return (answer.answer, answer.label) }
      // A class whose word stands in the name: "Raspberry Pi 5".
      let folded = NearestNames.folded(name)
      for answer in answers {
        let words = [answer.answer] + answer.aliases
        if words.contains(where: {
          $0.utf8.count > 3 && folded.starts(with: NearestNames.folded($0))
        }) {
          return (answer.answer, answer.label)
        }
      }
      if case .unknown(_, _, let suggestions) = error {
        let classes = NearestNames.suggestions(
          for: name, among: answers.flatMap { [$0.answer] + $0.aliases })
        throw .catalog(.unknown(kind: "device", name: name, suggestions: suggestions + classes))
      }
      throw .catalog(error)
    }
  }
}

extension Accelerator {
  /// The class under which flows know the device; `nil` for chips that only their vendor runs.
  var hardwareClass: String? {
    switch (kind, platform) {
    case (_, "rocm"): "amd-gpu"
    case (_, "xpu"): "intel-gpu"
    case (_, "gaudi"): "gaudi"
    case (_, "tpu"): "tpu"
    case (_, "neuron"): "inferentia"
    case (.edge, "cuda"): "jetson"
    case (.datacenterGPU, "cuda"):
      // Cards without HBM are sold for inference.
      (memoryBandwidth ?? 0) < 880e9 ? "nvidia-inference" : "nvidia-datacenter"
    case (.workstationGPU, "cuda"): "nvidia-workstation"
    case (.consumerGPU, "cuda"): "nvidia-consumer"
    case (.appleSoC, _): "apple-silicon"
    case (.mobile, _):
      vendor == "Apple" ? "iphone" : id.hasPrefix("sd-x") ? "windows-npu" : "android-phone"
    case (.edge, "mcu"): "microcontroller"
    case (.edge, "npu"):
      switch vendor {
      case "Google": "coral"
      case "Rockchip": "rockchip"
      default: "hailo"
      }
    case (.edge, _): "raspberry-pi"
    case (.cpu, _):
      switch vendor {
      case "Intel": "intel-cpu"
      case "AMD": "amd-cpu"
      default: "raspberry-pi"
      }
    default: nil
    }
  }
}
