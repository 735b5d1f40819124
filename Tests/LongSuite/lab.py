"""What the long suites share: a server on loopback, and runs of the program."""
import contextlib, json, os, socket, subprocess, sys, time, urllib.error, urllib.request

MODEL = "gemma-3-270m-q4_k_m.gguf"


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@contextlib.contextmanager
def server(command, port, health, log):
    """Runs a server until the block ends; its processor seconds are its own."""
    environment = dict(os.environ, OMP_NUM_THREADS="1")
    with open(log, "wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, env=environment)
    try:
        for _ in range(600):
            if process.poll() is not None:
                sys.exit(f"{command[0]} ended: {open(log).read()[-2000:]}")
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}{health}", timeout=2).read()
                break
            except urllib.error.HTTPError as error:
                # It answers, if only that there is nothing at this path; 503 says that it still loads.
                if error.code == 404:
                    break
                time.sleep(0.2)
            except OSError:
                time.sleep(0.2)
        else:
            sys.exit(f"{command[0]} does not answer: {open(log).read()[-2000:]}")
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        process.kill()
        process.wait()


def llama(lab, log):
    """One thread, so that others on the machine disturb it least; four slots, no prefix cache."""
    port = free_port()
    binary = max(name for name in os.listdir(lab) if name.startswith("llama-server-"))
    return server(
        [f"{lab}/{binary}", "-m", f"{lab}/{MODEL}", "--host", "127.0.0.1", "--port", str(port),
         "-t", "1", "-tb", "1", "-np", "4", "-c", "4096", "--cache-ram", "0"],
        port, "/health", log)


class Program:
    def __init__(self, path, folder):
        self.path, self.folder = os.path.abspath(path), folder
        self.environment = dict(
            os.environ, INFERPLAN_CATALOG=f"{folder}/catalog",
            INFERPLAN_MEASUREMENTS=f"{folder}/measurements.db")

    def run(self, *words):
        result = subprocess.run(
            [self.path, *map(str, words)], capture_output=True, text=True, env=self.environment)
        if result.returncode not in (0, 1) or not result.stdout:
            sys.exit(f"inferplan {' '.join(map(str, words))}: {result.stderr}")
        return result.stdout

    def json(self, *words):
        return json.loads(self.run(*words, "--json"))


def load():
    """How busy the machine is with other things, in processes that want a core."""
    return os.getloadavg()[0]
