"""Our client beside GuideLLM's, on a mock server of stated pace and on a real model.

usage: peers.py INFERPLAN LAB

Clients take turns on the same server, round by round; what stands in the table is the median. On the
mock the truth is stated: ours has to be within a millisecond of it, beyond what the server itself
adds. On the real server clients have to agree within 3 %.
"""
import json, os, resource, statistics, subprocess, sys, tempfile, time
from lab import Program, free_port, llama, server

ROUNDS = int(os.environ.get("INFERPLAN_ROUNDS", "3"))


def children():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def ours(program, url, model, requests, concurrency, output):
    before = children()
    answer = program.json(
        "measure", url, "--model", model, "--endpoint", "completions", "--input", 128, "--output",
        output, "--concurrency", concurrency, "--requests", requests, "--warm-up", "0s",
        "--no-store", "--body", "cache_prompt=false")
    level = answer["levels"][0]
    return (level["ttft_ms"]["mean"], level["tpot_ms"]["mean"],
            level["output_tokens_per_second"], children() - before)


def guidellm(lab, folder, url, model, requests, concurrency, output):
    before = children()
    path = f"{folder}/guidellm.json"
    subprocess.run(
        [f"{lab}/peers/bin/guidellm", "run", "--backend",
         f"kind=openai_http,target={url[:-3]},model={model},request_format=/v1/completions",
         "--profile", f"kind=concurrent,streams={concurrency}", "--constraint",
         f"kind=max_requests,count={requests}", "--data",
         f"kind=synthetic_text,prompt_tokens=128,output_tokens={output}", "--tokenizer",
         f"kind=huggingface_auto,model={lab}/tokenizer", "--output", f"kind=json,path={path}",
         "--disable-progress"],
        check=True, capture_output=True, env=dict(os.environ, HF_HUB_OFFLINE="1"))
    metrics = json.load(open(path))["benchmarks"][0]["metrics"]

    def mean(name):
        return metrics[name]["successful"]["mean"]

    # What GuideLLM calls ITL is the field's TPOT without the first token.
    return (mean("time_to_first_token_ms"), mean("inter_token_latency_ms"),
            mean("output_tokens_per_second"), children() - before)


def rounds(clients):
    found = {name: [] for name in clients}
    for _ in range(ROUNDS):
        for name, run in clients.items():
            found[name].append(run())
    return {name: [statistics.median(column) for column in zip(*values)]
            for name, values in found.items()}


def table(title, found):
    print(f"\n{title}\n{'':>12}{'TTFT ms':>10}{'TPOT ms':>10}{'tok/s':>10}{'CPU s':>10}")
    for name, values in found.items():
        print(f"{name:>12}" + "".join(f"{value:>10.2f}" for value in values))


def main():
    inferplan, lab = sys.argv[1:]
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        program = Program(inferplan, folder)
        port = free_port()
        mock = [f"{lab}/peers/bin/guidellm", "mock-server", "--host", "127.0.0.1", "--port",
                str(port), "--workers", "1", "--model", "m", "--ttft-ms", "100", "--itl-ms", "10",
                "--output-tokens", "32"]
        with server(mock, port, "/health", f"{folder}/mock.log") as url:
            found = rounds({
                "inferplan": lambda: ours(program, url, "m", 24, 2, 32),
                "GuideLLM": lambda: guidellm(lab, folder, url, "m", 24, 2, 32)})
            table("Mock: TTFT 100 ms, ITL 10 ms, two streams, 24 requests", found)
            first, each = found["inferplan"][:2]
            # The mock adds its own work before a first token and between two.
            if first - 100 > found["GuideLLM"][0] - 100 + 1 or each - 10 > 1:
                wrong.append("the mock's truth")
        with llama(lab, f"{folder}/server.log") as url:
            for concurrency in [1, 4]:
                found = rounds({
                    "inferplan": lambda: ours(program, url, "gemma", 12, concurrency, 32),
                    "GuideLLM": lambda: guidellm(
                        lab, folder, url, "gemma", 12, concurrency, 32)})
                table(f"llama.cpp, Gemma 3 270M, {concurrency} streams, 12 requests", found)
                for place, name in enumerate(["TTFT", "TPOT", "throughput"]):
                    ratio = found["inferplan"][place] / found["GuideLLM"][place] - 1
                    print(f"  {name}: {ratio:+.1%}")
                    if abs(ratio) > 0.03:
                        wrong.append(f"{name} at {concurrency} streams ({ratio:+.1%})")
    if wrong:
        sys.exit("FAILED: clients disagree on " + ", ".join(wrong))
    print("passed")


main()
