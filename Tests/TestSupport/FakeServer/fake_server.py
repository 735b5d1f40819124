"""An OpenAI-compatible endpoint that streams at a set pace and fails on request.

The model's name says what happens, so that one server serves all tests:
  steady            tokens after ttft_ms, one every itl_ms
  no-usage          the same, without a usage block whatever is asked
  packed            two tokens in a chunk, with usage
  stall             three tokens, then nothing, the connection stays open
  drop              three tokens, then the connection closes
  malformed         an event that is no JSON
  forever           tokens without end
  error-event       an error within the stream
  json              an answer that is not streamed
  empty             a stream that ends without a token
  status-429 …      this HTTP status
  redirect          to another host
  strict            400 for ignore_eos and stream_options
  silent            accepts, and never answers
  keyed             401 unless the key is 'secret-key'
  flaky             steady at first, then every kind of fault in turn
Prints its port, and with --log writes a line a request: the times (CLOCK_MONOTONIC) at which its socket
saw the request and sent the first token.
"""
import argparse, asyncio, json, os, signal, time

parser = argparse.ArgumentParser()
parser.add_argument("--ttft-ms", type=float, default=50)
parser.add_argument("--itl-ms", type=float, default=5)
parser.add_argument("--port", type=int, default=0)
parser.add_argument("--log")
options = parser.parse_args()
log = open(options.log, "w", buffering=1) if options.log else None


def chunk(text, finish=None, chat=True):
    choice = {"index": 0, "finish_reason": finish}
    if chat:
        choice["delta"] = {"content": text} if text else {}
    else:
        choice["text"] = text or ""
    body = {"id": "x", "object": "chunk", "model": "m", "choices": [choice]}
    return b"data: " + json.dumps(body).encode() + b"\n\n"


FAULTS = ["steady", "stall", "drop", "malformed", "status-429", "status-500", "error-event", "empty"]
flaky = [0]


class Reply:
    def __init__(self, writer):
        self.writer = writer

    def head(self, status=200, kind="text/event-stream", extra=""):
        self.writer.write(
            f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\n{extra}"
            "Transfer-Encoding: chunked\r\n\r\n".encode())

    async def send(self, data):
        self.writer.write(b"%x\r\n%s\r\n" % (len(data), data))

    async def end(self):
        self.writer.write(b"0\r\n\r\n")

    async def whole(self, status, body, kind="application/json", extra=""):
        data = body.encode()
        self.writer.write(
            f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\n{extra}"
            f"Content-Length: {len(data)}\r\n\r\n".encode() + data)
        await self.writer.drain()


async def answer(reply, request, headers, chat, received):
    model = request.get("model", "steady")
    tokens = int(request.get("max_tokens", 16))
    wants_usage = request.get("stream_options", {}).get("include_usage")
    text = request["messages"][0]["content"] if chat else request["prompt"]
    prompt_tokens = 7 + len(text.split())
    if model == "flaky":
        flaky[0] += 1
        if flaky[0] > 3:
            model = FAULTS[(flaky[0] - 4) % len(FAULTS)]
    if model.startswith("status-"):
        return await reply.whole(int(model[7:]), '{"error": {"message": "as asked"}}')
    if model == "redirect":
        return await reply.whole(302, "", extra="Location: http://127.0.0.1:9/\r\n")
    if model == "json":
        return await reply.whole(200, '{"choices": [{"message": {"content": "all at once"}}]}')
    if model == "strict" and ("ignore_eos" in request or "stream_options" in request):
        return await reply.whole(400, '{"error": {"message": "unknown field"}}')
    if model == "keyed" and headers.get("authorization") != "Bearer secret-key":
        return await reply.whole(
            401, json.dumps({"error": {"message": "bad key " + headers.get("authorization", "")}}))
    if model == "silent":
        await asyncio.sleep(3600)
    loop = asyncio.get_running_loop()
    due = loop.time() + options.ttft_ms / 1e3
    await asyncio.sleep(options.ttft_ms / 1e3)
    reply.head()
    if model == "empty":
        await reply.send(b"data: [DONE]\n\n")
        return await reply.end()
    if model == "error-event":
        await reply.send(b'data: {"error": {"message": "out of memory"}}\n\n')
        return await reply.end()
    if chat:
        await reply.send(b'data: {"choices": [{"delta": {"role": "assistant", "content": ""}}]}\n\n')
    first = time.clock_gettime_ns(time.CLOCK_MONOTONIC)
    count = 0
    while count < tokens or model == "forever":
        if count:
            due += options.itl_ms / 1e3
            await asyncio.sleep(max(0, due - loop.time()))
        if count == 3 and model == "stall":
            await asyncio.sleep(3600)
        if count == 3 and model == "drop":
            return reply.writer.transport.abort()
        if count == 3 and model == "malformed":
            await reply.send(b"data: {oops\n\n")
        step = min(2, tokens - count) if model == "packed" else 1
        await reply.send(chunk("token " * step, chat=chat))
        if reply.writer.is_closing():
            return
        count += step
    await reply.send(chunk(None, "stop", chat))
    if wants_usage and model != "no-usage":
        usage = {"prompt_tokens": prompt_tokens, "completion_tokens": count}
        await reply.send(b"data: " + json.dumps({"choices": [], "usage": usage}).encode() + b"\n\n")
    await reply.send(b"data: [DONE]\n\n")
    await reply.end()
    if log:
        log.write(f"{received} {first}\n")


async def serve(reader, writer):
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            received = time.clock_gettime_ns(time.CLOCK_MONOTONIC)
            lines = head.decode("latin-1").split("\r\n")
            path = lines[0].split(" ")[1]
            headers = {}
            for line in lines[1:]:
                if ":" in line:
                    name, value = line.split(":", 1)
                    headers[name.strip().lower()] = value.strip()
            body = await reader.readexactly(int(headers.get("content-length", 0)))
            reply = Reply(writer)
            if path not in ("/v1/chat/completions", "/v1/completions"):
                await reply.whole(404, '{"error": "no such path"}')
                continue
            await answer(reply, json.loads(body), headers, path.endswith("chat/completions"), received)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", options.port, backlog=2048)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()


signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
try:
    asyncio.run(main())
except KeyboardInterrupt:
    pass
