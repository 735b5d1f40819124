// Which networks, or which language models, a device carries within a budget.

import { h, fill } from '../../dom.js';
import { api, latest } from '../../api.js';
import { field, group } from '../../form.js';
import { table } from '../../table.js';
import { milliseconds, significant, percent, bytes, shortModel, parameters } from '../../format.js';
import { say } from '../../main.js';
import { outside, linked } from '../parts.js';
import { intervalBar } from './bars.js';

const tasks = [
  { value: 'detection', label: 'Object detection' }, { value: 'classification', label: 'Classification' },
  { value: 'segmentation', label: 'Segmentation' }, { value: 'pose', label: 'Pose' },
  { value: 'obb', label: 'Oriented boxes' }, { value: 'llm', label: 'Language models' },
];
/** Devices that many measurements know; any other name may be typed. */
const devices = [
  'Raspberry Pi 5', 'Raspberry Pi 4', 'Jetson Orin Nano', 'Jetson Orin NX', 'Jetson AGX Orin', 'Jetson Nano',
  'Hailo-8', 'Hailo-8L', 'Coral USB', 'RK3588', 'Snapdragon 8 Elite', 'Galaxy S24', 'Galaxy S25', 'iPhone 15 Pro',
  'M1', 'M3', 'Intel N100', 'T4', 'L4', 'RTX 4090', 'A100', 'H100',
];
const worked = { device: 'Jetson Orin Nano', task: 'detection', fps: '15' };
const pageSize = 25;

export function mountFinder(root, params) {
  const asks = latest();
  let shown = pageSize, answer = null;
  const fields = group([
    field({ name: 'device', label: 'Device', suggestions: devices, placeholder: 'as people call it' }, onChange),
    field({ name: 'task', label: 'Task', kind: 'select', choices: tasks }, onChange),
    field({ name: 'latency_ms', label: 'Longest time of an image', unit: 'ms', placeholder: 'no limit', inputmode: 'decimal' }, onChange),
    field({ name: 'fps', label: 'Images a second', placeholder: 'no limit', inputmode: 'decimal' }, onChange),
    field({ name: 'min_accuracy', label: 'Least accuracy', unit: '%', placeholder: 'any', inputmode: 'decimal' }, onChange),
    field({ name: 'precision', label: 'Precision', kind: 'select', choices: [{ value: '', label: 'any' }, 'fp32', 'fp16', 'w8a16', 'int8'] }, onChange),
    field({ name: 'runtime', label: 'Runtime', placeholder: 'any', suggestions: ['tensorrt', 'onnxruntime', 'openvino', 'ncnn', 'tflite', 'hailort', 'rknn', 'coreml', 'qnn', 'pytorch'] }, onChange),
    field({ name: 'all', label: 'Every runtime and precision', kind: 'checkbox' }, (isFinal) => { if (isFinal) { keep(); draw(); } }),
  ]);
  const first = ['device', 'task'].some((name) => params.has(name)) ? Object.fromEntries(params) : worked;
  fields.set({ task: 'detection', ...first });
  const result = h('div.stack.busy', { 'aria-live': 'off' });
  const form = h('form.panel.finder-form', {
    'aria-label': 'Device and budget',
    onsubmit: (event) => { event.preventDefault(); ask(); },
  }, [...fields.fields.values()].map((one) => one.node),
  h('button.button.primary', { type: 'submit' }, 'Find'));
  root.append(h('div.stack', form, result));
  ask();

  function onChange(isFinal) { if (isFinal) ask(); }

  function keep() {
    const query = new URLSearchParams({ tab: 'finder', ...fields.get() });
    history.replaceState(null, '', `#/advise?${query}`);
  }

  async function ask() {
    fields.clearErrors();
    const isModels = fields.fields.get('task').get() === 'llm';
    for (const name of ['latency_ms', 'fps', 'min_accuracy', 'precision', 'runtime', 'all']) {
      fields.fields.get(name).node.hidden = isModels;
    }
    const values = fields.get();
    const question = { device: values.device ?? '', task: values.task };
    if (!isModels) {
      for (const name of ['latency_ms', 'fps', 'min_accuracy']) {
        if (values[name] === undefined) continue;
        const value = Number(values[name].replace(',', '.'));
        if (!Number.isFinite(value)) { fields.fields.get(name).error('a number, please'); return; }
        question[name] = value;
      }
      if (values.precision) question.precision = values.precision;
      if (values.runtime) question.runtime = values.runtime;
    }
    keep();
    result.setAttribute('aria-busy', 'true');
    try {
      const found = await asks.run((signal) => api.post('/v1/advise', question, { signal }));
      if (!found) return;
      answer = found;
      shown = pageSize;
      draw();
      const size = (found.options ?? found.rows).length;
      say(`${size} found for ${found.device_name ?? found.device}`);
    } catch (error) {
      const known = { vision_task: 'task', hardware: 'device' };
      error.field = known[error.field] ?? error.field;
      if (!fields.showError(error)) fill(result, h('p.error', { role: 'alert' }, error.message));
    } finally {
      result.setAttribute('aria-busy', 'false');
    }
  }

  function draw() {
    if (!answer) return;
    fill(result, answer.rows ? models(answer) : networks(answer));
  }

  function more(total) {
    return shown < total && h('div.row', h('button.button', {
      type: 'button', onclick: () => { shown += 2 * pageSize; draw(); },
    }, `Show more (${total - Math.min(shown, total)} left)`));
  }

  function networks(found) {
    const list = found.feasible ? found.options : found.nearest;
    const options = fields.fields.get('all').get() ? list : firstOfEach(list);
    const limit = Math.min(found.latency_limit_ms ?? Infinity, found.rate_floor_fps ? 1000 / found.rate_floor_fps : Infinity);
    const part = options.slice(0, shown);
    const high = Math.max(...part.map((one) => one.high_ms ?? one.milliseconds));
    const low = Math.min(...part.map((one) => one.low_ms ?? one.milliseconds));
    const rows = part.map((one, place) => ({ ...one, rank: place + 1 }));
    const best = rows[0];
    return [
      h('section.stack.tight',
        h('h2', found.device_name),
        found.feasible
          ? h('p', `${options.length} networks fit`, limit < Infinity && ` ${milliseconds(limit)} an image`, '; the most accurate first. ',
            h('span.muted', `Accuracy is ${found.accuracy_metric}; bars hold 80 of 100 outcomes${limit < Infinity ? ', the line is the budget' : ''}.`))
          : h('p.notice', options.length ? 'Nothing keeps this budget. The nearest that miss it:' : 'Nothing is known that does this on the device.'),
        found.without_accuracy > 0 && h('p.muted.small', `${found.without_accuracy} more are left out: their accuracy is not published.`)),
      best && h('dl.tiles', tile('Most accurate', best.model, `${best.input_pixels} px, ${best.runtime} ${best.precision}`),
        tile('Accuracy', best.accuracy === undefined ? 'unknown' : significant(best.accuracy), best.accuracy_metric),
        tile('Time of an image', milliseconds(best.milliseconds), best.low_ms ? `${milliseconds(best.low_ms)} – ${milliseconds(best.high_ms)}` : 'measured'),
        tile('Images a second', significant(best.images_per_second), best.chance_within_budget === undefined ? '' : `${percent(100 * best.chance_within_budget)} sure to fit`)),
      rows.length > 0 && h('div.panel', table({
        caption: `Networks on ${found.device_name}`, rows, rowHeader: 'model', sort: 'rank', columns: [
          { key: 'rank', label: '#', numeric: true },
          { key: 'model', label: 'Network', format: (value, row) => [value, h('span.muted.small.block', `${row.input_pixels} px`)] },
          { key: 'accuracy', label: 'Accuracy', numeric: true, format: (value) => significant(value) },
          { key: 'milliseconds', label: 'Time', numeric: true, format: (value) => milliseconds(value) },
          { key: 'low_ms', label: 'Range', sort: false, format: (_, row) => intervalBar(row, low, high, limit) },
          { key: 'images_per_second', label: 'Images/s', numeric: true, format: (value) => significant(value) },
          { key: 'chance_within_budget', label: 'Fits', numeric: true, format: (value) => (value === undefined ? '–' : percent(100 * value)) },
          { key: 'runtime', label: 'With', format: (value, row) => [value, ' ', row.precision, h('span.muted.small.block', row.unit)] },
          { key: 'measured', label: 'Rests on', value: (row) => (row.measured ? 0 : 1), format: (value, row) => h('span.basis',
            h('span', { class: value ? 'badge state-good' : 'badge' }, value ? 'measured' : 'forecast'), ' ',
            h('span.muted.small', [!value && row.rests_on, ...(row.labels ?? [])].filter(Boolean).join(', ')),
            h('span.small.block', row.source && [outside(row.url, row.source), row.as_of && h('span.muted', `, ${row.as_of}`)])) },
        ],
      }).node),
      more(options.length),
    ];
  }

  function models(found) {
    const rows = found.rows.slice(0, shown);
    const high = Math.max(...rows.map((one) => one.high_tok_s)), low = Math.min(...rows.map((one) => one.low_tok_s));
    return [
      h('section.stack.tight', h('h2', `Language models on ${fields.fields.get('device').get()}`),
        h('p', `${found.rows.length} fit in memory. `, h('span.muted', 'Decoding speed at a small context; bars hold 80 of 100 outcomes.'))),
      h('div.panel', table({
        caption: `Language models on ${found.device}`, rows, rowHeader: 'model', sort: 'parameters_b', descending: true, columns: [
          { key: 'model', label: 'Model', format: (value) => h('a', { href: `#/catalog?kind=models&open=${encodeURIComponent(value)}` }, shortModel(value)) },
          { key: 'parameters_b', label: 'Parameters', numeric: true, format: (value) => parameters(value * 1e9) },
          { key: 'format', label: 'Weights' },
          { key: 'weights_bytes', label: 'Size', numeric: true, format: (value) => bytes(value) },
          { key: 'engine', label: 'Engine' },
          { key: 'forecast_tok_s', label: 'Tokens/s', numeric: true, format: (value) => significant(value) },
          { key: 'low_tok_s', label: 'Range', sort: false, format: (_, row) => intervalBar(
            { milliseconds: row.forecast_tok_s, low_ms: row.low_tok_s, high_ms: row.high_tok_s }, low, high, Infinity, (value) => `${significant(value)} tok/s`) },
          { key: 'measured', label: 'Measured', value: (row) => row.measured[0]?.tok_s, format: (points) => (points.length === 0 ? '–'
            : h('ul.plain-list', points.slice(0, 3).map((one) => h('li', `${significant(one.tok_s)} tok/s `, h('span.muted.small', linked(one.source), `, ${one.as_of}`))))) },
        ],
      }).node),
      more(found.rows.length),
    ];
  }

  return () => asks.abort();
}

function firstOfEach(options) {
  const seen = new Set();
  return options.filter((one) => {
    const key = `${one.model} ${one.input_pixels}`;
    return !seen.has(key) && seen.add(key);
  });
}

function tile(name, figure, note) {
  return h('div.tile', h('dt', name), h('dd', h('span.tile-figure', figure), note && h('span.muted.small.block', note)));
}
