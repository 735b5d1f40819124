// Simulate: requests played through a deployment, with its progress, and what
// users would feel.

import { h, fill, fold, disclosure, download } from '../dom.js';
import { api, stream, isAbort } from '../api.js';
import { field, group } from '../form.js';
import { count, seconds } from '../format.js';
import { say, setParams } from '../main.js';
import { problemBox } from './parts.js';
import { resultPanel } from './simulate/result.js';

export const title = 'Simulate';

/** Shown at first: a small day whose peak fills the cache. */
const worked = {
  model: 'llama-3.1-8b', hardware: 'L40S', engine: 'vllm', weights: 'fp8', replicas: '1', rate: '3.5/s', arrivals: 'daily', period: '20min',
  peak_factor: '1.8', input: '1024', output: '256', lengths: 'lognormal', ttft: '1s', tpot: '120ms', requests: '6000',
};
const usual = { value: '', label: 'the usual one' };
const numbers = new Set(['replicas', 'input', 'output', 'requests', 'concurrency', 'seed', 'tensor_parallel', 'max_num_seqs',
  'max_num_batched_tokens', 'burstiness', 'peak_factor', 'turns', 'queue_limit', 'replications']);

export function mount(root, params) {
  let work = null, last = null, isMounted = true;
  const change = () => {};
  const main = group([
    field({ name: 'model', label: 'Model', suggestions: ['llama-3.1-8b'] }, change),
    field({ name: 'hardware', label: 'Hardware', suggestions: ['H100'], placeholder: '2x RTX 4090' }, change),
    field({ name: 'engine', label: 'Engine', kind: 'select', choices: [usual, 'vllm', 'sglang', 'tensorrt-llm', 'llama.cpp', 'tgi'] }, change),
    field({ name: 'weights', label: 'Weights', placeholder: 'as published', suggestions: ['bf16', 'fp8', 'awq', 'gptq', 'q4_k_m', 'q8_0'] }, change),
    field({ name: 'replicas', label: 'Replicas', inputmode: 'numeric', placeholder: '1' }, change),
    field({ name: 'rate', label: 'Requests', placeholder: '8/s, 300/min' }, change),
    field({ name: 'arrivals', label: 'Arrivals', kind: 'select', choices: [
      { value: '', label: 'Poisson' }, { value: 'gamma', label: 'bursty (gamma)' }, { value: 'constant', label: 'evenly spaced' },
      { value: 'ramp', label: 'a ramp' }, { value: 'daily', label: 'a daily curve' }, { value: 'closed-loop', label: 'a closed loop' }] }, change),
    field({ name: 'workload', label: 'Workload', kind: 'select', choices: [{ value: '', label: 'lengths below' }] }, change),
    field({ name: 'input', label: 'Prompt', unit: 'tokens', placeholder: '1024', inputmode: 'numeric' }, change),
    field({ name: 'output', label: 'Answer', unit: 'tokens', placeholder: '256', inputmode: 'numeric' }, change),
    field({ name: 'lengths', label: 'Lengths', kind: 'select', choices: [
      { value: '', label: 'as usual' }, 'fixed', 'normal', 'lognormal'] }, change),
    field({ name: 'ttft', label: 'First token, p95', placeholder: '1s' }, change),
    field({ name: 'tpot', label: 'Per token, p95', placeholder: '50ms' }, change),
    field({ name: 'e2e', label: 'Whole answer, p95', placeholder: 'no limit' }, change),
    field({ name: 'requests', label: 'Requests to play', placeholder: '10000', inputmode: 'numeric' }, change),
    field({ name: 'duration', label: 'or a time', placeholder: '10min' }, change),
  ]);
  const more = group([
    field({ name: 'find', label: 'Find', kind: 'select', choices: [{ value: '', label: 'nothing: play this' },
      { value: 'rate', label: 'the highest rate that keeps the SLOs' }, { value: 'replicas', label: 'the fewest replicas that do' }] }, change),
    field({ name: 'overload', label: 'Play it even if requests outrun it', kind: 'checkbox' }, change),
    field({ name: 'tensor_parallel', label: 'Tensor parallel', inputmode: 'numeric' }, change),
    field({ name: 'kv_cache', label: 'KV cache', suggestions: ['fp16', 'fp8', 'q8_0'] }, change),
    field({ name: 'max_num_seqs', label: 'Most sequences', inputmode: 'numeric' }, change),
    field({ name: 'max_num_batched_tokens', label: 'Most tokens in a step', inputmode: 'numeric' }, change),
    field({ name: 'chunked_prefill', label: 'Chunked prefill', kind: 'select', choices: [{ value: '', label: "the engine's" }, 'on', 'off'] }, change),
    field({ name: 'prefix_caching', label: 'Prefix caching', kind: 'select', choices: [{ value: '', label: "the engine's" }, 'on', 'off'] }, change),
    field({ name: 'preemption', label: 'Preemption', kind: 'select', choices: [{ value: '', label: 'recompute' }, 'swap'] }, change),
    field({ name: 'routing', label: 'Routing', kind: 'select', choices: [{ value: '', label: 'round robin' }, 'least-connections', 'least-kv', 'prefix-affinity'] }, change),
    field({ name: 'autoscale', label: 'Autoscale', placeholder: '1-8' }, change),
    field({ name: 'cold_start', label: 'Start of a replica', placeholder: '60s' }, change),
    field({ name: 'burstiness', label: 'Burstiness (gamma)', placeholder: '1 is Poisson' }, change),
    field({ name: 'peak_factor', label: 'Peak factor (daily)', placeholder: '2' }, change),
    field({ name: 'period', label: 'Period (daily)', placeholder: '24h' }, change),
    field({ name: 'ramp_from', label: 'Ramp from', placeholder: '1/s' }, change),
    field({ name: 'ramp_over', label: 'Ramp over', placeholder: '10min' }, change),
    field({ name: 'concurrency', label: 'Clients (closed loop)', inputmode: 'numeric' }, change),
    field({ name: 'patience', label: 'Patience of users', placeholder: 'no end' }, change),
    field({ name: 'timeout', label: 'Time-out', placeholder: 'none' }, change),
    field({ name: 'turns', label: 'Turns', inputmode: 'numeric' }, change),
    field({ name: 'offer', label: 'Offer', placeholder: 'the cheapest known' }, change),
    field({ name: 'seed', label: 'Seed', placeholder: '1', inputmode: 'numeric' }, change),
  ]);

  // A trace in the place of rate and lengths.
  const traceName = h('span.muted.small', 'No trace: requests are made up from the fields.');
  const file = h('input', { type: 'file', id: 'trace-file', accept: '.csv,.jsonl,.ndjson,text/csv', onchange: () => upload() });
  const drop = h('button.button.small', { type: 'button', hidden: true, onclick: () => setTrace(null) }, 'Remove the trace');
  let trace = null;

  const run = h('button.button.primary', { type: 'submit' }, 'Run');
  const cancel = h('button.button', { type: 'button', hidden: true, onclick: () => { work?.abort(); } }, 'Cancel');
  const bar = h('progress', { max: 1, 'aria-label': 'Requests that have arrived' });
  const barText = h('span.figure.small');
  const progress = h('div.progress', { hidden: true }, bar, barText);
  const problem = h('div');
  const result = h('div.stack.busy', { 'aria-label': 'Result', role: 'region' });
  const by = (names) => names.map((name) => main.fields.get(name).node);
  const form = h('form.panel.stack', {
    'aria-label': 'What is simulated',
    onsubmit: (event) => { event.preventDefault(); start(); },
    onkeydown: (event) => { if (event.key === 'Enter' && event.target.matches('input[type=text]')) { event.preventDefault(); start(); } },
  },
  h('div.fields.narrow', by(['model', 'hardware', 'engine', 'weights', 'replicas', 'rate', 'arrivals', 'workload', 'input', 'output', 'lengths'])),
  h('fieldset.plain', h('legend', 'Objectives'), h('div.fields.narrow', by(['ttft', 'tpot', 'e2e']))),
  h('div.fields.narrow', by(['requests', 'duration'])),
  disclosure('A trace in their place', h('div.field', h('label', { for: 'trace-file' }, 'CSV or JSON lines'), file, h('div.row', traceName, drop))),
  disclosure('Scheduler, scaling and more', () => h('div.fields.narrow', [...more.fields.values()].map((one) => one.node)),
    { open: [...more.fields.keys()].some((name) => params.has(name)) }),
  h('div.run-bar.stack.tight', h('div.row', run, cancel), progress));
  root.append(
    h('header.view-head', h('h1', 'Simulate'), h('p.muted', 'Requests played through the engine’s scheduler, step by step: what users would feel, and how close it is to its limit.')),
    h('div.split', h('div.side', fold('Change what is simulated', form)), h('div.stack', problem, result)));

  const isAsked = [...params.keys()].length > 0;
  const first = isAsked ? Object.fromEntries(params) : worked;
  main.set(first);
  more.set(first);
  suggest();
  start();

  async function suggest() {
    const [models, devices, engines, cases] = await Promise.allSettled([
      api.get('/v1/catalog/models?limit=500'), api.get('/v1/catalog/accelerators?limit=500'),
      api.get('/v1/catalog/engines?limit=100'), api.get('/v1/catalog/use-cases?limit=100'),
    ]);
    if (!isMounted) return;
    if (models.value) main.fields.get('model').setChoices(models.value.rows.map((row) => row.hf_id));
    if (devices.value) main.fields.get('hardware').setChoices(devices.value.rows.map((row) => row.name));
    const reset = (name, choices) => { const one = main.fields.get(name), old = one.get(); one.setChoices(choices); one.set(old); };
    if (engines.value) reset('engine', [usual, ...engines.value.rows.map((row) => ({ value: row.id, label: row.name }))]);
    if (cases.value) reset('workload', [{ value: '', label: 'lengths below' }, ...cases.value.rows.map((row) => ({ value: row.id, label: row.description.split(' (')[0] }))]);
  }

  async function upload() {
    const [chosen] = file.files;
    if (!chosen) return;
    fill(problem);
    traceName.textContent = `Sending ${chosen.name} …`;
    try {
      const isLines = /\.(jsonl|ndjson|json)$/i.test(chosen.name);
      const answer = await api.send('/v1/traces', chosen, isLines ? 'application/x-ndjson' : 'text/csv');
      setTrace({ ...answer, name: chosen.name });
      start();
    } catch (error) {
      setTrace(null);
      fill(problem, problemBox(error));
    }
  }

  function setTrace(value) {
    trace = value;
    drop.hidden = !value;
    if (!value) file.value = '';
    traceName.textContent = value
      ? `${value.name}: ${count(value.requests)} requests${value.seconds ? ` over ${seconds(value.seconds)}` : ''}`
      : 'No trace: requests are made up from the fields.';
    for (const name of ['rate', 'arrivals', 'workload', 'input', 'output', 'lengths', 'requests', 'duration']) {
      main.fields.get(name).node.hidden = Boolean(value) && name !== 'requests';
    }
  }

  function question() {
    const texts = { ...main.get(), ...more.get() };
    const asked = {};
    for (const [name, text] of Object.entries(texts)) {
      if (['ttft', 'tpot', 'e2e'].includes(name)) continue;
      if (trace && ['rate', 'arrivals', 'workload', 'input', 'output', 'lengths', 'duration', 'requests'].includes(name)) continue;
      const plain = text.replace(/[,_\s]/g, '');
      asked[name] = text === 'true' ? true : numbers.has(name) && Number.isFinite(Number(plain)) ? Number(plain) : text;
    }
    const slo = ['ttft', 'tpot', 'e2e'].filter((name) => texts[name]).map((name) => `${name}.p95=${texts[name].replace(/\s/g, '')}`).join(',');
    if (slo) asked.slo = slo;
    if (asked.workload) { delete asked.input; delete asked.output; }
    if (asked.duration) delete asked.requests;
    if (trace) { asked.trace = trace.trace; asked.arrivals = 'trace'; asked.lengths = 'trace'; }
    return { asked, texts };
  }

  async function start(changes = {}) {
    work?.abort();
    const mine = new AbortController();
    work = mine;
    for (const [name, value] of Object.entries(changes)) (main.fields.get(name) ?? more.fields.get(name))?.set(value);
    main.clearErrors();
    more.clearErrors();
    fill(problem);
    const { asked, texts } = question();
    setParams(new URLSearchParams(texts));
    cancel.hidden = false;
    result.setAttribute('aria-busy', 'true');
    const slow = setTimeout(() => { progress.hidden = false; }, 200);
    bar.removeAttribute('value');
    barText.textContent = '';
    try {
      for await (const { event, data } of stream('/v1/simulate', asked, { signal: mine.signal })) {
        if (event === 'progress') report(data);
        else if (event === 'problem') throw Object.assign(new Error(data.detail ?? data.title), data);
        else if (event === 'result') show(data, asked);
      }
    } catch (error) {
      if (mine !== work) return;
      if (isAbort(error)) { if (isMounted) fill(problem, h('p.notice', { role: 'status' }, 'Cancelled.', last ? ' What is shown is the run before.' : '')); } else fail(error);
    } finally {
      clearTimeout(slow);
      if (mine === work) {
        cancel.hidden = true;
        progress.hidden = true;
        result.setAttribute('aria-busy', 'false');
      }
    }
  }

  function report({ arrived, expected, elapsed_seconds }) {
    if (expected) { bar.max = expected; bar.value = arrived; }
    barText.textContent = `${count(arrived)}${expected ? ` of ${count(expected)}` : ''} requests, ${seconds(elapsed_seconds)}`;
  }

  function fail(error) {
    fill(result);
    last = null;
    const spelled = { ...error, message: error.message, field: error.field, suggestions: error.suggestions ?? [] };
    if (main.showError(spelled) || more.showError(spelled)) { say(error.message); return; }
    const isOverrun = /--overload/.test(error.message);
    const advised = /(\d+) replicas would carry it/.exec(error.message)?.[1];
    fill(problem, isOverrun
      ? h('div.notice.stack.tight', { role: 'alert' },
        h('p', h('strong', 'More comes than it can serve. '), error.message.replace(/; --overload.*$/, '.')),
        h('div.row',
          advised && h('button.button.small', { type: 'button', onclick: () => start({ replicas: advised }) }, `Use ${advised} replicas`),
          h('button.button.small', { type: 'button', onclick: () => start({ overload: 'true' }) }, 'Play it all the same'),
          h('button.button.small', { type: 'button', onclick: () => start({ find: 'rate' }) }, 'Find the highest rate')))
      : problemBox(spelled));
  }

  function show(answer, asked) {
    last = answer;
    fill(result, resultPanel(answer), h('div.row',
      h('button.button.small', { type: 'button', onclick: () => download('simulation.json', 'application/json', JSON.stringify(answer, null, 2)) }, 'Save as JSON'),
      h('button.button.small', { type: 'button', onclick: () => download('timeline.csv', 'text/csv', timelineCSV(answer.timeline ?? [])) }, 'Save the timeline as CSV'),
      disclosure('The question', () => h('div.code-block', h('pre', { tabindex: '0' }, `POST /v1/simulate\n${JSON.stringify(asked, null, 2)}`)))));
    const kept = answer.slo?.length ? (answer.slo.every((one) => one.is_kept) ? 'all objectives are kept' : 'an objective is missed') : '';
    say(`Played ${count(answer.requests.completed)} requests; ${kept}`);
  }

  return () => { isMounted = false; work?.abort(); };
}

function timelineCSV(timeline) {
  const names = [...new Set(timeline.flatMap((point) => Object.keys(point)))];
  return [names, ...timeline.map((point) => names.map((name) => point[name] ?? ''))].map((row) => row.join(',')).join('\n') + '\n';
}
