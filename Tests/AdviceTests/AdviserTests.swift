import Advice
import Catalog
import Quantities
import Testing

/// The adviser over the built-in catalogs.
let adviser: Adviser = {
  do throws(CatalogError) {
    let files = try CatalogFiles()
    do throws(AdviceError) { return try Adviser(files) } catch {
      preconditionFailure(error.description)
    }
  } catch {
    preconditionFailure(error.description)
  }
}()

@Suite struct AdviserTests {
  @Test func adviceCarriesItsEvidence() throws {
    let advice = try adviser.advise(
      AdviceQuestion(facts: ["building": "mobile", "platform": "android", "app-need": "fastest"]))
    #expect(advice.recommendations.first?.tool.id == "litert")
    #expect(advice.recommendations.map(\.rank) == Array(1...advice.recommendations.count))
    #expect(advice.former.map(\.id) == ["nnapi-delegate"])
    #expect(advice.claims.map(\.id) == ["000-6"])
    #expect(advice.documented?.isEmpty == false)
    #expect(advice.changed?.contains("NNAPI") == true)
  }

  @Test(arguments: [
    ("NVIDIA Jetson Orin", "jetson"), ("Raspberry Pi 5", "raspberry-pi"),
    ("4090", "nvidia-consumer"),
    ("H100", "nvidia-datacenter"), ("L4", "nvidia-inference"), ("M4 Max", "apple-silicon"),
    ("iPhone 16 Pro", "iphone"), ("Snapdragon 8 Elite", "android-phone"), ("MI300X", "amd-gpu"),
    ("Hailo-8", "hailo"), ("RK3588", "rockchip"), ("Gaudi 3", "gaudi"), ("TPU v6e", "tpu"),
    ("Coral", "coral"), ("Arc A770", "intel-gpu"),
  ])
  func devicesAreUnderstood(name: String, hardware: String) throws {
    let kind = hardware == "coral" ? "cnn" : "transformer"
    let advice = try adviser.advise(
      AdviceQuestion(facts: ["model-kind": kind], device: name))
    #expect(advice.steps.first?.answer.answer == hardware)
  }

  @Test func aDeviceOfAnotherPlatformContradictsIt() {
    do throws(AdviceError) {
      _ = try adviser.advise(
        AdviceQuestion(
          facts: ["building": "mobile", "platform": "ios"], device: "Snapdragon 8 Elite"))
      Issue.record("it was accepted")
    } catch {
      guard case .contradiction = error else {
        Issue.record("\(error)")
        return
      }
    }
  }

  @Test func everyAcceleratorHasAClassOrIsOnlyRented() throws {
    for device in try Catalog(CatalogFiles()).accelerators where device.platform != "vendor-cloud" {
      let question = AdviceQuestion(facts: ["model-kind": "cnn"], device: device.id)
      #expect(throws: Never.self, "\(device.id)") { try adviser.advise(question) }
    }
  }

  @Test func whatIsUsualIsAssumedAndSaid() throws {
    var question = AdviceQuestion(facts: ["building": "mobile", "platform": "both"])
    let advice = try adviser.advise(question)
    #expect(advice.remarks.contains { $0.contains("--app-need custom-model") })
    question.assumes = false
    #expect(throws: AdviceError.self) { try adviser.advise(question) }
  }

  @Test func anUnknownDeviceSuggestsTheNearest() {
    do throws(AdviceError) {
      _ = try adviser.advise(AdviceQuestion(facts: ["model-kind": "cnn"], device: "Rasberry Py 5"))
      Issue.record("it was found")
    } catch {
      #expect(error.description.contains("did you mean"))
    }
  }

  @Test func pipelinesEndInARuntimeOfTheDevice() throws {
    let advice = try adviser.advise(
      AdviceQuestion(
        facts: ["from": "pytorch", "model-kind": "cnn"], device: "NVIDIA Jetson Orin"))
    #expect(advice.recommendations.first?.tool.id == "tensorrt")
    #expect(advice.commands.contains { $0.contains("trtexec") })
    #expect(advice.claims.contains { $0.id == "004-3" })
  }

  /// Every framework reaches every class of hardware, or the answer says that it does not.
  @Test func everyPipelineIsAnswered() throws {
    let frameworks = try #require(try graph.flow("training-pipeline").questions.first).answers
    let hardware = try #require(try graph.flow("hardware").questions.first).answers
    for framework in frameworks {
      for device in hardware {
        let advice = try adviser.advise(
          AdviceQuestion(
            facts: ["from": framework.answer, "hardware": device.answer, "model-kind": "cnn"]))
        #expect(
          !advice.commands.isEmpty || advice.remarks.contains { $0.contains("ONNX") },
          "\(framework.answer) to \(device.answer)")
      }
    }
  }

  /// Every leaf that the start reaches is answered with tools that live.
  @Test func everySituationIsAnswered() throws {
    for way in graph.ways(from: FlowGraph.start) {
      guard let advice = adviser.advice(way) else {
        Issue.record("no advice")
        continue
      }
      #expect(!advice.recommendations.isEmpty)
      #expect(advice.recommendations.allSatisfy { !$0.tool.state.isDead })
    }
  }
}
