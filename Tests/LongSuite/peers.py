"""Our client beside GuideLLM's and vLLM's, on a mock server of stated pace and on a real model.

usage: peers.py INFERPLAN LAB

INFERPLAN_VLLM names a vllm program to compare with; without one its bench is left out, which is said.

Clients take turns on the same server, in another order each round. What a client takes of the
processor is taken from the server, so two clients that both read the clock well still measure two
servers: on the real one, each is held against what the server says of the very requests that it sent
(its log), and on the mock against bare sockets. The figures are medians over rounds, with the least
and the most.
"""
import json, os, re, resource, statistics, subprocess, sys, tempfile
import wire
from lab import Program, free_port, llama, server

ROUNDS = int(os.environ.get("INFERPLAN_ROUNDS", "4"))
OUTPUT = 32
# Of a reading against the truth: milliseconds on the mock, shares on the real server.
MILLISECOND, SHARE = 1.0, 0.03


def children():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def ours(program, url, model, requests, concurrency):
    before = children()
    answer = program.json(
        "measure", url, "--model", model, "--endpoint", "completions", "--input", 128, "--output",
        OUTPUT, "--concurrency", concurrency, "--requests", requests, "--warm-up", "0s",
        "--no-store")
    level = answer["levels"][0]
    return [level["ttft_ms"]["mean"], level["tpot_ms"]["mean"],
            level["output_tokens_per_second"], children() - before]


def guidellm(lab, folder, url, model, requests, concurrency):
    before = children()
    path = f"{folder}/guidellm.json"
    subprocess.run(
        [f"{lab}/peers/bin/guidellm", "run", "--backend",
         f"kind=openai_http,target={url[:-3]},model={model},request_format=/v1/completions",
         "--profile", f"kind=concurrent,streams={concurrency}", "--constraint",
         f"kind=max_requests,count={requests}", "--data",
         f"kind=synthetic_text,prompt_tokens=128,output_tokens={OUTPUT}", "--tokenizer",
         f"kind=huggingface_auto,model={lab}/tokenizer", "--output", f"kind=json,path={path}",
         "--disable-progress"],
        check=True, capture_output=True, env=dict(os.environ, HF_HUB_OFFLINE="1"))
    metrics = json.load(open(path))["benchmarks"][0]["metrics"]

    def mean(name):
        return metrics[name]["successful"]["mean"]

    # What GuideLLM calls ITL is the field's TPOT without the first token.
    return [mean("time_to_first_token_ms"), mean("inter_token_latency_ms"),
            mean("output_tokens_per_second"), children() - before]


def vllm(lab, folder, url, model, requests, concurrency):
    before = children()
    subprocess.run(
        [os.environ["INFERPLAN_VLLM"], "bench", "serve", "--backend", "openai", "--base-url",
         url[:-3], "--model", model, "--tokenizer", f"{lab}/tokenizer", "--dataset-name", "random",
         "--random-input-len", "128", "--random-output-len", str(OUTPUT), "--num-prompts",
         str(requests), "--max-concurrency", str(concurrency), "--ignore-eos", "--save-result",
         "--result-dir", folder, "--result-filename", "vllm.json"],
        check=True, capture_output=True,
        env=dict(os.environ, HF_HUB_OFFLINE="1", VLLM_NO_USAGE_STATS="1"))
    result = json.load(open(f"{folder}/vllm.json"))
    return [result["mean_ttft_ms"], result["mean_tpot_ms"], result["output_throughput"],
            children() - before]


def others(lab, folder, url, model, requests, concurrency):
    """The other clients that are there, ready to run."""
    found = {"GuideLLM": guidellm}
    if os.environ.get("INFERPLAN_VLLM"):
        found["vLLM bench"] = vllm
    return {
        name: lambda client=client: client(lab, folder, url, model, requests, concurrency)
        for name, client in found.items()}


class ServerLog:
    """What llama.cpp's server says of requests, from where it was last read."""

    PATTERN = re.compile(
        r"task (\d+) \|\s+(prompt eval|eval) time =\s+([\d.]+) ms /\s+(\d+) tokens")

    def __init__(self, path):
        self.path, self.place = path, 0

    def means(self):
        """Of prompts and of tokens in milliseconds; first looks, which ask for less, do not count."""
        with open(self.path) as log:
            log.seek(self.place)
            text = log.read()
            self.place = log.tell()
        tasks = {}
        for task, kind, time, tokens in self.PATTERN.findall(text):
            tasks.setdefault(task, {})[kind] = float(time), int(tokens)
        whole = [t for t in tasks.values() if len(t) == 2 and t["eval"][1] == OUTPUT]
        if not whole:
            sys.exit("the server's log says nothing of the requests")
        return (statistics.mean(t["prompt eval"][0] for t in whole),
                statistics.mean(t["eval"][0] / (OUTPUT - 1) for t in whole),
                statistics.mean(t["prompt eval"][1] for t in whole))


def rounds(clients):
    """Every client's readings, a row a round."""
    found = {name: [] for name in clients}
    for number in range(ROUNDS):
        order = list(clients.items())
        for name, run in order if number % 2 == 0 else reversed(order):
            found[name].append(run())
    return found


def words(values, form="{:.2f}"):
    middle, low, high = statistics.median(values), min(values), max(values)
    return f"{form} ({form}–{form})".format(middle, low, high)


def mock(program, lab, folder):
    """Against bare sockets: the mock is later than it states, by its own work."""
    port = free_port()
    command = [f"{lab}/peers/bin/guidellm", "mock-server", "--host", "127.0.0.1", "--port",
               str(port), "--workers", "1", "--model", "m", "--ttft-ms", "100", "--itl-ms", "10",
               "--output-tokens", str(OUTPUT)]
    with server(command, port, "/health", f"{folder}/mock.log") as url:
        found = rounds({
            "sockets": lambda: wire.measure(port, "m", 24, 2, OUTPUT),
            "inferplan": lambda: ours(program, url, "m", 24, 2),
            **others(lab, folder, url, "m", 24, 2)})
    print("\nMock, stated TTFT 100 ms and ITL 10 ms, two streams, 24 requests")
    print(f"{'':>12}{'TTFT ms':>26}{'TPOT ms':>26}")
    for name, values in found.items():
        columns = list(zip(*values))
        print(f"{name:>12}{words(columns[0]):>26}{words(columns[1]):>26}")
    return [
        f"{name} on the mock ({off:+.2f} ms from what sockets bring)"
        for place, name in enumerate(["TTFT", "TPOT"])
        for off in [statistics.median(v[place] for v in found["inferplan"])
                    - statistics.median(v[place] for v in found["sockets"])]
        # A reading is never early: less is the machine, which was busier under the sockets.
        if off > MILLISECOND]


def real(program, lab, folder, concurrency):
    wrong = []
    path = f"{folder}/server-{concurrency}.log"
    with llama(lab, path) as url:
        log = ServerLog(path)

        def beside(run):
            readings = run()
            return readings + list(log.means())

        found = rounds({
            "inferplan": lambda: beside(lambda: ours(program, url, "gemma", 12, concurrency)),
            **{name: lambda run=run: beside(run)
               for name, run in others(lab, folder, url, "gemma", 12, concurrency).items()}})
    print(f"\nllama.cpp, Gemma 3 270M, {concurrency} streams, 12 requests; in brackets the server's own")
    for name, values in found.items():
        ttft, tpot, rate, cpu, prompt, token, tokens = zip(*values)
        print(f"{name:>12}: TTFT {words(ttft, '{:.0f}')} [{words(prompt, '{:.0f}')}] ms, "
              f"TPOT {words(tpot)} [{words(token)}] ms, {words(rate, '{:.1f}')} tok/s, "
              f"prompts of {statistics.median(tokens):.0f} tokens, client {statistics.median(cpu):.1f} s CPU")
        first = statistics.median(a / b - 1 for a, b in zip(ttft, prompt))
        each = statistics.median(a / b - 1 for a, b in zip(tpot, token))
        print(f"{'':>12}  against the server's own: TTFT {first:+.1%}, TPOT {each:+.1%}")
        if name == "inferplan":
            # With other streams a prompt also waits for the step under way, which its time leaves out.
            if concurrency == 1 and abs(first) > SHARE:
                wrong.append(f"TTFT ({first:+.1%} of the server's own)")
            if abs(each) > SHARE:
                wrong.append(f"TPOT at {concurrency} streams ({each:+.1%} of the server's own)")
    return wrong


def main():
    inferplan, lab = sys.argv[1:]
    if not os.environ.get("INFERPLAN_VLLM"):
        print("vLLM bench is LEFT OUT: INFERPLAN_VLLM names no vllm program")
    with tempfile.TemporaryDirectory() as folder:
        program = Program(inferplan, folder)
        wrong = mock(program, lab, folder)
        for concurrency in [1, 4]:
            wrong += real(program, lab, folder, concurrency)
    if wrong:
        sys.exit("FAILED: off by too much: " + ", ".join(wrong))
    print("passed")


main()
