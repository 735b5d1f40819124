// Charts of the Estimate view: each is a row of estimates, of one input after
// the other, so that it says what the figures say.

import { h } from '../../dom.js';
import { api } from '../../api.js';
import { chart } from '../../charts.js';
import * as format from '../../format.js';

/** From low to high in equal steps of a factor, whole numbers, `at` among them. */
function spread(low, high, count, at) {
  const values = new Set(Number.isFinite(at) && at >= low && at <= high ? [at] : []);
  for (let step = 0; step < count; step += 1) values.add(Math.round(low * (high / low) ** (step / (count - 1))));
  return [...values].sort((a, b) => a - b);
}

/** Estimates of a body with one field changed; what cannot be estimated is left out. */
async function series(body, name, values, signal) {
  const answers = await Promise.all(values.map((value) => api.post('/v1/estimate', { ...body, [name]: value }, { signal })
    .then((answer) => ({ value, results: answer.results })).catch((error) => { if (error.name === 'AbortError') throw error; return null; })));
  return answers.filter(Boolean);
}

const count = (value) => (value >= 1000 ? format.si(value, '', 3).replace(/\.0+(?= )/, '') : String(value));

/** {node, update(body, answer, signal)} */
export function estimateCharts() {
  const batch = memoryChart('Memory against batch', 'requests in flight');
  const context = memoryChart('Memory against context', 'prompt tokens');
  const load = chart({ title: 'Latency against load', height: 280, x: { label: 'requests in flight', log: true, format: count }, y: { label: 'time', log: true, format: format.milliseconds }, series: [] });
  const rate = chart({ title: 'Throughput against load', height: 280, x: { label: 'requests in flight', log: true, format: count }, y: { label: 'output tokens/s', zero: true, format: (value) => format.si(value) }, series: [] });
  const volume = chart({ title: 'Cost against volume', height: 280, x: { label: 'requests an hour', log: true, format: count }, y: { label: 'US dollars a month', log: true, format: format.money }, series: [] });
  const request = chart({ title: 'Cost of a million output tokens', height: 280, x: { label: 'requests an hour', log: true, format: count }, y: { label: 'US dollars', log: true, format: format.money }, series: [] });
  const node = h('div.charts.busy', [batch, context, load, rate, volume, request].map((each) => h('div.panel', each.node)));

  async function update(body, answer, signal) {
    const { workload, results } = answer;
    const batches = spread(1, Math.max(64, workload.concurrency * 2, Math.min(2048, (results.memory.largest_batch || 1) * 1.3)), 14, workload.concurrency);
    const lengths = spread(64, Math.max(32768, workload.input * 2, Math.min(262144, (results.memory.longest_context || 1) * 1.2)), 14, workload.input);
    const [byBatch, byLength] = await Promise.all([series(body, 'concurrency', batches, signal), series(body, 'input', lengths, signal)]);
    batch.draw(byBatch, results.memory.usable_gb, workload.concurrency);
    context.draw(byLength, results.memory.usable_gb, workload.input);
    const runs = byBatch.filter(({ results: each }) => each.latency.e2e_ms !== undefined && each.memory.memory_fits);
    for (const panel of [...node.children].slice(2)) panel.hidden = runs.length === 0;
    if (!runs.length) return;
    const here = { x: workload.concurrency, label: 'asked' };
    const timed = (key, name, ink) => ({ name, kind: 'line', ink, points: runs.map(({ value, results: each }) => ({
      x: value, y: each.latency[key], low: each.intervals?.[key]?.low, high: each.intervals?.[key]?.high, label: name })) });
    load.update({ rules: [here], series: [timed('e2e_ms', 'whole request', 'series-0'), timed('ttft_ms', 'first token', 'series-1'), timed('tpot_ms', 'each output token', 'series-2')],
      note: 'Bands hold 80 of 100 measurements. Beyond what fits, requests wait.' });
    rate.update({ rules: [here], note: 'All users together, of one deployment.', series: [{ name: 'output tokens/s', kind: 'line', ink: 'series-0', points: runs.map(({ value, results: each }) => ({
      x: value, y: each.throughput.output_tokens_per_second, low: each.intervals?.output_tokens_per_second?.low, high: each.intervals?.output_tokens_per_second?.high })) }] });
    await drawCost(body, answer, signal);
  }

  async function drawCost(body, answer, signal) {
    const { cost, throughput } = answer.results;
    if (cost.monthly_cost === undefined || !throughput.full_load_requests_per_second) {
      volume.update({ series: [], rules: [], note: null, empty: cost.remark ?? 'No price is known' });
      request.update({ series: [], rules: [], empty: cost.remark ?? 'No price is known' });
      return;
    }
    const full = throughput.full_load_requests_per_second * 3600, asked = Number(body.requests_per_hour);
    const most = Math.max(full * 8, asked || 0);
    const volumes = spread(Math.max(1, most / 20000), most, 16, Number.isFinite(asked) ? Math.round(asked) : undefined);
    const { offer, replicas, pricing, ...rest } = body;
    const replicasFor = (perHour) => Math.max(1, Math.ceil(perHour / full));
    // A deployment is as many replicas as the volume needs: whole machines are steps.
    const cost1 = (monthly) => (value) => monthly * replicasFor(value);
    const one = await api.post('/v1/estimate', { ...body, replicas: 1 }, { signal });
    const owned = pricing === 'owned' ? null : await api.post('/v1/estimate', { ...rest, pricing: 'owned', replicas: 1, requests_per_hour: full }, { signal }).catch(() => null);
    const price = await api.get(`/v1/catalog/api-prices?q=${encodeURIComponent(shortName(answer.deployment.model))}&limit=100`, { signal }).catch(() => null);
    const api1 = cheapest(price?.rows ?? [], answer.workload);
    const hours = Number(body.hours_per_month) || 730;
    const dense = denser(volumes);
    const line = (name, ink, monthly, kind = 'step', dashed = false) => ({ name, kind, ink, dashed, points: dense.map((value) => ({ x: value, y: monthly(value), label: name })) });
    const rented = cost1(one.results.cost.monthly_cost);
    const lines = [line(pricing === 'owned' ? 'owned' : 'rented', 'series-0', rented)];
    if (owned?.results.cost.monthly_cost) lines.push(line('owned', 'series-2', cost1(owned.results.cost.monthly_cost)));
    const rules = [];
    let verdict = '';
    if (api1) {
      const perRequest = api1.perRequest;
      lines.push(line(`API, ${api1.name}`, 'series-1', (value) => perRequest * value * hours, 'line', true));
      // The volume at which one replica costs what the API does; above a replica's load, where the steps meet it.
      const breakEven = (monthly) => {
        const exact = monthly / (perRequest * hours), stepped = cost1(monthly);
        const even = exact <= full ? exact : dense.find((value) => perRequest * value * hours >= stepped(value));
        return even && even <= most ? even : null;
      };
      const hosted = [[pricing === 'owned' ? 'owned' : 'rented', one.results.cost.monthly_cost], ['owned', owned?.results.cost.monthly_cost]]
        .filter(([, monthly]) => monthly).map(([name, monthly]) => ({ name, even: breakEven(monthly) }));
      for (const { name, even } of hosted) if (even) rules.push({ x: even, label: `${name} pays from ${format.count(even)}/h` });
      verdict = `. ${hosted.map(({ name, even }) => (even ? `${name} is cheaper from ${format.count(even)} requests an hour` : `${name} is dearer at every volume here`)).join('; ')}`;
    }
    if (Number.isFinite(asked)) rules.push({ x: asked, label: 'asked' });
    const tokens = answer.workload.output;
    volume.update({ series: lines, rules, note: `Whole replicas of ${format.significant(full)} requests an hour at full load, ${hours} hours a month${api1 ? `. API: ${api1.source}${verdict}.` : '. No API sells this model in the catalog.'}` });
    request.update({ rules, note: 'Idle machines make tokens dear.', series: lines.map((each) => ({ ...each, kind: 'line', points: each.points.map((point) => ({ ...point, y: point.y / (point.x * hours * tokens) * 1e6 })) })) });
  }

  return { node, update };
}

/** Five values between each two, so that steps are where they are. */
function denser(values) {
  return values.flatMap((value, place) => (place + 1 < values.length
    ? Array.from({ length: 6 }, (_, part) => value * (values[place + 1] / value) ** (part / 6)) : [value]));
}

function shortName(id) {
  return id.split('/').pop().replace(/-(instruct|chat|base|it)$/i, '');
}

/** The cheapest API for this workload, of the catalog's rows. */
function cheapest(rows, { input, output, cached_input: cached = 0 }) {
  const number = (value) => (value === null || value === undefined || value === '' ? NaN : Number(value));
  const priced = rows.map((row) => {
    const fresh = number(row.input_usd_per_mtok);
    const out = number(row.output_usd_per_mtok);
    const kept = number(row.cached_input_usd_per_mtok);
    return { perRequest: ((input - cached) * fresh + cached * (Number.isFinite(kept) ? kept : fresh) + output * out) / 1e6, name: row.provider ?? row.id, source: `${row.model}, ${row.as_of}` };
  }).filter((each) => each.perRequest > 0);
  return priced.sort((a, b) => a.perRequest - b.perRequest)[0] ?? null;
}

function memoryChart(title, label) {
  const parts = [['weights', 'weights_gb', 'series-0'], ['+ activations', 'activations_gb', 'series-1'], ['+ KV cache: in use', 'kv_cache_gb', 'series-2']];
  const made = chart({ title, height: 280, x: { label, log: true, format: count }, y: { label: 'GB of a device', zero: true, format: (value) => format.significant(value, 3).replace(/\.0+$/, '') }, series: [] });
  return {
    node: made.node,
    draw(answers, usable, asked) {
      // A little above the limit is enough to see where it is crossed.
      const near = answers.filter(({ results }) => results.memory.total_memory_gb <= usable * 1.6);
      const shown = near.length > 1 ? near : answers;
      made.update({
        rules: [{ y: usable, label: `may be used: ${format.gigabytes(usable)}` }, { x: asked, label: 'asked' }].filter((rule) => rule.x === undefined || shown.some((each) => each.value >= asked)),
        series: [...parts.slice(0, 2), parts[2]].map(([name, , ink], place) => ({
          name, kind: 'line', ink, points: shown.map(({ value, results: { memory } }) => ({
            x: value, label: name, y: place === 0 ? memory.weights_gb : place === 1 ? memory.weights_gb + memory.activations_gb : memory.total_memory_gb })),
        })),
      });
    },
  };
}
