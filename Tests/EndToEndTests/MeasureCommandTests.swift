import Foundation
import TestSupport
import Testing

@Suite("inferplan measure", .serialized)
struct MeasureCommandTests {
  private func measure(
    _ server: FakeServer, _ model: String = "steady", _ more: String...,
    environment: [String: String] = [:]
  ) throws -> Program.Result {
    try Program.run(
      ["measure", server.url, "--model", model, "--input", "32", "--output", "5"] + more,
      environment: environment)
  }

  @Test("Loads, in text and JSON, kept, listed, shown, compared, exported and forgotten")
  func whole() throws {
    try withTemporaryFolder { folder in
      let server = try FakeServer(ttft: 10, itl: 2)
      let store = folder + "/m.db"
      for _ in 0..<2 {
        let result = try measure(
          server, "steady", "--concurrency", "1,3", "--requests", "9", "--slo", "ttft.p95=2s",
          "--store", store, "--json")
        #expect(result.status == 0 && result.stderr.isEmpty, "\(result.stderr)")
        let answer = try Printed.json(result)
        #expect(answer["schema"] as? String == "inferplan.measure/1")
        let levels = try #require(answer["levels"] as? [[String: Any]])
        #expect(levels.compactMap { $0["concurrency"] as? Double } == [1, 3])
        for key in ["ttft_ms", "tpot_ms", "itl_ms", "ntpot_ms", "e2e_ms"] {
          #expect(((levels[0][key] as? [String: Any])?["mean"] as? Double ?? 0) > 1, "\(key)")
        }
        let client = try #require(levels[0]["client"] as? [String: Any])
        #expect(client["shares_host_with_server"] as? Bool == true)
      }
      func stored(_ words: String...) throws -> Program.Result {
        try Program.run(["measurements"] + words + ["--store", store])
      }
      let listed = try stored("list", "--json").stdout
      #expect(listed.contains("concurrency 3") && listed.contains("\"run\" : 2"))
      #expect(try stored("list").stdout.contains("whole"))
      let shown = try stored("show", "last").stdout
      #expect(shown.contains("run 2") && shown.contains("TPOT") && shown.contains("server's count"))
      #expect(try stored("compare", "1", "2").stdout.contains("TTFT"))
      let out = folder + "/report.yaml"
      #expect(try stored("export", "1", "--to", "benchmark-report", "-o", out).status == 0)
      let report = try String(contentsOfFile: out, encoding: .utf8)
      #expect(report.components(separatedBy: "\n---\n").count == 2)
      #expect(try stored("export", "1").stdout.contains("inferplan.measure/1"))
      #expect(try stored("delete", "1", "last").status == 0)
      #expect(try stored("list").stdout.contains("Nothing was measured"))
      let gone = try stored("show", "1")
      #expect(gone.status == 2 && gone.stderr.contains("there is no run '1'"))
    }
  }

  @Test("Bad input is answered with what is wrong and what to try")
  func badInput() throws {
    let server = try FakeServer(ttft: 5, itl: 1)
    for (words, expected) in [
      (["ftp://h/v1", "--model", "m"], "only http and https"),
      (["http://user:secret-key@h/v1", "--model", "m"], "holds credentials"),
      (["http://127.0.0.1:1/v1", "--model", "m"], "is the server running"),
      (["http://no-such-host.invalid/v1", "--model", "m"], "no connection"),
      ([server.url + "/wrong", "--model", "m"], "404"),
      ([server.url, "--model", "status-404"], "--model must be a name that the server lists"),
      ([server.url, "--model", "keyed"], "--api-key-file"),
      ([server.url, "--model", "json"], "was not streamed"),
      ([server.url, "--model", "malformed"], "malformed event stream"),
      ([server.url, "--model", "redirect"], "redirects are not followed"),
      ([server.url, "--model", "silent", "--timeout", "500ms"], "no first token in time"),
      ([server.url, "--model", "stall", "--stall-timeout", "500ms"], "stalled"),
      ([server.url], "--model"), (["--model", "m"], "<url>"),
      ([server.url, "--model", "m", "--concurrency", "1,x"], "whole numbers"),
      ([server.url, "--model", "m", "--rate", "0"], "rates such as"),
      ([server.url, "--model", "m", "--rate", "1", "--concurrency", "1"], "one of"),
      ([server.url, "--model", "m", "--find", "goodput"], "--slo"),
      ([server.url, "--model", "m", "--workload", "no-such"], "no-such"),
      ([server.url, "--model", "m", "--slo", "queue_wait.p95=1s"], "does not see"),
      ([server.url, "--model", "m", "--api-key-env", "NO_SUCH_VARIABLE"], "not set"),
      ([server.url, "--model", "m", "--api-key-file", "/nonexistent"], "no such file"),
      ([server.url, "--model", "m", "--against", "/dev/null"], "/dev/null"),
      ([server.url, "--model", "m", "--trace", "/nonexistent.csv"], "nonexistent"),
    ] {
      let result = try Program.run(["measure"] + words + ["--no-store"])
      #expect(result.status == 2 && result.stdout.isEmpty, "\(words)")
      #expect(result.stderr.contains(expected), "\(words): \(result.stderr)")
      #expect(!result.stderr.contains("secret-key"))
    }
  }

  @Test("A server that fails in every way is counted, kind by kind")
  func faults() throws {
    let server = try FakeServer(ttft: 5, itl: 1)
    let result = try measure(
      server, "flaky", "--concurrency", "4", "--requests", "32", "--stall-timeout", "500ms",
      "--no-store")
    #expect(result.status == 0, "\(result.stderr)")
    for words in ["stalled", "dropped", "HTTP status 429", "HTTP status 500", "malformed"] {
      #expect(result.stdout.contains(words), "\(words)")
    }
  }

  @Test("A key is sent, and is neither kept nor printed")
  func key() throws {
    try withTemporaryFolder { folder in
      let server = try FakeServer(ttft: 5, itl: 1)
      let store = folder + "/m.db"
      let result = try measure(
        server, "keyed", "--requests", "4", "--api-key-env", "MY_KEY", "--store", store, "--json",
        environment: ["MY_KEY": "secret-key"])
      #expect(result.status == 0, "\(result.stderr)")
      let wrong = try measure(
        server, "keyed", "--api-key-env", "MY_KEY", "--store", store,
        environment: ["MY_KEY": "hidden-word"])
      #expect(wrong.status == 2 && wrong.stderr.contains("401"))
      let files = try FileManager.default.contentsOfDirectory(atPath: folder)
      let kept = try files.map { try Data(contentsOf: URL(filePath: folder + "/" + $0)) }
      for secret in ["secret-key", "hidden-word"] {
        #expect(kept.allSatisfy { $0.range(of: Data(secret.utf8)) == nil })
        #expect(!(result.stdout + wrong.stdout + wrong.stderr).contains(secret))
      }
    }
  }

  @Test("Ctrl-C keeps what was measured; a kill loses nothing that had completed")
  func endings() throws {
    try withTemporaryFolder { folder in
      let server = try FakeServer(ttft: 10, itl: 1)
      let command =
        "inferplan measure \(server.url) --model steady --input 16 --output 3 --concurrency 2 "
        + "--duration 60s --json"
      // Threads of a test block signals, and children inherit that.
      let unblocked =
        "python3 -c 'import os, signal, sys; "
        + "signal.pthread_sigmask(signal.SIG_SETMASK, []); os.execvp(sys.argv[1], sys.argv[1:])' "
        + command
      let script = """
        \(unblocked) --store int.db > int.json & pid=$!; sleep 2; kill -INT $pid; wait $pid; echo $?
        \(unblocked) --store kill.db > kill.json & pid=$!; sleep 2; kill -KILL $pid; wait $pid; echo $?
        inferplan measurements show last --store kill.db --json > shown.json
        """
      let result = try Shell.run(script, in: folder)
      #expect(result.stdout == "0\n137\n", "\(result.stderr)")
      for file in ["int.json", "shown.json"] {
        let data = try Data(contentsOf: URL(filePath: folder + "/" + file))
        let answer = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        #expect(answer["is_whole"] as? Bool == false)
        let level = try #require((answer["levels"] as? [[String: Any]])?.first)
        let requests = try #require(level["requests"] as? [String: Any])
        #expect((requests["completed"] as? Double ?? 0) > 50, "\(file)")
      }
    }
  }

  @Test("A measured device is forecast; its own runs calibrate it, and forecasts name them")
  func calibration() throws {
    try withTemporaryFolder { folder in
      let catalog = folder + "/catalog", store = folder + "/m.db"
      let device = try Program.run([
        "measure", "--device", "--threads", "1", "--name", "bench-box", "--catalog", catalog,
      ])
      #expect(device.status == 0 && device.stdout.contains("bench-box"), "\(device.stderr)")
      let question = [
        "estimate", "--model", "llama-3.2-1b", "--hardware", "bench-box", "--engine", "llama.cpp",
        "--weights", "q4_k_m", "--input", "32", "--output", "5", "--catalog", catalog, "--json",
      ]
      let before = try Program.run(question)
      #expect(before.status == 0, "\(before.stderr)")
      let forecast = try Printed.write(before.stdout, folder + "/estimate.json")
      // Neither slower nor faster than such a machine could be.
      let times = try #require(
        (try Printed.json(before)["results"] as? [String: Any])?["latency"] as? [String: Any])
      let ttft = (times["ttft_ms"] as? Double ?? 0) * 1.4
      let tpot = (times["tpot_ms"] as? Double ?? 0) * 1.4
      let server = try FakeServer(ttft: ttft, itl: tpot)
      let measured = try measure(
        server, "steady", "--requests", "8", "--against", forecast, "--store", store, "--json")
      #expect(measured.status == 0, "\(measured.stderr)")
      #expect(try Printed.json(measured)["against"] != nil)
      let calibrated = try Program.run([
        "calibrate", "--from", "measurements", "--store", store, "--catalog", catalog,
      ])
      #expect(calibrated.status == 0, "\(calibrated.stderr)")
      let after = try Printed.json(try Program.run(question))
      let named = try #require(after["assumptions"] as? [String])
      #expect(named.contains { $0.contains("bench-box+llama.cpp") && $0.contains("run 1") })
      let later = try #require(
        (after["results"] as? [String: Any])?["latency"] as? [String: Any])
      #expect(abs((later["tpot_ms"] as? Double ?? 0) / tpot - 1) < 0.1)
      #expect(abs((later["ttft_ms"] as? Double ?? 0) / ttft - 1) < 0.1)
      let empty = try Program.run([
        "calibrate", "--from", "measurements", "--store", folder + "/none", "--catalog", catalog,
      ])
      #expect(empty.status == 2 && empty.stderr.contains("no such file"))
    }
  }
}
