// Accuracy: every published measurement beside the forecast for the same
// configuration, as a scatter, by group, and as a list.

import { h, fill } from '../dom.js';
import { api } from '../api.js';
import { chart } from '../charts.js';
import { table } from '../table.js';
import { field, group } from '../form.js';
import { count, significant, percent, seconds, bytes, shortModel } from '../format.js';
import { say, setParams } from '../main.js';
import { problemBox, linked, outside } from './parts.js';

export const title = 'Accuracy';

const times = new Set(['TTFT', 'TPOT', 'end to end', 'ITL']);
const writers = {
  memory: (value) => (value > 1e6 ? bytes(value) : `${significant(value)} GB`), 'J/token': (value) => `${significant(value)} J`,
};
const names = {
  TTFT: 'Time to first token', TPOT: 'Time per token', 'end to end': 'Whole answer', 'decode tok/s': 'Decoding speed', 'prefill tok/s': 'Prefill speed',
  'output tok/s': 'Output throughput', 'total tok/s': 'Total throughput', memory: 'Memory', 'J/token': 'Energy per token', power: 'Power',
};
const inks = ['series-0', 'series-1', 'series-2', 'series-3', 'series-4'];
const pageSize = 25;
const groupings = [
  { value: 'engine', label: 'engine' }, { value: 'device', label: 'device' }, { value: 'model', label: 'model' }, { value: 'source', label: 'source' },
  { value: 'format', label: 'weight format' }, { value: 'load', label: 'load' },
];

let points = null, current = null;

async function read(signal) {
  points ??= (await api.get('/v1/validate?limit=10000', { signal })).points
    .filter((one) => one.measured > 0 && one.forecast > 0)
    .map((one, id) => ({ ...one, key: id, ratio: one.forecast / one.measured, error: Math.abs(one.forecast / one.measured - 1) }));
  return points;
}

export function mount(root, params) {
  const stop = new AbortController();
  const body = h('div', h('p.muted', { role: 'status' }, 'Computing the forecast for every measurement …'));
  root.append(
    h('header.view-head', h('h1', 'Accuracy'), h('p.muted', 'Published measurements against the forecast for the same configuration, each with its source. The band is ±30 %.')),
    body);
  read(stop.signal).then((all) => { if (!stop.signal.aborted) current = draw(body, all, params); })
    .catch((error) => { if (error.name !== 'AbortError') fill(body, problemBox(error)); });
  return () => { stop.abort(); current = null; };
}

export function update(params) { current?.(params); }

function draw(body, all, params) {
  let state = {}, shown = pageSize, chosen = [], ranked = [], sort = 'error', descending = true;
  const quantities = tally(all, 'quantity').map(([name]) => name);
  const change = () => { state = { ...state, ...Object.fromEntries([...filters.fields.keys()].map((name) => [name, filters.fields.get(name).get()])) }; shown = pageSize; keep(); show(); };
  const filters = group([
    field({ name: 'engine', label: 'Engine', kind: 'select', choices: [''] }, (isFinal) => isFinal && change()),
    field({ name: 'device', label: 'Device', kind: 'select', choices: [''] }, (isFinal) => isFinal && change()),
    field({ name: 'model', label: 'Model', kind: 'select', choices: [''] }, (isFinal) => isFinal && change()),
    field({ name: 'load', label: 'Load', kind: 'select', choices: [''] }, (isFinal) => isFinal && change()),
    field({ name: 'q', label: 'Words', placeholder: 'source, format …' }, () => change()),
  ]);
  const by = field({ name: 'by', label: 'Group by', kind: 'select', choices: groupings }, (isFinal) => isFinal && change2());
  const change2 = () => { state.by = by.get(); keep(); showGroups(); };
  const summary = h('div.quantities', { role: 'group', 'aria-label': 'Quantity' });
  const figures = h('dl.tiles');
  const scatter = chart({
    title: 'Forecast against measurement', x: { label: 'Measured', log: true }, y: { label: 'Forecast', log: true }, series: [], empty: 'No measurement is like this', onpick: (point) => detail(point.one),
  });
  const card = h('div.measurement', { 'aria-live': 'polite' });
  const histogram = h('div');
  const groups = h('div'), list = h('div'), more = h('div.row');
  fill(body,
    h('section.stack', h('h2.visually-hidden', 'Quantities'), summary),
    h('form.panel.filter-row', { 'aria-label': 'Filter', onsubmit: (event) => event.preventDefault() },
      [...filters.fields.values()].map((one) => one.node),
      h('button.button', { type: 'button', onclick: () => { filters.set({}); change(); } }, 'Clear')),
    h('div.accuracy-split',
      h('div.stack', figures, h('div.panel.scatter', scatter.node)),
      h('div.stack', h('section.panel', h('h3', 'Measurement'), card), histogram)),
    h('section.panel.stack', h('div.row.spread', h('h3', 'Error by group'), by.node), groups),
    h('section.panel.stack', h('h3', 'Measurements'), list, more));

  function keep() {
    const query = new URLSearchParams();
    for (const name of ['quantity', 'engine', 'device', 'model', 'load', 'q', 'by']) if (state[name]) query.set(name, state[name]);
    setParams(query);
  }

  function matches(one, except) {
    return ['quantity', 'engine', 'device', 'model', 'load'].every((name) => name === except || !state[name] || one[name] === state[name])
      && words(state.q).every((word) => one.text.includes(word));
  }

  function show() {
    chosen = all.filter((one) => matches(one));
    const isOver = (name, first) => {
      const rows = tally(all.filter((one) => matches(one, name)), name);
      const choices = [{ value: '', label: first }, ...rows.map(([value, size]) => ({ value, label: `${name === 'model' ? shortModel(value) : value} (${count(size)})` }))];
      const one = filters.fields.get(name);
      one.setChoices(choices);
      one.set(state[name] ?? '');
    };
    isOver('engine', 'all engines');
    isOver('device', 'all devices');
    isOver('model', 'all models');
    isOver('load', 'all loads');
    const perQuantity = quantities.map((name) => ({ name, rows: all.filter((one) => one.quantity === name && matches(one, 'quantity')) }));
    fill(summary, perQuantity.map(({ name, rows }) => h('button.quantity', {
      type: 'button', 'aria-pressed': String(name === state.quantity), disabled: rows.length === 0,
      onclick: () => { state.quantity = name; shown = pageSize; keep(); show(); say(`${names[name] ?? name}: median error ${percent(100 * median(chosen.map((one) => one.error)))}`); summary.querySelector('[aria-pressed=true]')?.focus(); },
    }, h('span.quantity-name', names[name] ?? name), h('span.quantity-figure', rows.length ? percent(100 * median(rows.map((one) => one.error))) : '–'),
    h('span.muted.small', `${count(rows.length)} points`))));
    const size = chosen.length;
    const within = (limit) => chosen.filter((one) => one.error <= limit).length / size;
    fill(figures, size > 0 && [
      tile('Median error', percent(100 * median(chosen.map((one) => one.error))), 'half are nearer'),
      tile('Within ±30 %', percent(100 * within(0.3)), `±10 %: ${percent(100 * within(0.1))}`),
      tile('Bias', bias(median(chosen.map((one) => one.ratio))), 'median of forecast ÷ measured'),
      tile('Measurements', count(size), `${count(new Set(chosen.map((one) => one.source)).size)} sources, ${count(new Set(chosen.map((one) => one.device)).size)} devices`),
    ]);
    drawScatter();
    drawHistogram();
    showGroups();
    rank();
    if (!chosen.includes(picked)) detail(null);
  }

  function drawScatter() {
    const tops = tally(chosen, 'engine').slice(0, inks.length).map(([name]) => name);
    const inkOf = (one) => { const at = tops.indexOf(one.engine); return at < 0 ? 'series-5' : inks[at]; };
    const write = writer(state.quantity), unit = isRate(state.quantity) ? ', tokens/s' : '';
    const values = chosen.flatMap((one) => [one.measured, one.forecast]);
    const low = least(values) / 1.25, high = greatest(values) * 1.25;
    const axis = { log: true, format: (value) => trimmed(write(value)), ...(values.length ? { min: low, max: high } : {}) };
    scatter.update({
      title: `${names[state.quantity] ?? state.quantity}: forecast against measurement`,
      note: 'Arrow keys move from point to point, Enter keeps one. On the line, the forecast is the measurement.',
      height: Math.max(300, Math.min(620, (scatter.node.clientWidth || 640) * 0.82)),
      x: { label: `Measured${unit}`, ...axis }, y: { label: `Forecast${unit}`, ...axis },
      rules: [{ diagonal: true, spread: 0.3 }],
      inks: tops.length > 1 ? [...tops.map((name, place) => ({ ink: inks[place], label: name })), ...(chosen.some((one) => !tops.includes(one.engine)) ? [{ ink: 'series-5', label: 'others' }] : [])] : [],
      series: [{ name: '', kind: 'dots', ink: 'series-0', points: chosen.map((one) => ({
        x: one.measured, y: one.forecast, ink: inkOf(one), one, id: one.key, label: `${shortModel(one.model)} ${one.format}`,
        get details() { return brief(one, withUnit(one.quantity)); },
      })) }],
      columns: [{ key: 'x', label: 'Measured', numeric: true, format: write }, { key: 'y', label: 'Forecast', numeric: true, format: write }],
    });
    if (picked) scatter.select(picked.key);
  }

  function drawHistogram() {
    const edges = [0, 1 / 3, 0.5, 0.7, 0.8, 0.9, 1 / 0.9, 1.25, 1.3 / 0.91, 2, 3, Infinity];
    const labels = ['under ⅓', '⅓ – ½', '½ – 0.7', '0.7 – 0.8', '0.8 – 0.9', '0.9 – 1.1', '1.1 – 1.25', '1.25 – 1.43', '1.43 – 2', '2 – 3', 'over 3'];
    const sizes = labels.map((_, place) => chosen.filter((one) => one.ratio >= edges[place] && one.ratio < edges[place + 1]).length);
    const top = Math.max(1, ...sizes);
    fill(histogram, h('section.panel', h('h3', 'Forecast ÷ measured'), h('table.histogram',
      h('caption.visually-hidden', 'How many forecasts are how far off'),
      h('thead.visually-hidden', h('tr', h('th', { scope: 'col' }, 'Ratio'), h('th', { scope: 'col' }, 'Share'), h('th', { scope: 'col' }, 'Points'))),
      h('tbody', labels.map((label, place) => h('tr', h('th', { scope: 'row' }, label),
        h('td', h('span.bar', { class: place === 5 ? 'is-near' : place > 2 && place < 8 ? 'is-within' : '', style: { width: `${100 * sizes[place] / top}%` } })),
        h('td.num', chosen.length ? percent(100 * sizes[place] / chosen.length) : '–')))))));
  }

  function showGroups() {
    const key = state.by || 'engine';
    const rows = tally(chosen, key).map(([name]) => {
      const part = chosen.filter((one) => one[key] === name);
      return { name, points: part.length, median: 100 * median(part.map((one) => one.error)), p90: 100 * quantile(part.map((one) => one.error), 0.9), within: 100 * part.filter((one) => one.error <= 0.3).length / part.length, ratio: median(part.map((one) => one.ratio)) };
    });
    const limited = rows.slice(0, 60);
    fill(groups, h('div.limited', table({
      caption: `Error by ${key}`, rows: limited, rowHeader: 'name', sort: 'points', descending: true, columns: [
        { key: 'name', label: groupings.find((one) => one.value === key).label.replace(/^./, (c) => c.toUpperCase()), format: (value) => (['engine', 'device', 'model', 'load'].includes(key)
          ? h('button.link', { type: 'button', onclick: () => { state[key] = value; shown = pageSize; keep(); show(); say(`Only ${value}`); } }, key === 'model' ? shortModel(value) : value) : linked(value)) },
        { key: 'points', label: 'Points', numeric: true, format: (value) => count(value) },
        { key: 'median', label: 'Median error', numeric: true, format: (value) => percent(value) },
        { key: 'p90', label: '90th percentile', numeric: true, format: (value) => percent(value) },
        { key: 'within', label: 'Within ±30 %', numeric: true, format: (value) => percent(value) },
        { key: 'ratio', label: 'Bias', numeric: true, format: (value) => bias(value) },
      ],
    }).node), rows.length > limited.length && h('p.muted.small', `The ${limited.length} largest of ${rows.length}.`));
  }

  function rank() {
    const value = (one) => (sort === 'error' ? one.error : one[sort]);
    const turn = descending ? -1 : 1;
    ranked = [...chosen].sort((a, b) => turn * (typeof value(a) === 'number' ? value(a) - value(b) : String(value(a)).localeCompare(String(value(b)), 'en', { numeric: true })));
    const write = writer(state.quantity);
    fill(list, table({
      caption: 'Measurements and forecasts', rows: ranked.slice(0, shown), rowHeader: 'model', sort, descending,
      onsort: (key, isDown) => { sort = key; descending = isDown; shown = pageSize; rank(); list.querySelector(`th[aria-sort] button`)?.focus(); },
      columns: [
        { key: 'model', label: 'Model', format: (text, one) => h('button.link', { type: 'button', onclick: () => { detail(one, true); } }, `${shortModel(text)} ${one.format}`) },
        { key: 'device', label: 'Device', format: (text, one) => (one.devices > 1 ? `${one.devices}× ${text}` : text) }, { key: 'engine', label: 'Engine' },
        { key: 'input', label: 'Tokens', numeric: true, format: (_, one) => `${count(one.input)} → ${count(one.output)}` },
        { key: 'concurrency', label: 'At once', numeric: true, format: (number) => count(number) },
        { key: 'measured', label: 'Measured', numeric: true, format: write }, { key: 'forecast', label: 'Forecast', numeric: true, format: write },
        { key: 'error', label: 'Error', numeric: true, format: (_, one) => signed(one) },
        { key: 'source', label: 'Source', format: (text, one) => (one.url ? outside(one.url, text) : linked(text)) },
      ],
    }).node);
    fill(more, shown < ranked.length && h('button.button', { type: 'button', onclick: () => { shown += 3 * pageSize; rank(); } }, `Show more (${count(ranked.length - shown)} left)`));
  }

  let picked = null;
  function detail(one, isMoved = false) {
    picked = one;
    scatter.select(one?.key ?? null);
    if (!one) { fill(card, h('p.muted', 'Choose a point of the chart or a row of the list to see what was measured, and where it is published.')); return; }
    const write = withUnit(one.quantity);
    fill(card, h('div.stack.tight',
      h('p', h('strong', shortModel(one.model)), ` ${one.format}`, h('span.muted.small.block', one.model)),
      h('dl.pair', h('div', h('dt', 'Measured'), h('dd', write(one.measured))), h('div', h('dt', 'Forecast'), h('dd', write(one.forecast))), h('div', h('dt', 'Error'), h('dd', { class: one.error <= 0.3 ? 'good' : 'bad' }, signed(one)))),
      h('dl.facts', [['Quantity', names[one.quantity] ?? one.quantity], ['Device', one.devices > 1 ? `${one.devices}× ${one.device}` : one.device], ['Engine', one.engine], ['Prompt', `${count(one.input)} tokens`], ['Answer', `${count(one.output)} tokens`],
        ['At once', one.concurrency ? count(one.concurrency) : one.load], ['Load', one.load], ['Id', one.id], ['As of', one.as_of]].filter(([, text]) => text).map(([name, text]) => [h('dt', name), h('dd', text)])),
      h('p.small', h('span.muted', 'Source: '), one.url ? outside(one.url, one.source) : linked(one.source)),
      h('p.small', h('a', { href: estimateAddress(one) }, 'Take this configuration apart'))));
    if (isMoved) card.closest('section').scrollIntoView({ block: 'nearest' });
  }

  for (const one of all) one.text ??= `${one.id} ${one.model} ${one.format} ${one.engine} ${one.device} ${one.load} ${one.source} ${one.as_of ?? ''}`.toLowerCase();

  function take(query) {
    state = Object.fromEntries(['quantity', 'engine', 'device', 'model', 'load', 'q', 'by'].map((name) => [name, query.get(name) ?? '']));
    if (!quantities.includes(state.quantity)) state.quantity = quantities.includes('output tok/s') ? 'output tok/s' : quantities[0];
    filters.fields.get('q').set(state.q);
    by.set(state.by || 'engine');
    show();
  }
  detail(null);
  take(params);
  return take;
}

function estimateAddress(one) {
  const query = new URLSearchParams({ model: one.model, hardware: one.devices > 1 ? `${one.devices}x ${one.device}` : one.device, engine: one.engine, weights: one.format });
  if (one.input >= 1) query.set('input', Math.round(one.input));
  if (one.output >= 1) query.set('output', Math.round(one.output));
  if (one.concurrency >= 1) query.set('concurrency', Math.round(one.concurrency));
  return `#/estimate?${query}`;
}

function tile(name, figure, note) {
  return h('div.tile', h('dt', name), h('dd', h('span.tile-figure', figure), h('span.muted.small.block', note)));
}

function brief(one, write) {
  return [['Measured', write(one.measured)], ['Forecast', `${write(one.forecast)} (${signed(one)})`], ['On', `${one.devices > 1 ? `${one.devices}× ` : ''}${one.device}, ${one.engine}`],
    ['Tokens', `${count(one.input)} → ${count(one.output)}${one.concurrency ? `, ${count(one.concurrency)} at once` : ''}`], ['Source', one.source]];
}

function writer(quantity) {
  return writers[quantity] ?? (times.has(quantity) ? seconds : (value) => significant(value));
}

function isRate(quantity) { return quantity.endsWith('tok/s'); }

function withUnit(quantity) {
  const write = writer(quantity);
  return isRate(quantity) ? (value) => `${write(value)} tok/s` : write;
}

/** 10.0 as 10, for the ticks of an axis. */
function trimmed(text) {
  return text.replace(/\.0+(?!\d)|(\.\d*[1-9])0+(?!\d)/, '$1');
}

function signed(one) {
  const off = 100 * (one.ratio - 1);
  return `${off >= 0 ? '+' : '−'}${percent(Math.abs(off))}`;
}

function bias(ratio) {
  return `× ${significant(ratio)}`;
}

function words(text) {
  return (text ?? '').toLowerCase().split(/\s+/).filter(Boolean);
}

function tally(rows, key) {
  const sizes = new Map();
  for (const row of rows) sizes.set(row[key], (sizes.get(row[key]) ?? 0) + 1);
  return [...sizes].sort((a, b) => b[1] - a[1]);
}

function quantile(values, share) {
  if (values.length === 0) return NaN;
  const sorted = Float64Array.from(values).sort();
  const at = share * (sorted.length - 1), low = Math.floor(at);
  return sorted[low] + (at - low) * ((sorted[low + 1] ?? sorted[low]) - sorted[low]);
}

function median(values) { return quantile(values, 0.5); }

function least(values) { return values.reduce((a, b) => Math.min(a, b), Infinity); }

function greatest(values) { return values.reduce((a, b) => Math.max(a, b), -Infinity); }
