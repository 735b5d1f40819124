// Catalog: everything that is known, to search, sort and page through; each
// row opens to all its figures with their source and date.

import { h, fill, disclosure } from '../dom.js';
import { api, latest, debounce } from '../api.js';
import { table } from '../table.js';
import { count, significant, money, gigabytes, parameters, shortModel } from '../format.js';
import { say, setParams } from '../main.js';
import { heading } from './advise/findings.js';
import { linked, problemBox } from './parts.js';

export const title = 'Catalog';

const pageSize = 50;
const number = (value) => significant(value);
const usd = (value) => money(value);

/** What a list shows of a kind; `name` is what `/v1/catalog/KIND/NAME` takes. */
const kinds = {
  models: { label: 'Models', name: 'hf_id', columns: [
    ['hf_id', 'Model', (value) => [shortModel(value), h('span.muted.small.block', String(value).split('/')[0])]],
    ['params_total_b', 'Parameters', (value) => parameters(value * 1e9)], ['params_active_b', 'Active', (value) => parameters(value * 1e9)],
    ['attention', 'Attention'], ['layers', 'Layers', count], ['max_context', 'Context', count],
    ['released', 'Released'], ['licence', 'Licence']] },
  accelerators: { label: 'Devices', name: 'id', columns: [
    ['name', 'Device', (value, row) => [value, h('span.muted.small.block', row.vendor)]], ['class', 'Class'],
    ['memory_gb', 'Memory', gigabytes], ['memory_bandwidth_gb_s', 'Bandwidth GB/s', number],
    ['bf16_dense_tflops', 'BF16 TFLOPS', number], ['fp8_dense_tflops', 'FP8 TFLOPS', number],
    ['tdp_w', 'Power W', count], ['msrp_usd', 'List price', usd], ['year', 'Year']] },
  offers: { label: 'Offers', name: 'id', columns: [
    ['provider', 'Provider'], ['instance_type', 'Instance', (value, row) => value ?? row.product ?? row.id],
    ['gpu', 'GPU', (value, row) => (row.gpu_count > 1 ? `${row.gpu_count}× ${value}` : value ?? '–')], ['region', 'Region'],
    ['on_demand_usd_h', 'On demand /h', (value, row) => usd(value ?? row.usd_per_hour)], ['spot_usd_h', 'Spot /h', usd],
    ['kind', 'Kind'], ['as_of', 'As of']] },
  'api-prices': { label: 'API prices', name: 'model', columns: [
    ['model', 'Model'], ['provider', 'Provider'], ['input_usd_per_mtok', 'Input /M tok', usd], ['output_usd_per_mtok', 'Output /M tok', usd],
    ['cached_input_usd_per_mtok', 'Cached /M tok', usd], ['context_tokens', 'Context', count]] },
  tools: { label: 'Tools', name: 'id', columns: [
    ['name', 'Tool'], ['category', 'Category'], ['state', 'State', (value) => h('span.badge', { class: stateOf(value) }, value ?? 'unknown')],
    ['status_2026', 'Status'], ['platforms', 'Platforms'], ['licence', 'Licence']] },
  engines: { label: 'Engines', name: 'id', columns: [
    ['name', 'Engine'], ['batching', 'Batching'], ['platforms', 'Platforms'], ['weight_families', 'Weights'],
    ['max_sequences', 'Most sequences', count], ['memory_fraction', 'Memory share', number]] },
  'weight-formats': { label: 'Weight formats', name: 'id', columns: [
    ['name', 'Format'], ['family', 'Family'], ['compute', 'Computes in'], ['recipe', 'Recipe'], ['advised', 'Advised']] },
  quality: { label: 'Task scores', name: null, columns: [
    ['model', 'Model'], ['task', 'Task'], ['score', 'Score', number], ['standard_error', 'Error ±', number], ['benchmark_count', 'Benchmarks', count], ['as_of', 'As of']] },
  'quality-levels': { label: 'Quality levels', name: null, columns: [
    ['task', 'Task'], ['level', 'Level'], ['floor', 'Floor', number], ['reference', 'Reference'], ['why', 'Why']] },
  tasks: { label: 'Tasks', name: 'id', columns: [['name', 'Task'], ['anchor_benchmark', 'Anchor'], ['benchmarks', 'Benchmarks'], ['why', 'Why']] },
  'use-cases': { label: 'Use cases', name: 'id', columns: [
    ['description', 'Use case'], ['task', 'Task'], ['input_tokens', 'Input', count], ['output_tokens', 'Output', count],
    ['ttft_ms_max', 'TTFT ms', count], ['e2e_ms_max', 'End to end ms', count], ['quality_level', 'Quality']] },
  assumptions: { label: 'Assumptions', name: 'key', columns: [
    ['key', 'What', (value) => heading(value)], ['value', 'Value', number], ['unit', 'Unit'], ['scope', 'Scope'], ['as_of', 'As of']] },
};

let current = null;

export function mount(root, params) {
  const asks = latest();
  const tabs = h('nav.subnav', { 'aria-label': 'Catalogs' });
  const search = h('input', { type: 'search', id: 'catalog-search', autocomplete: 'off', spellcheck: 'false', placeholder: 'Words that a row must hold', oninput: () => type() });
  const total = h('p.muted.small', { role: 'status' });
  const list = h('div.busy');
  const pager = h('nav.pager', { 'aria-label': 'Pages' });
  const detail = h('section.catalog-detail', { 'aria-label': 'All figures of a row' });
  const split = h('div.catalog-split', h('div.stack.tight', h('div.panel', list), pager), detail);
  root.append(
    h('header.view-head', h('h1', 'Catalog'), h('p.muted', 'What the forecasts rest on. Each row opens to all its figures, with their source and date.')),
    tabs,
    h('div.search-row', h('label.visually-hidden', { for: 'catalog-search' }, 'Search in this catalog'), search, total),
    split);

  let state = {};
  const type = debounce(140, () => { state.q = search.value.trim(); state.offset = 0; keep(); load(); });

  function read(query) {
    const kind = query.get('kind') === 'devices' ? 'accelerators' : query.get('kind');
    state = {
      kind: kind in kinds ? kind : 'models', q: query.get('q') ?? '', sort: query.get('sort') ?? '',
      offset: Math.max(0, Math.floor(Number(query.get('offset')) || 0)), open: query.get('open'),
    };
    search.value = state.q;
    fill(tabs, Object.entries(kinds).map(([key, { label }]) => h('a', {
      href: `#/catalog?kind=${key}`, 'aria-current': key === state.kind ? 'page' : null,
    }, label)));
    tabs.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
    fill(detail);
    split.classList.toggle('is-open', false);
    load();
    if (state.open) open(state.open);
  }

  function keep() {
    const query = new URLSearchParams({ kind: state.kind });
    for (const name of ['q', 'sort', 'open']) if (state[name]) query.set(name, state[name]);
    if (state.offset) query.set('offset', state.offset);
    setParams(query);
  }

  async function load() {
    const query = new URLSearchParams({ limit: pageSize, offset: state.offset });
    if (state.q) query.set('q', state.q);
    if (state.sort) query.set('sort', state.sort);
    list.setAttribute('aria-busy', 'true');
    try {
      const answer = await asks.run((signal) => api.get(`/v1/catalog/${state.kind}?${query}`, { signal }));
      if (!answer) return;
      draw(answer);
    } catch (error) {
      fill(list, problemBox(error));
    } finally {
      list.setAttribute('aria-busy', 'false');
    }
  }

  function draw({ rows, matching, total: all, offset }) {
    const kind = kinds[state.kind];
    total.textContent = matching === all ? `${count(all)} rows` : `${count(matching)} of ${count(all)} rows`;
    const [sort, direction] = state.sort.split(':');
    fill(list, rows.length === 0 ? h('p.muted', 'No row holds all these words.') : table({
      caption: kind.label, rows, rowHeader: kind.columns[0][0], sort: sort || null, descending: direction === 'desc',
      onsort: (key, descending) => { state.sort = descending ? `${key}:desc` : key; state.offset = 0; keep(); load(); },
      columns: kind.columns.map(([key, label, format], place) => ({
        key, label,
        numeric: place > 0 && format !== undefined && rows.some((row) => typeof row[key] === 'number') && rows.every((row) => row[key] === null || typeof row[key] === 'number'),
        format: (value, row) => {
          const shown = value === null || value === undefined ? (format && place > 0 && row ? fallback(format, value, row) : '–') : format ? format(value, row) : String(value);
          return place === 0 ? h('button.link.row-opener', { type: 'button', onclick: () => pick(row) }, shown) : shown;
        },
      })),
      rowClass: (row) => (state.open && row[kind.name] === state.open ? 'is-open' : null),
    }).node);
    const last = Math.min(offset + rows.length, matching);
    const go = (to) => () => { state.offset = Math.max(0, to); keep(); load(); list.scrollIntoView({ block: 'nearest' }); };
    fill(pager, matching > pageSize && [
      h('button.button.small', { type: 'button', disabled: offset === 0, onclick: go(offset - pageSize) }, '← Previous'),
      h('span.muted.small', `${count(offset + 1)}–${count(last)} of ${count(matching)}`),
      h('button.button.small', { type: 'button', disabled: last >= matching, onclick: go(offset + pageSize) }, 'Next →'),
    ]);
  }

  function pick(row) {
    const { name } = kinds[state.kind];
    if (name && row[name]) {
      state.open = String(row[name]);
      keep();
      open(state.open, row);
    } else show(row);
  }

  async function open(name, known) {
    const { kind } = state;
    if (known) show(known);
    try {
      const { row } = await api.get(`/v1/catalog/${kind}/${encodeURIComponent(name)}`);
      // Names such as a model of several sellers find one row; the one that was picked counts.
      if (state.open === name && state.kind === kind) show(known ? { ...known, derived: sameRow(known, row) ? row.derived : undefined } : row);
    } catch (error) {
      if (!known) { fill(detail, problemBox(error)); split.classList.add('is-open'); }
    }
  }

  function show(row) {
    const kind = kinds[state.kind];
    const isNew = !split.classList.contains('is-open') || detail.dataset.name !== String(row[kind.name]);
    split.classList.add('is-open');
    detail.dataset.name = String(row[kind.name]);
    const name = row.name ?? row[kind.name] ?? row.model ?? row.level ?? 'Row';
    fill(detail, h('div.panel.stack',
      h('div.row.spread', h('h2', { tabindex: '-1' }, String(state.kind === 'assumptions' ? heading(name) : name)),
        h('button.button.small', { type: 'button', onclick: close }, 'Close')),
      sourceOf(row), row.derived && derived(row.derived), figures(row)));
    if (isNew) {
      detail.querySelector('h2').focus({ preventScroll: matchMedia('(min-width: 1200px)').matches });
      say(`${name}: all figures`);
    }
  }

  function close() {
    const name = state.open;
    state.open = null;
    keep();
    fill(detail);
    split.classList.remove('is-open');
    const rows = [...list.querySelectorAll('.row-opener')];
    (rows.find((one) => one.textContent.includes(shortModel(name ?? ' '))) ?? rows[0])?.focus();
  }

  current = read;
  read(params);
  return () => { asks.abort(); type.cancel(); current = null; };
}

export function update(params) { current?.(params); }

function fallback(format, value, row) {
  try { return format(value, row) ?? '–'; } catch { return '–'; }
}

function sameRow(a, b) {
  return ['provider', 'region', 'id', 'hf_id', 'key'].every((key) => a[key] === b[key]);
}

function stateOf(state) {
  const good = ['active'], bad = ['archived', 'deprecated', 'discontinued', 'ended', 'removed'];
  return good.includes(state) ? 'state-good' : bad.includes(state) ? 'state-bad' : 'state-warn';
}

function sourceOf(row) {
  const source = row.source ?? row.status_source;
  return h('dl.source',
    source && [h('dt', 'Source'), h('dd', linked(source))],
    row.as_of && [h('dt', 'As of'), h('dd', linked(row.as_of))],
    row.confirmed_as_of && [h('dt', 'Confirmed'), h('dd', linked(row.confirmed_as_of))],
    (row.verified ?? row.verification) && [h('dt', 'Checked'), h('dd', String(row.verified ?? row.verification))],
    row.page && [h('dt', 'Page'), h('dd', linked(row.page))],
    row.docs_url && [h('dt', 'Documentation'), h('dd', linked(row.docs_url))],
    row.notes && [h('dt', 'Notes'), h('dd', linked(row.notes))]);
}

const apart = new Set(['source', 'status_source', 'as_of', 'confirmed_as_of', 'verified', 'verification', 'page', 'docs_url', 'notes', 'derived']);

function figures(row) {
  const known = [], unknown = [];
  for (const [name, value] of Object.entries(row)) {
    if (apart.has(name)) continue;
    (value === null || value === undefined || value === '' ? unknown : known).push([name, value]);
  }
  return h('div.stack.tight',
    h('dl.facts.all-figures', known.map(([name, value]) => [h('dt', heading(name)), h('dd', write(value))])),
    unknown.length > 0 && disclosure(`${unknown.length} not stated or not applicable`, () => h('p.muted.small', `${unknown.map(([name]) => heading(name)).join(', ')}.`)));
}

function write(value) {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return Number.isInteger(value) && Math.abs(value) < 10000 ? String(value) : new Intl.NumberFormat('en-US', { maximumSignificantDigits: 10 }).format(value);
  return linked(value);
}

function derived(value) {
  const plain = Object.entries(value).filter(([, part]) => part === null || typeof part !== 'object');
  const nested = Object.entries(value).filter(([, part]) => part !== null && typeof part === 'object' && Object.keys(part).length > 0);
  return h('section.stack.tight', h('h3', 'Computed from these'),
    plain.length > 0 && h('dl.facts.all-figures', plain.map(([name, part]) => [h('dt', heading(name)), h('dd', part === null ? '–' : typeof part === 'number' && !Number.isInteger(part) ? significant(part, 4) : write(part))])),
    nested.map(([name, part]) => disclosure(heading(name), () => nestedTable(name, part))));
}

function nestedTable(name, part) {
  const rows = Array.isArray(part) ? part.map((one) => (typeof one === 'object' ? one : { value: one }))
    : Object.entries(part).map(([key, one]) => ({ name: heading(key), ...(one !== null && typeof one === 'object' ? flat(one) : { value: one }) }));
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return table({ caption: heading(name), rows, columns: columns.map((key) => ({
    key, label: heading(key), numeric: rows.every((row) => row[key] === undefined || row[key] === null || typeof row[key] === 'number'),
    format: (value) => (value === null || value === undefined ? '–' : typeof value === 'object' ? JSON.stringify(value) : typeof value === 'number' ? write(value) : String(value)),
  })) }).node;
}

function flat(value) {
  const all = {};
  for (const [key, part] of Object.entries(value)) {
    if (part !== null && typeof part === 'object' && !Array.isArray(part)) for (const [inner, one] of Object.entries(part)) all[`${key}_${inner}`] = one;
    else all[key] = part;
  }
  return all;
}
