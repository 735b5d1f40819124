// The figures of an estimate, each open to its arithmetic.

import { h } from '../../dom.js';
import * as format from '../../format.js';
import { partsBar } from '../../charts.js';
import { costParts } from '../plan/card.js';
import { line, linesOf, explanation, sourceText } from '../explanation.js';

/**
 * One figure: name, value and range; open, its arithmetic and sources. `names`
 * are those of the explanation's lines that it comes from.
 */
function figure(answer, label, value, { interval, write, names = [], note } = {}) {
  const found = interval && answer.results.intervals?.[interval];
  const range = found && found.high > found.low * 1.001 ? found : null;
  const lines = linesOf(answer.explanation ?? [], ...names);
  const shown = h('span.figure', value, range ? h('span.range', format.interval(range.low, range.high, write)) : null);
  if (!lines.length && !note) return h('div.figure-plain', h('span.name', label), shown);
  return h('details.disclosure.figure-line', { 'data-figure': label }, h('summary', h('span.name', label), shown), h('div.disclosure-body',
    note ? h('p.small', note) : null, lines.map((each, place) => line(each, place === 0))));
}

export function memoryPanel(answer) {
  const { memory } = answer.results;
  const whole = memory.visible_gb ?? memory.usable_gb;
  return h('section.panel', h('h2', 'Memory of a device'),
    partsBar({ title: 'Memory', whole, format: format.gigabytes, parts: [
      { label: 'weights', value: memory.weights_gb, ink: 'series-0' }, { label: 'KV cache', value: memory.kv_cache_gb, ink: 'series-2' },
      { label: 'activations', value: memory.activations_gb, ink: 'series-1' }, { label: 'reserve', value: memory.reserve_gb, ink: 'series-3' }] }),
    h('p', { class: memory.memory_fits ? 'good' : 'bad' }, memory.memory_fits ? `Fits: ${format.percent(memory.memory_utilization_percent)} of what may be used.`
      : `Does not fit: ${format.gigabytes(-memory.headroom_gb)} too much on a device.`),
    memory.memory_fits ? null : h('ul.list', (answer.results.compatibility.recommendations ?? []).map((text) => h('li', text))),
    h('div.figure-list',
      figure(answer, 'In use', format.gigabytes(memory.total_memory_gb), { interval: 'total_memory_gb', write: format.gigabytes, names: ['weights', 'KV cache', 'activations', 'reserve', 'usable', 'interval of memory'] }),
      figure(answer, 'Weights', format.gigabytes(memory.weights_gb), { names: ['weights'] }),
      figure(answer, 'KV cache', format.gigabytes(memory.kv_cache_gb), { names: ['KV cache'] }),
      figure(answer, 'KV cache of a token', format.bytes(memory.kv_bytes_per_token), { names: ['KV cache'] }),
      figure(answer, 'Activations', format.gigabytes(memory.activations_gb), { names: ['activations'] }),
      figure(answer, 'Reserve', format.gigabytes(memory.reserve_gb), { names: ['engine reserve'] }),
      figure(answer, 'May be used', format.gigabytes(memory.usable_gb), { names: ['usable', 'headroom'] }),
      figure(answer, 'Largest batch', format.count(memory.largest_batch), { names: ['largest batch'] }),
      figure(answer, 'Longest context', `${format.count(memory.longest_context)} tokens`, { names: ['usable', 'weights', 'activations', 'KV cache'],
        note: `Prompt and answer together, for ${format.count(answer.workload.concurrency)} sequences at once: what weights, activations and reserve leave of the usable memory, over sequences and ${format.bytes(memory.kv_bytes_per_token)} a token; never more than the model reads.` })));
}

export function latencyPanel(answer) {
  const { latency } = answer.results;
  const time = format.milliseconds;
  if (latency.e2e_ms === undefined) return h('section.panel', h('h2', 'Latency'), h('p.bad', 'Nothing runs: not one request fits.'));
  const rest = Math.max(0, latency.e2e_ms - latency.ttft_ms);
  return h('section.panel', h('h2', 'Latency of a request'),
    partsBar({ title: 'Latency', format: time, parts: [
      { label: 'queue', value: latency.queue_wait_ms, ink: 'series-3' }, { label: 'first token', value: latency.ttft_ms - (latency.queue_wait_ms ?? 0), ink: 'series-1' },
      { label: 'the other tokens', value: rest, ink: 'series-0' }] }),
    h('div.figure-list',
      figure(answer, 'Time to first token', time(latency.ttft_ms), { interval: 'ttft_ms', write: time, names: ['TTFT', 'prefill alone', 'operations a token', 'interval of TTFT', 'evidence for TTFT'] }),
      figure(answer, 'Time per output token', time(latency.tpot_ms), { interval: 'tpot_ms', write: time, names: ['TPOT', 'decode step', 'weights streamed', 'overhead', 'interval of TPOT', 'evidence for TPOT'] }),
      figure(answer, 'Whole request', time(latency.e2e_ms), { interval: 'e2e_ms', write: time, names: ['end to end'] }),
      figure(answer, 'In the queue', time(latency.queue_wait_ms), { names: ['largest batch'], note: 'What does not fit into the largest batch waits; part of the time to first token.' })));
}

export function throughputPanel(answer) {
  const { throughput, energy } = answer.results;
  if (!throughput.requests_per_second) return null;
  const tokens = (value) => `${format.significant(value)} tok/s`;
  return h('section.panel', h('h2', 'Throughput and energy'), h('div.figure-list',
    figure(answer, 'Output', tokens(throughput.output_tokens_per_second), { interval: 'output_tokens_per_second', write: tokens, names: ['output tokens/s', 'interval of output tokens/s', 'evidence for throughput'] }),
    figure(answer, 'Output for a user', tokens(throughput.output_tokens_per_second_per_user), { interval: 'output_tokens_per_second_per_user', write: tokens, names: ['TPOT'], note: 'One over the time per output token.' }),
    figure(answer, 'Input and output', tokens(throughput.total_tokens_per_second), { names: ['output tokens/s'],
      note: `Output × (${format.count(answer.workload.input)} + ${format.count(answer.workload.output)}) ÷ ${format.count(answer.workload.output)} tokens of a request.` }),
    figure(answer, 'Requests', format.rate(throughput.requests_per_second), { interval: 'requests_per_second', write: format.rate, names: ['output tokens/s'], note: `Output ÷ ${format.count(answer.workload.output)} tokens of a request.` }),
    figure(answer, 'Output at full load', tokens(throughput.full_load_output_tokens_per_second), { interval: 'full_load_output_tokens_per_second', write: tokens, names: ['largest batch', 'interval of output tokens/s at full load'], note: `With the largest batch, ${format.count(answer.results.memory.largest_batch)} sequences${throughput.full_load_tpot_ms ? `, at ${format.milliseconds(throughput.full_load_tpot_ms)} a token for each user` : ''}.` }),
    energy.power_watts === undefined ? null : figure(answer, 'Power', `${format.significant(energy.power_watts)} W`, { names: ['power'] }),
    energy.joules_per_output_token === undefined ? null : figure(answer, 'Energy of a token', `${format.significant(energy.joules_per_output_token)} J`, {
      interval: 'joules_per_output_token', write: (value) => `${format.significant(value)} J`, names: ['energy a token', 'interval of energy per token', 'evidence for energy'] })));
}

export function costPanel(answer) {
  const { cost, throughput } = answer.results;
  const perLoad = cost.lines.map((each) => each.label);
  const lines = (pattern) => perLoad.filter((label) => pattern.test(label));
  if (cost.monthly_cost === undefined) return h('section.panel', h('h2', 'Cost'), h('p.muted', cost.remark ?? 'No price is known.'));
  const parts = costParts(cost);
  return h('section.panel', h('h2', 'Cost'),
    parts.length > 1 ? partsBar({ title: 'Monthly cost', format: format.money, parts }) : null,
    h('p.muted.small', `${cost.basis}${cost.price_as_of ? `, price as of ${cost.price_as_of}` : ''}`),
    h('div.figure-list',
      figure(answer, 'A month', format.money(cost.monthly_cost), { names: lines(/^(?!per ).*(month|purchase)/) }),
      figure(answer, 'An hour', format.money(cost.hourly_cost), { names: lines(/hour(?! requests)/) }),
      figure(answer, 'A request', format.money(cost.cost_per_request), { interval: 'cost_per_request', write: format.money, names: lines(/^per request at/) }),
      figure(answer, 'Million output tokens', format.money(cost.cost_per_million_output_tokens), { interval: 'cost_per_million_output_tokens', write: format.money, names: lines(/^per million output tokens/) }),
      figure(answer, '… at full load', format.money(cost.cost_per_million_output_tokens_at_full_load), {
        interval: 'cost_per_million_output_tokens_at_full_load', write: format.money, names: lines(/^per million output tokens at full/) }),
      figure(answer, 'Million tokens in and out', format.money(cost.cost_per_million_total_tokens), { names: lines(/^per million total/) }),
      cost.utilization_percent === undefined ? null : figure(answer, 'In use', format.percent(cost.utilization_percent), {
        note: `${format.count(answer.workload.requests_per_hour)} requests an hour ÷ ${format.count(throughput.full_load_requests_per_second * 3600 * answer.deployment.replicas)} at full load.` })));
}

/** What was assumed, warned of, how sure it is, and everything down to the sources. */
export function surePanel(answer) {
  const { confidence, assumptions, warnings, sources } = answer;
  const { compatibility } = answer.results;
  const list = (items) => h('ul.list', items.map((text) => h('li', text)));
  return h('section.panel.sure', h('h2', 'How sure'), h('p', confidence ? `${sentence(confidence.basis)}.` : 'Nothing runs.'),
    warnings.length ? h('div.notice', list(warnings)) : null,
    compatibility.recommendations?.length && answer.results.memory.memory_fits ? h('div', h('h3', 'What would help'), list(compatibility.recommendations)) : null,
    assumptions.length ? h('div', h('h3', 'Chosen and assumed'), list(assumptions)) : null,
    h('div.figure-list', h('h3', `Score ${format.significant(compatibility.performance_score)} of 100`), compatibility.score_parts.map((part) => line({ figure: part.name, value: `${format.significant(part.points)} of ${part.of}`, arithmetic: part.reason, sources: [] }))),
    h('details.disclosure', h('summary', `All arithmetic (${answer.explanation.reduce((sum, group) => sum + group.lines.length, 0)} figures)`), h('div.disclosure-body', explanation(answer.explanation))),
    h('details.disclosure', h('summary', `Sources (${sources.length})`), h('div.disclosure-body', h('ul.list.small', sources.map((source) => h('li', sourceText(source)))))));
}

function sentence(text) {
  return text ? text.charAt(0).toUpperCase() + text.slice(1) : '';
}
