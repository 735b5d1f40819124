import Catalog
import InferencePlanner
import PerformanceModel
import Testing

/// "2x RTX 4090" as a person writes it.
@Suite struct CountedHardwareTests {
  @Test(arguments: [
    ("2x RTX 4090", "rtx-4090", 2), ("2 x RTX 4090", "rtx-4090", 2),
    ("4X a100 80gb", "a100-sxm-80", 4),
    ("8×H100", "h100-sxm", 8), ("8 × H100", "h100-sxm", 8), ("2*H100", "h100-sxm", 2),
    ("1x H100", "h100-sxm", 1), ("4090", "rtx-4090", 1), ("H100", "h100-sxm", 1),
  ])
  func countsAreTakenApart(_ hardware: String, id: String, devices: Int) throws {
    let answer = try estimate(
      #"{"model": "llama-3.1-8b", "weights": "fp8", "hardware": "\#(hardware)"}"#)
    #expect(answer.deployment.accelerator.id == id)
    #expect(answer.deployment.parallelism.devices == devices)
    #expect(answer.devices == devices)
  }

  @Test func theCountMayBeSaidTwiceIfItIsTheSame() throws {
    let answer = try estimate(
      #"{"model": "llama-3.1-8b", "hardware": "4x H100", "devices": 4}"#)
    #expect(answer.deployment.parallelism == Parallelism(tensor: 4))
    #expect(answer.assumptions.contains { $0.contains("TP4") })
  }

  @Test func contradictoryCountsAreRefused() throws {
    let error = try refusal(#"{"model": "llama-3.1-8b", "hardware": "2x H100", "devices": 4}"#)
    #expect(error.description.contains("2") && error.description.contains("4"))
    #expect(!error.isInfeasible)
  }

  @Test func layoutAndCountHaveToAgree() throws {
    let error = try refusal(
      #"{"model": "llama-3.1-8b", "hardware": "H100", "devices": 8, "tensor_parallel": 4}"#)
    #expect(error.description.contains("8 devices"))
    #expect(error.description.contains("TP4"))
    #expect(error.description.contains("--replicas"))
    let answer = try estimate(
      """
      {"model": "llama-3.1-8b", "hardware": "H100", "devices": 8, "tensor_parallel": 4,
       "pipeline_parallel": 2}
      """)
    #expect(answer.deployment.parallelism.devices == 8)
  }

  @Test(arguments: ["0x H100", "x H100", "999999999999999999999x H100", "2x", "2x "])
  func whatIsNoCountIsPartOfTheName(_ hardware: String) throws {
    let error = try refusal(#"{"model": "llama-3.1-8b", "hardware": "\#(hardware)"}"#)
    guard case .catalog(.unknown(kind: "accelerator", let name, _)) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(name == hardware)
  }

  @Test func replicasMultiplyDevices() throws {
    let answer = try estimate(
      #"{"model": "llama-3.1-8b", "hardware": "2x H100", "replicas": 3}"#)
    #expect(answer.deployment.parallelism.devices == 2)
    #expect(answer.devices == 6)
  }
}
