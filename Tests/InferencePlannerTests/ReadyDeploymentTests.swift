import Catalog
import InferencePlanner
import StructuredText
import Testing

@Suite struct ReadyDeploymentTests {
  /// One deployment under other workloads and prices, and others that differ in little.
  private static let questions = [
    #"{"model":"llama-3.1-8b","hardware":"L4"}"#,
    #"{"model":"llama-3.1-8b","hardware":"L4","input":300000,"concurrency":64,"replicas":3}"#,
    #"{"model":"llama-3.1-8b","hardware":"L4","cached_input":512,"output":9,"pricing":"owned"}"#,
    #"{"model":"llama-3.1-8b","hardware":"L4","weights":"awq","pricing":"spot","pue":1.4}"#,
    #"{"model":"llama-3.1-8b","hardware":"L4","max_num_seqs":4,"concurrency":64}"#,
    #"{"model":"llama-3.1-8b","hardware":"2x L4","requests_per_hour":9000,"country":"France"}"#,
    #"{"model_size":"llama-3.1-8b","hardware_type":"L4","tokens":100}"#,
  ]

  @Test("An answer does not depend on what was asked before")
  func independence() throws {
    let busy = try Estimator(CatalogFiles())
    for question in Self.questions + Self.questions.reversed() {
      let request = try request(question)
      let answer = try JSONBytes.encode(EstimateAnswer(busy.estimate(request)))
      let alone = try JSONBytes.encode(
        EstimateAnswer(Estimator(CatalogFiles()).estimate(request)))
      #expect(answer == alone, "\(question)")
    }
  }
}
