// One plan, with all that is known about it.

import { h, fill, disclosure, copyButton } from '../../dom.js';
import * as format from '../../format.js';
import { partsBar } from '../../charts.js';
import { api } from '../../api.js';
import { explanation } from '../explanation.js';
import { estimateBody, estimateOfPlan, launchCommands } from '../deployment.js';

const tiers = {
  'known-setup': 'measured device and engine', 'known-device': 'measured device, other engines',
  'known-family': 'measured family of devices', 'never-seen': 'nothing like it measured',
};
export const paymentNames = {
  'on-demand': 'rented on demand', spot: 'rented spot', 'reserved-1yr': 'reserved for a year',
  'reserved-3yr': 'reserved for three years', serverless: 'serverless', owned: 'owned', 'in-hand': 'in hand', api: 'per token',
};

/** Where a plan runs: `2 × 4 × RTX 4090`. */
export function hardwareText(plan) {
  if (!plan.hardware) return `API of ${plan.provider ?? 'a provider'}`;
  const devices = plan.devices_per_replica > 1 ? `${plan.devices_per_replica} × ${plan.hardware_name}` : plan.hardware_name;
  const copies = plan.replicas > 1 ? `${plan.replicas} replicas of ${devices}` : devices;
  return plan.spare_machines ? `${copies}, ${plan.spare_machines} spare` : copies;
}

export function layoutText(plan) {
  return [plan.tensor_parallel > 1 && `TP ${plan.tensor_parallel}`, plan.pipeline_parallel > 1 && `PP ${plan.pipeline_parallel}`,
    plan.attention_data_parallel > 1 && `DP ${plan.attention_data_parallel}`, plan.expert_parallel && 'EP'].filter(Boolean).join(', ');
}

/**
 * A card. `context`: {question, body, hours, isCompared, oncompare(isOn), estimate: Promise or null}
 */
export function planCard(plan, context) {
  const title = h('h3', { id: `plan-${plan.rank}`, tabindex: '-1' }, h('span.rank', plan.rank), format.shortModel(plan.model));
  const why = arithmetic(plan, context);
  const compare = h('label.check', h('input', {
    type: 'checkbox', checked: context.isCompared, 'data-compare': plan.rank, onchange: (event) => context.oncompare(event.target.checked),
  }), h('span', 'Compare', h('span.visually-hidden', ` plan ${plan.rank}`)));
  const apart = estimateOfPlan(plan, context.question, context.hours);
  return h('article.card.plan-card', { 'aria-labelledby': `plan-${plan.rank}`, class: plan.rank === 1 ? 'first' : null },
    h('header', h('div.row.spread.top', title, compare),
      h('p.muted', [plan.weights, plan.engine, hardwareText(plan), layoutText(plan), paymentNames[plan.payment] ?? plan.payment].filter(Boolean).join(' · '))),
    keyFigures(plan, why),
    requirements(plan.checks),
    split(plan, context),
    plan.lost_by ? h('p.lost', h('b', 'Why not first: '), plan.lost_by) : null,
    plan.remarks?.length ? h('p.warn', plan.remarks.join('; ')) : null,
    h('div.disclosures',
      disclosure(plan.rank === 1 ? 'Why this plan' : 'What speaks for it', () => h('ul.list', plan.rationale.map((text) => h('li', text))), { open: plan.rank === 1 }),
      plan.e2e_ms ? disclosure('Latency at every percentile', () => percentiles(plan)) : null,
      why,
      disclosure('Launch it, then check it', () => launch(plan, context))),
    apart ? h('p', h('a', { href: `#/estimate?${new URLSearchParams(apart)}` }, 'Take apart', h('span.visually-hidden', ` plan ${plan.rank}`))) : null);
}

/** The figures that decide; each opens the arithmetic below. */
function keyFigures(plan, why) {
  const open = (name, value, note) => h('button.key-figure', {
    type: 'button', 'aria-label': `${name}: ${value}. ${note ?? ''} Show the arithmetic`,
    onclick: () => { why.open = true; why.querySelector('summary').focus(); why.scrollIntoView({ block: 'nearest' }); },
  }, h('span.name', name), h('span.value', { class: /\d|–/.test(value) ? null : 'words' }, value), h('span.note', note ?? ' '));
  const { e2e_ms: e2e } = plan;
  return h('div.key-figures',
    open('A month', format.money(plan.monthly_usd), plan.purchase_usd > 0 ? `${format.money(plan.purchase_usd)} at once` : 'nothing at once'),
    e2e ? open('Request, p95', format.milliseconds(e2e.p95), e2e.p95_low ? format.interval(e2e.p95_low, e2e.p95_high, format.milliseconds) : null)
      : open('Request, p95', 'not promised', 'measure it'),
    open('Quality of 100', plan.quality === undefined ? '–' : plan.quality.toFixed(0), plan.quality_standard_error ? `± ${(1.28 * plan.quality_standard_error).toFixed(0)}` : null),
    open('Million output tokens', format.money(plan.usd_per_million_output_tokens), plan.hardware ? `${format.money(plan.usd_per_million_output_tokens_at_full_load)} at full load` : null),
    plan.hardware ? open('In use', format.percent(plan.utilization_percent), `of ${format.rate(plan.maximum_requests_per_second)}`) : null,
    plan.hardware ? open('Forecast rests on', { 'known-setup': 'known setup', 'known-device': 'known device', 'known-family': 'known family', 'never-seen': 'no like' }[plan.confidence] ?? '–', tiers[plan.confidence]) : null);
}

function requirements(checks) {
  if (!checks?.length) return null;
  return h('table.checks-table', h('caption.visually-hidden', 'Requirements'),
    h('thead.visually-hidden', h('tr', ['Requirement and what is wanted', 'Forecast', 'Headroom'].map((text) => h('th', { scope: 'col' }, text)))),
    h('tbody', checks.map((check) => h('tr',
      h('th', { scope: 'row' }, h('span', { class: check.is_met ? 'good' : 'bad', 'aria-hidden': 'true' }, check.is_met ? '✓ ' : '✗ '),
        check.requirement, h('span.visually-hidden', check.is_met ? ', met' : ', not met'), h('span.wanted.block.muted', check.wanted)),
      h('td.num', check.got),
      h('td.num.muted', check.headroom_percent === undefined ? '' : `${format.percent(check.headroom_percent)} left`,
        check.chance_percent === undefined ? '' : h('span.chance', `${format.percent(check.chance_percent)} sure`))))));
}

/** Memory, latency and cost as bars; memory and cost come with the plan's estimate. */
function split(plan, context) {
  if (!plan.hardware) return null;
  const memory = h('div.bar-slot', memoryBar(plan, null));
  const cost = h('div.bar-slot');
  context.estimate?.then((answer) => {
    if (!answer) return;
    fill(memory, memoryBar(plan, answer.results.memory));
    fill(cost, costBar(plan, answer.results.cost));
  }).catch(() => {});
  const first = plan.ttft_ms.mean, rest = Math.max(0, plan.e2e_ms.mean - first);
  return h('div.splits', memory,
    h('div.bar-slot', h('h4', 'Latency, mean ', h('span.figure', format.milliseconds(plan.e2e_ms.mean))),
      partsBar({ title: 'Mean latency', format: format.milliseconds, parts: [
        { label: 'first token', value: first, ink: 'series-1' }, { label: 'the other tokens', value: rest, ink: 'series-0' }] })), cost);
}

function memoryBar(plan, memory) {
  const head = h('h4', 'Memory of a device ', h('span.figure', `${format.gigabytes(plan.memory_gb)}, ${format.percent(plan.memory_utilization_percent)}`));
  const whole = plan.memory_gb / (plan.memory_utilization_percent / 100);
  if (!memory) return [head, partsBar({ title: 'Memory', whole, format: format.gigabytes, parts: [{ label: 'in use', value: plan.memory_gb, ink: 'series-0' }] })];
  const other = memory.reserve_gb;
  // What the plan's own total has above weights and the like is cache for its largest batch.
  const cache = Math.max(memory.kv_cache_gb, plan.memory_gb - memory.weights_gb - memory.activations_gb - other);
  return [head, partsBar({ title: 'Memory', whole, format: format.gigabytes, rest: `free ${format.gigabytes(Math.max(0, whole - plan.memory_gb))}`, parts: [
    { label: 'weights', value: memory.weights_gb, ink: 'series-0' }, { label: 'KV cache', value: cache, ink: 'series-2' },
    { label: 'activations', value: memory.activations_gb, ink: 'series-1' }, { label: 'reserve', value: other, ink: 'series-3' }] })];
}

/** Parts of the monthly cost, of the lines that add up to it. */
export function costParts(cost) {
  const parts = cost.lines.filter((line) => / per month$/.test(line.label) && !/^owned/.test(line.label));
  return parts.map((line, place) => ({ label: line.label.replace(' per month', ''), value: line.usd, ink: `series-${place}` }));
}

function costBar(plan, cost) {
  const parts = costParts(cost);
  if (!parts.length) return null;
  // The estimate knows no spare machines, and the plan's load between peaks decides its electricity: that is the rest.
  const machines = (plan.machines + plan.spare_machines) / Math.max(1, plan.machines);
  const fixed = parts.slice(0, -1).map((part) => ({ ...part, value: part.value * machines }));
  const rest = plan.monthly_usd - fixed.reduce((sum, part) => sum + part.value, 0);
  const last = parts[parts.length - 1];
  const shown = rest > 0 ? [...fixed, { ...last, value: rest }] : [{ label: 'in all', value: plan.monthly_usd, ink: 'series-0' }];
  return [h('h4', 'Cost a month ', h('span.figure', format.money(plan.monthly_usd))),
    partsBar({ title: 'Monthly cost', format: format.money, parts: shown })];
}

function percentiles(plan) {
  const rows = [['TTFT', 'ttft_ms'], ['TPOT', 'tpot_ms'], ['Request', 'e2e_ms']];
  const columns = ['mean', 'p50', 'p90', 'p95', 'p99'];
  const cells = (values, show) => columns.map((column) => h('td.num', show && values?.[column] !== undefined ? format.milliseconds(values[column]) : '–'));
  return h('div.table-scroll', { tabindex: '0', role: 'group', 'aria-label': 'Latency at every percentile' }, h('table', h('caption.visually-hidden', 'Latency'),
    h('thead', h('tr', h('td'), columns.map((column) => h('th.num', { scope: 'col' }, column)), h('th.num', { scope: 'col' }, 'p95, 80 of 100'))),
    h('tbody', rows.map(([name, key]) => [
      h('tr', h('th', { scope: 'row' }, name), cells(plan[key], true), h('td.num', format.interval(plan[key].p95_low, plan[key].p95_high, format.milliseconds))),
      plan.simulated ? h('tr', h('th.muted', { scope: 'row' }, `${name}, simulated`), cells(plan.simulated[key], true), h('td')) : null]))),
    plan.simulated ? h('p.muted.small', `Simulated: ${format.count(plan.simulated.requests)} requests, played one by one.`) : null);
}

/** The plan's figures down to their arithmetic, asked for when opened. */
function arithmetic(plan, context) {
  return disclosure('Arithmetic and sources', () => {
    const node = h('div.stack.tight', { 'aria-live': 'polite' });
    const dated = h('p.small.muted', `Price: ${plan.offer ?? 'what the device costs'}${plan.price_as_of ? `, as of ${plan.price_as_of}` : ''}. `,
      plan.rationale[0] ?? '', ' Its benchmarks are in the ', h('a', { href: `#/catalog?kind=quality&q=${encodeURIComponent(format.shortModel(plan.model))}` }, 'catalog'), '.');
    const values = estimateOfPlan(plan, context.question, context.hours);
    if (!values) return h('div', apiArithmetic(plan, context.question), dated);
    fill(node, h('p.muted', 'Computing …'));
    api.post('/v1/estimate?explain=true', estimateBody(values)).then((answer) => {
      fill(node, h('p.small.muted', `At ${values.concurrency} in flight on a replica, as the busiest time has them on average.`), explanation(answer.explanation), dated);
    }).catch((error) => fill(node, h('p.error', error.message), dated));
    return node;
  });
}

function apiArithmetic(plan, question) {
  return h('p.arithmetic', `${format.money(plan.usd_per_million_total_tokens)} for a million tokens in and out × `
    + `${format.count(question.input_tokens + question.output_tokens)} tokens a request × requests a month = ${format.money(plan.monthly_usd)}`);
}

export function codeBlock(label, text) {
  return h('div.code-block', { role: 'group', 'aria-label': label }, h('pre', h('code', text)), copyButton(text, 'Copy'));
}

function launch(plan, context) {
  const { launch: start, check } = launchCommands(plan, context.question, context.body);
  return h('div.stack.tight', h('p.small', 'Write the launch files:'), codeBlock('Launch', start),
    h('p.small', 'With the server running, measure it against this forecast:'), codeBlock('Check', check),
    plan.settings ? h('p.small.muted', `Settings: ${Object.entries(plan.settings).map(([name, value]) => `${name} ${value}`).join(', ')}`) : null);
}
