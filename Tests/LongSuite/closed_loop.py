"""Forecast, measure, calibrate, forecast again, measure again: on a real model, on this machine.

usage: closed_loop.py INFERPLAN LAB

Fails where TTFT or TPOT after calibration are off by more than the bound. What is compared is the
median over rounds, because whatever else runs on the machine disturbs single ones; loads take turns
within a round, so that a disturbance of a minute meets all of them.
"""
import os, statistics, sys, tempfile
from lab import MODEL, Program, llama, load

BOUND = 0.10
CONCURRENCY = [1, 2, 4]
ROUNDS = int(os.environ.get("INFERPLAN_ROUNDS", "2"))
INPUT, OUTPUT = 128, 32


def forecasts(program, lab):
    found = {}
    for concurrency in CONCURRENCY:
        answer = program.json(
            "estimate", "--gguf", f"{lab}/{MODEL}", "--hardware", "lab-machine", "--engine",
            "llama.cpp", "--input", INPUT, "--output", OUTPUT, "--concurrency", concurrency)
        latency = answer["results"]["latency"]
        found[concurrency] = (latency["ttft_ms"], latency["tpot_ms"])
        named = [text for text in answer["assumptions"] if "own measurements" in text]
    return found, named


def measure(program, url, lab):
    """The median over rounds of the means of TTFT and TPOT, ms, by concurrency."""
    rounds = {concurrency: [] for concurrency in CONCURRENCY}
    for _ in range(ROUNDS):
        for concurrency in CONCURRENCY:
            # Answers of many lengths, as users ask for: equal ones would stay in lockstep.
            answer = program.json(
                "measure", url, "--model", "gemma", "--endpoint", "completions", "--hardware",
                "lab-machine", "--engine", "llama.cpp", "--gguf", f"{lab}/{MODEL}", "--input",
                INPUT, "--output", OUTPUT, "--output-cv", "0.5", "--concurrency", concurrency,
                "--duration", f"{8 + 5 * concurrency}s", "--body", "cache_prompt=false")
            level = answer["levels"][0]
            if level["requests"]["failed"]:
                sys.exit(f"requests failed: {level['requests']}")
            rounds[concurrency].append(
                (level["ttft_ms"]["mean"], level["tpot_ms"]["mean"],
                 level["output_tokens_per_second"], level["client"]["core_share"]))
    return {
        concurrency: [statistics.median(column) for column in zip(*values)]
        for concurrency, values in rounds.items()}


def table(title, forecast, measured):
    print(f"\n{title}\n{'':>14}{'forecast':>11}{'measured':>11}{'off':>9}")
    worst = 0.0
    for concurrency in CONCURRENCY:
        for place, name in enumerate(["TTFT", "TPOT"]):
            off = forecast[concurrency][place] / measured[concurrency][place] - 1
            worst = max(worst, abs(off))
            print(f"{name + ' at ' + str(concurrency):>14}{forecast[concurrency][place]:>8.1f} ms"
                  f"{measured[concurrency][place]:>8.1f} ms{off:>+9.1%}")
    return worst


def main():
    inferplan, lab = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder, llama(lab, f"{folder}/server.log") as url:
        program = Program(inferplan, folder)
        print(f"load average at the start {load():.2f}")
        print(program.run("measure", "--device", "--threads", 1, "--name", "lab-machine"))
        before, _ = forecasts(program, lab)
        first = measure(program, url, lab)
        wrong = table("Before calibration", before, first)
        print("\n" + program.run("calibrate", "--from", "measurements"))
        after, named = forecasts(program, lab)
        if not named:
            sys.exit("the forecast does not name the profile that it uses")
        second = measure(program, url, lab)
        right = table("After calibration, measured again", after, second)
        print(f"\nworst error {wrong:.1%} before, {right:.1%} after; bound {BOUND:.0%}; "
              f"client CPU {max(values[3] for values in second.values()):.2%} of a core; "
              f"load average at the end {load():.2f}")
        for concurrency in CONCURRENCY:
            drift = second[concurrency][1] / first[concurrency][1] - 1
            if abs(drift) > 0.05:
                print(f"the machine itself changed: TPOT at {concurrency} by {drift:+.1%} between "
                      "the two measurements")
        if right > BOUND:
            sys.exit(f"FAILED: off by {right:.1%} after calibration")
        print("passed")


main()
