import TestSupport
import Testing

@Suite("Quality in inferplan catalog")
struct CatalogQualityTests {
  @Test("Levels can be read and changed, and an unmeasured model is said to be unknown")
  func listed() throws {
    let levels = try Program.run(["catalog", "list", "quality-levels", "--filter", "chat"])
    #expect(levels.status == 0 && levels.stdout.contains("professional"))
    let model = try Program.run(["catalog", "show", "models", "tiiuae/falcon-180B"])
    #expect(model.status == 0)
    #expect(model.stdout.contains("Task scores") && model.stdout.contains("unknown"))
  }

  @Test("Results that cannot be read are bad input")
  func unreadable() throws {
    let result = try Program.run([
      "catalog", "quality", "--results", "/nonexistent.csv", "--losses", "/nonexistent.csv",
    ])
    #expect(result.status == 2 && result.stderr.contains("/nonexistent.csv"))
  }
}
