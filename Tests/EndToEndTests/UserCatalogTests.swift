import TestSupport
import Testing

@Suite("A catalog folder of one's own")
struct UserCatalogTests {
  private static let header =
    "id,name,platform,architecture,memory_gb,memory_bandwidth_gb_s,"
    + "bf16_dense_tflops,tdp_w,source\n"

  private func bandwidthBound(_ environment: [String: String], _ more: String...) throws -> Double {
    let result = try Program.run(
      ["estimate", "--model", "llama-3.1-8b", "--hardware", "rtx-4090", "--json"] + more,
      environment: environment)
    try #require(result.status == 0, "\(result.stderr)")
    let results = try #require(try Printed.json(result)["results"] as? [String: Any])
    return try #require((results["latency"] as? [String: Any])?["tpot_ms"] as? Double)
  }

  @Test("A row of the folder takes the place of the built-in one, by variable and by option")
  func overriding() throws {
    try withTemporaryFolder { folder in
      // Ten times the bandwidth of the card as it is sold.
      _ = try Printed.write(
        Self.header + "rtx-4090,RTX 4090,cuda,ada-geforce,24,10080,165.2,450,test\n",
        folder + "/accelerators.csv")
      let sold = try bandwidthBound([:])
      let faster = try bandwidthBound(["INFERPLAN_CATALOG": folder])
      #expect(faster < sold / 2)
      #expect(try bandwidthBound([:], "--catalog", folder) == faster)
      // The option passes the variable.
      #expect(try bandwidthBound(["INFERPLAN_CATALOG": "/nowhere"], "--catalog", folder) == faster)
    }
  }

  @Test("An empty variable is none")
  func empty() throws {
    #expect(try bandwidthBound(["INFERPLAN_CATALOG": ""]) == bandwidthBound([:]))
  }

  @Test("A folder that is none, or no folder of catalogs, is refused by its path")
  func badFolders() throws {
    let missing = try estimate(environment: ["INFERPLAN_CATALOG": "/nowhere/catalog"])
    #expect(missing.status == 2 && missing.stdout.isEmpty)
    #expect(missing.stderr.contains("'/nowhere/catalog'"))
    try withTemporaryFolder { folder in
      _ = try Printed.write("id\n", folder + "/acelerators.csv")
      let stray = try estimate(environment: ["INFERPLAN_CATALOG": folder])
      #expect(stray.status == 2 && stray.stdout.isEmpty)
      #expect(stray.stderr.contains("acelerators.csv"))
      #expect(stray.stderr.contains("accelerators.csv"))
    }
  }

  @Test(
    "A bad row is refused by file, line and column",
    arguments: [
      ("x,X,cuda,hopper,lots,1000,100,300,test\n", ["line 2", "'memory_gb'", "'lots'"]),
      (
        "x,X,cuda,hopper,24,1000,100,300,test\n,Y,cuda,hopper,24,1000,100,300,test\n",
        ["line 3", "'id'"]
      ),
      ("x,X,cuda\n", ["line 2"]),
      ("\"x,X\n", ["accelerators.csv"]),
    ] as [(String, [String])])
  func badRows(row: String, words: [String]) throws {
    try withTemporaryFolder { folder in
      _ = try Printed.write(Self.header + row, folder + "/accelerators.csv")
      let result = try estimate(environment: ["INFERPLAN_CATALOG": folder])
      #expect(result.status == 2)
      #expect(result.stdout.isEmpty)
      #expect(result.stderr.contains(folder + "/accelerators.csv"), "\(result.stderr)")
      for words in words { #expect(result.stderr.contains(words), "\(result.stderr)") }
    }
  }

  @Test("A new price of the folder is used")
  func prices() throws {
    try withTemporaryFolder { folder in
      _ = try Printed.write(
        "id,provider,instance_type,gpu,accelerator,gpu_count,on_demand_usd_h,as_of,source\n"
          + "mine:h100,mine,h100,H100,h100-sxm,1,0.07,2026-11-01,a friend\n",
        folder + "/rentals.csv")
      let result = try estimate("--json", "--catalog", folder)
      let results = try #require(try Printed.json(result)["results"] as? [String: Any])
      let cost = try #require(results["cost"] as? [String: Any])
      #expect(cost["hourly_cost"] as? Double == 0.07)
      #expect((cost["basis"] as? String)?.hasPrefix("mine:h100") == true)
    }
  }
}
