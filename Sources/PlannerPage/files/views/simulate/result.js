// The answer of a simulation.

import { h, disclosure } from '../../dom.js';
import { chart } from '../../charts.js';
import { milliseconds, seconds, count, percent, significant, money, rate, shortModel } from '../../format.js';
import { table } from '../../table.js';

const latencies = [
  ['ttft_ms', 'First token (TTFT)', 'ttft'], ['tpot_ms', 'Per further token (TPOT)', 'tpot'],
  ['e2e_ms', 'Whole answer (E2E)', 'e2e'], ['queue_wait_ms', 'Wait in the queue', ''],
];
const ranks = [['mean', 'Mean'], ['p50', 'p50'], ['p90', 'p90'], ['p95', 'p95'], ['p99', 'p99'], ['max', 'Max']];

export function resultPanel(answer) {
  return [verdict(answer), tiles(answer), warnings(answer), percentiles(answer), timeline(answer), further(answer)];
}

function verdict({ slo, deployment, throughput, found, run, occupancy }) {
  const missed = (slo ?? []).filter((one) => !one.is_kept);
  const name = `${shortModel(deployment.model)} ${deployment.weights} on ${deployment.replicas > 1 ? `${deployment.replicas}× ` : ''}${deployment.hardware}, ${deployment.engine}`;
  const text = !slo?.length ? `${percent(100 * occupancy.utilization)} of the time at work`
    : missed.length === 0 ? 'Keeps every objective' : `Misses ${missed.map((one) => one.name).join(' and ')}`;
  return h('section.verdict', { class: !slo?.length ? '' : missed.length ? 'is-bad' : 'is-good' },
    h('h2', text),
    h('p', name, h('span.muted', ` · ${run.requests_per_second ? `${rate(run.requests_per_second)} ` : ''}${run.arrivals}, ${significant(run.mean_input)} → ${significant(run.mean_output)} tokens, ${seconds(run.duration_seconds)} played`)),
    found?.rate !== undefined && h('p', 'The highest rate that keeps the objectives: ', h('strong', rate(found.rate))),
    found?.replicas !== undefined && h('p', 'The fewest replicas that keep the objectives: ', h('strong', count(found.replicas))),
    throughput.good_share !== undefined && slo?.length > 0 && h('p.muted.small', `${percent(100 * throughput.good_share, 3)} of the requests kept all of them.`));
}

function tile(name, figure, note, kind) {
  return h('div.tile', { class: kind }, h('dt', name), h('dd', h('span.tile-figure', figure), note && h('span.muted.small.block', note)));
}

function tiles({ throughput, run, occupancy, cost, energy, requests, deployment }) {
  const limit = run.saturation_requests_per_second_per_replica * deployment.replicas;
  const load = run.requests_per_second && limit ? run.requests_per_second / limit : null;
  return h('dl.tiles',
    throughput.goodput_requests_per_second !== undefined && tile('Goodput', rate(throughput.goodput_requests_per_second), 'requests that keep the objectives'),
    tile('Throughput', `${significant(throughput.output_tokens_per_second)} tok/s`, `${rate(throughput.requests_per_second)} answered`),
    load !== null && tile('Load', percent(100 * load), `saturates at ${rate(limit)}`, load > 1 ? 'is-bad' : load > 0.85 ? 'is-warn' : ''),
    tile('KV cache, peak', percent(100 * occupancy.peak_kv_cache_use), `${percent(100 * occupancy.mean_kv_cache_use)} in the mean`, occupancy.peak_kv_cache_use > 0.95 ? 'is-warn' : ''),
    tile('Batch', significant(occupancy.mean_batch), `largest ${count(occupancy.largest_batch)}, longest queue ${count(occupancy.longest_queue)}`),
    cost?.usd_per_million_output_tokens !== undefined && tile('Cost', `${money(cost.usd_per_million_output_tokens)}/M tok`, cost.title),
    energy?.joules_per_output_token !== undefined && tile('Energy', `${significant(energy.joules_per_output_token)} J/tok`, energy.kilowatt_hours !== undefined ? `${significant(energy.kilowatt_hours)} kWh in all` : ''),
    requests.preemptions > 0 && tile('Preempted', count(requests.preemptions), 'requests that lost their cache', 'is-warn'));
}

function warnings({ warnings: told = [], near_saturation: near, run, requests, throughput }) {
  const lines = [...told];
  const lost = [['rejected', 'were rejected'], ['too_long', 'were too long'], ['timed_out', 'timed out'], ['cancelled', 'were given up by users'], ['in_flight', 'were still in flight']]
    .filter(([name]) => requests[name] > 0).map(([name, text]) => `${count(requests[name])} ${text}`);
  if (lost.length) lines.push(`Of ${count(requests.arrived)} requests ${lost.join(', ')}.`);
  if (run.requests_per_second && throughput.requests_per_second < 0.9 * run.requests_per_second) {
    lines.push(`${rate(run.requests_per_second)} come and ${rate(throughput.requests_per_second)} are answered: the queue grows for as long as it lasts.`);
  }
  if (near) {
    lines.push(`Near saturation (${percent(100 * near.load)} of what it can serve): with 3 % more or less capacity the p95 of a whole answer lies anywhere from ${milliseconds(Math.min(...near.e2e_ms.p95))} to ${milliseconds(Math.max(...near.e2e_ms.p95))}.`);
  }
  return lines.length > 0 && h('div.notice', { role: 'note' }, lines.length === 1 ? h('p', lines[0]) : h('ul.list', lines.map((line) => h('li', line))));
}

function percentiles(answer) {
  const objectives = new Map((answer.slo ?? []).map((one) => [one.name, one]));
  const rows = latencies.filter(([key]) => answer[key]).map(([key, label, short]) => ({ label, short, ...answer[key] }));
  return h('section.panel', h('h3', 'Latency'), table({
    caption: 'Latency percentiles', rows, rowHeader: 'label', columns: [
      { key: 'label', label: 'What', sort: false },
      ...ranks.map(([key, label]) => ({ key, label, sort: false, numeric: true, format: (value, row) => {
        const objective = objectives.get(`${row.short}.${key}`);
        return [milliseconds(value), objective && h('span.small.block', { class: objective.is_kept ? 'good' : 'bad' },
          `${objective.is_kept ? '✓ within' : '✗ over'} ${milliseconds(objective.limit_ms)}`)];
      } })),
    ],
  }).node);
}

function timeline(answer) {
  const points = coarse(answer.timeline ?? [], 80);
  if (points.length < 2) return null;
  const last = points.at(-1).seconds;
  const [scale, unit] = last > 10800 ? [3600, 'h'] : last > 300 ? [60, 'min'] : [1, 's'];
  const x = { label: `Time, ${unit}`, zero: true, max: last / scale, format: (value) => significant(value, 3).replace(/\.0+$/, '') };
  const series = (name, key, ink, factor = 1, more = {}) => ({
    name, kind: 'line', ink, points: points.filter((one) => Number.isFinite(one[key])).map((one) => ({ x: one.seconds / scale, y: one[key] * factor })), ...more,
  });
  const plain = (value) => (Number.isInteger(value) ? count(value) : significant(value, 2));
  const limit = answer.run.saturation_requests_per_second_per_replica * answer.deployment.replicas;
  const height = 210;
  const kept = (name) => answer.slo?.find((one) => one.name === name);
  const has = (key) => points.some((one) => Number.isFinite(one[key]));
  const latency = (title, stem) => has(`${stem}_p95_ms`) && chart({
    title, height, x, y: { label: 'ms', zero: true, format: plain },
    series: [series('p50', `${stem}_p50_ms`, 'series-2'), series('p95', `${stem}_p95_ms`, 'series-1'), ...(has(`${stem}_p99_ms`) ? [series('p99', `${stem}_p99_ms`, 'series-5')] : [])],
    rules: kept(`${stem}.p95`) ? [{ y: kept(`${stem}.p95`).limit_ms, label: 'p95 objective' }] : [],
  }).node;
  const running = Math.max(...points.map((one) => one.running)), waiting = Math.max(...points.map((one) => one.waiting));
  return h('section.stack', h('h3', 'Over time'), h('div.timelines',
    panel(chart({
      title: 'Batch and queue', height, x, y: { label: 'Requests', zero: true, format: plain },
      series: [series('running', 'running', 'series-0'), series('waiting', 'waiting', 'series-1')],
      note: `At most ${plain(running)} running and ${plain(waiting)} waiting, means of ${seconds(points[1].seconds - points[0].seconds)}`,
    }).node),
    panel(chart({
      title: 'KV cache in use', height, x, y: { label: '%', zero: true, max: 100, format: plain },
      series: [series('in use', 'kv_cache_use', 'series-3', 100)], note: 'Share of the blocks of all replicas',
    }).node),
    panel(chart({
      title: 'Requests', height, x, y: { label: 'Requests/s', zero: true, format: plain },
      series: [series('arriving', 'arrivals_per_second', 'series-0'), series('answered', 'completions_per_second', 'series-2')],
      rules: limit ? [{ y: limit, label: 'saturation' }] : [], note: 'Arriving and answered',
    }).node),
    panel(latency('Time to the first token', 'ttft')), panel(latency('Time per token', 'tpot')), panel(latency('Whole answer', 'e2e')),
    !has('e2e_p95_ms') && panel(quantiles(answer, height))));
}

/** Slices joined until there are few enough that their rates can be read. */
function coarse(slices, most) {
  const size = Math.ceil(slices.length / most);
  if (size < 2) return slices;
  const joined = [];
  for (let at = 0; at < slices.length; at += size) {
    const part = slices.slice(at, at + size);
    joined.push(Object.fromEntries(Object.keys(part[0]).map((key) => {
      const values = part.map((one) => one[key]).filter(Number.isFinite);
      return [key, values.reduce((sum, value) => sum + value, 0) / values.length];
    })));
  }
  return joined;
}

function panel(node) {
  return node && h('div.panel', node);
}

/** Latency against its percentile, where the timeline has none. */
function quantiles(answer, height) {
  const at = [['p50', 50], ['p90', 90], ['p95', 95], ['p99', 99]];
  const inks = ['series-0', 'series-1', 'series-2', 'series-3'];
  return chart({
    title: 'Latency by percentile', height, note: 'How much longer the slowest wait',
    x: { label: 'Percentile', min: 48, max: 100, format: (value) => `p${value}` },
    y: { label: 'ms', log: true, format: (value) => milliseconds(value) },
    series: latencies.filter(([key]) => answer[key]).map(([key, label], place) => ({
      name: label.replace(/.*\((.*)\)/, '$1'), kind: 'line', ink: inks[place],
      points: at.map(([name, x]) => ({ x, y: answer[key][name] })).filter((one) => one.y > 0),
    })),
  }).node;
}

function further(answer) {
  const { run, requests, occupancy, cost, energy, deployment, tiers } = answer;
  const list = (pairs) => h('dl.facts', pairs.filter(([, value]) => value !== undefined && value !== null && value !== '').map(([name, value]) => [h('dt', name), h('dd', value)]));
  return [
    tiers?.length > 0 && h('section.panel', table({ caption: 'Tiers', showCaption: true, rows: tiers, rowHeader: 'name', columns: [
      { key: 'name', label: 'Tier' }, { key: 'completed', label: 'Answered', numeric: true, format: (value) => count(value) },
      { key: 'share_of_completed', label: 'Share', numeric: true, format: (value) => percent(100 * value) },
      { key: 'diverted', label: 'Sent on', numeric: true, format: (value) => count(value) },
      { key: 'ttft_ms', label: 'TTFT p95', numeric: true, sort: false, format: (value) => milliseconds(value.p95) },
      { key: 'e2e_ms', label: 'E2E p95', numeric: true, sort: false, format: (value) => milliseconds(value.p95) },
      { key: 'usd', label: 'Cost', numeric: true, format: (value) => money(value) }] }).node),
    disclosure('The run, request by request counted', () => h('div.grid-2',
      list([['Arrived', count(requests.arrived)], ['Completed', count(requests.completed)], ['Rejected', count(requests.rejected)], ['Timed out', count(requests.timed_out)],
        ['Given up', count(requests.cancelled)], ['Preemptions', count(requests.preemptions)], ['From the response cache', count(requests.response_cache)], ['Engine steps', count(run.engine_steps)]]),
      list([['Scheduler', deployment.scheduler], ['Parallelism', deployment.parallelism], ['KV cache', deployment.kv_cache], ['Routing', deployment.routing],
        ['Time at work', percent(100 * occupancy.utilization)], ['Prefix hits', percent(100 * occupancy.prefix_cache_hit_rate)], ['Cost of the run', cost && money(cost.usd)],
        ['Energy of the run', energy && `${significant(energy.kilowatt_hours)} kWh`], ['Seed', String(run.seed)], ['Little’s law', significant(run.littles_law_ratio, 4)],
        ['Warm-up left out', run.warm_up_share ? percent(100 * run.warm_up_share) : 'nothing'], ['Steady after the warm-up', run.warm_up ? (run.warm_up.is_steady_after ? 'yes' : 'no') : undefined],
        ['Error of a percentile', percent(100 * run.quantile_relative_error)]]))),
    answer.assumptions?.length > 0 && disclosure(`Assumptions (${answer.assumptions.length})`, () => h('ul.list', answer.assumptions.map((one) => h('li', one)))),
  ];
}
