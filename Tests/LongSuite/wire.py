"""What a socket brings, with nothing of a client on top: requests over plain sockets, timed by the kernel."""
import json, socket, struct, threading, time

SO_TIMESTAMPNS = 35


class Stream:
    """One request after the other on a connection of its own."""

    def __init__(self, port, body):
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        data = json.dumps(body).encode()
        self.request = (
            b"POST /v1/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            b"Content-Length: %d\r\n\r\n" % len(data)) + data

    def receive(self):
        """Bytes, and when the kernel had them, in seconds of CLOCK_REALTIME."""
        data, control, _, _ = self.socket.recvmsg(1 << 16, 64)
        for _, kind, value in control:
            if kind == SO_TIMESTAMPNS:
                seconds, nanoseconds = struct.unpack("qq", value[:16])
                return data, seconds + nanoseconds / 1e9
        return data, time.time()

    def ask(self):
        """TTFT and TPOT in milliseconds."""
        start = time.time()
        self.socket.sendall(self.request)
        line, first, last, tokens = b"", None, None, 0
        whole = b""
        while not whole.endswith(b"0\r\n\r\n"):
            data, came = self.receive()
            if not data:
                raise ConnectionError("the server hung up")
            whole += data
            *lines, line = (line + data).split(b"\n")
            for text in lines:
                if not text.startswith(b"data: {"):
                    continue
                chunk = json.loads(text[6:])
                if any(choice.get("text") for choice in chunk.get("choices", [])):
                    first, last = first or came, came
                tokens = (chunk.get("usage") or {}).get("completion_tokens", tokens)
        return (first - start) * 1e3, (last - first) * 1e3 / (tokens - 1)


def measure(port, model, requests, concurrency, output):
    """Means of TTFT and TPOT."""
    body = {"model": model, "prompt": "word " * 128, "max_tokens": output, "stream": True,
            "ignore_eos": True, "stream_options": {"include_usage": True}}
    found = []

    def client():
        stream = Stream(port, body)
        for _ in range(requests // concurrency):
            found.append(stream.ask())

    threads = [threading.Thread(target=client) for _ in range(concurrency)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(found) != requests // concurrency * concurrency:
        raise SystemExit("the bare client lost requests")
    return [sum(column) / len(found) for column in zip(*found)]
