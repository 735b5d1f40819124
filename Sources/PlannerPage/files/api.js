// Requests to the server that sent this page.

const tokenKey = 'inferplan.token';

// The address that the server prints may end in `#token=…`: kept for this tab
// and taken out of the address, so that it is not shared with a link.
(function keepToken() {
  const match = /^#token=([^&]+)/.exec(location.hash);
  if (!match) return;
  try { sessionStorage.setItem(tokenKey, decodeURIComponent(match[1])); } catch { /* none */ }
  history.replaceState(null, '', '#/plan');
})();

function token() {
  try { return sessionStorage.getItem(tokenKey); } catch { return null; }
}

/** What the server says is wrong (RFC 9457 problem details). */
export class ApiError extends Error {
  constructor(problem, status) {
    super(problem.detail ?? problem.title ?? `the server answered ${status}`);
    this.name = 'ApiError';
    this.status = status;
    this.type = problem.type ?? '';
    this.title = problem.title ?? '';
    /** The field that is not understood, in the request's spelling. */
    this.field = problem.field ?? null;
    this.value = problem.value ?? null;
    this.accepted = problem.accepted ?? null;
    this.suggestions = problem.suggestions ?? [];
  }
}

/** Whether it is the end of a request that nobody waits for any more. */
export function isAbort(error) {
  return error?.name === 'AbortError';
}

/** The bare response; throws ApiError unless it is 2xx. */
export async function request(path, { method = 'GET', body, type, accept, signal } = {}) {
  const headers = { Accept: accept ?? 'application/json' };
  const known = token();
  if (known) headers.Authorization = `Bearer ${known}`;
  if (body !== undefined) headers['Content-Type'] = type ?? 'application/json';
  let response;
  try {
    response = await fetch(path, { method, headers, body, signal });
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new ApiError({ title: 'No answer', detail: 'The server does not answer: has it been stopped?' }, 0);
  }
  if (response.ok) return response;
  let problem = {};
  try { problem = await response.json(); } catch { /* no body: the status says it */ }
  throw new ApiError(problem, response.status);
}

export const api = {
  async get(path, options) {
    return (await request(path, options)).json();
  },
  async post(path, value, options) {
    return (await request(path, { ...options, method: 'POST', body: JSON.stringify(value) })).json();
  },
  /** Any other body, e.g. a trace. */
  async send(path, body, type, options) {
    return (await request(path, { ...options, method: 'POST', body, type })).json();
  },
  async remove(path, options) {
    await request(path, { ...options, method: 'DELETE' });
  },
};

/**
 * Events of a POST, as they come: `for await (const {event, data} of stream(…))`
 * with `data` read from JSON. Abort with `signal`.
 */
export async function* stream(path, value, { signal } = {}) {
  const response = await request(path, {
    method: 'POST', body: JSON.stringify(value), accept: 'text/event-stream', signal,
  });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { value: piece, done } = await reader.read();
    rest += piece ?? '';
    const blocks = rest.split(/\r?\n\r?\n/);
    rest = blocks.pop();
    for (const block of blocks) {
      let event = 'message';
      const data = [];
      for (const line of block.split(/\r?\n/)) {
        if (line.startsWith('event:')) event = line.slice(6).trim();
        else if (line.startsWith('data:')) data.push(line.slice(5).trimStart());
      }
      if (data.length) yield { event, data: JSON.parse(data.join('\n')) };
    }
    if (done) return;
  }
}

/**
 * Runs one task at a time: `run(task)` aborts the one before and calls
 * `task(signal)`; gives undefined where a later one took its place.
 */
export function latest() {
  let current = null;
  return {
    async run(task) {
      current?.abort();
      const mine = new AbortController();
      current = mine;
      try {
        const value = await task(mine.signal);
        return mine === current ? value : undefined;
      } catch (error) {
        if (isAbort(error) || mine !== current) return undefined;
        throw error;
      }
    },
    abort() { current?.abort(); current = null; },
  };
}

/** Calls `action` once nothing has come for `milliseconds`. */
export function debounce(milliseconds, action) {
  let timer = 0;
  const later = (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => action(...values), milliseconds);
  };
  later.cancel = () => clearTimeout(timer);
  return later;
}

/** Calls `action` at once, but no two within `milliseconds`: of those that come sooner the last waits. */
export function paced(milliseconds, action) {
  let timer = 0, last = -Infinity;
  const call = (...values) => {
    clearTimeout(timer);
    const wait = last + milliseconds - performance.now();
    if (wait > 0) { timer = setTimeout(() => call(...values), wait); return; }
    last = performance.now();
    action(...values);
  };
  call.cancel = () => clearTimeout(timer);
  return call;
}
