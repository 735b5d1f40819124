// The question of the Plan view: its fields, in the planner's own names.

import { h, disclosure } from '../../dom.js';
import { field, group, parseNumber, parseTime, writeTime, round } from '../../form.js';

/** What is asked where nothing else is: answered as soon as the page is there. */
export const firstQuestion = {
  preset: 'support-chatbot', task: 'chat', quality: 'intermediate', requests_per_hour: '1000',
  input: '400', output: '100', e2e_p95: '2s', budget: '500/month', peak_factor: '1',
  expertise: 'moderate',
};

const whole = { parse: parseNumber, write: (value) => String(round(value)) };
const time = { parse: parseTime, write: writeTime };
const any = { value: '', label: 'any' };

const traffic = [
  { name: 'requests_per_hour', label: 'Requests an hour', kind: 'amount', placeholder: '60', slider: { min: 1, max: 1e6, ...whole } },
  { name: 'input', label: 'Prompt tokens', kind: 'amount', placeholder: 'the task’s', slider: { min: 16, max: 131072, parse: parseNumber, write: (value) => String(Math.round(value < 128 ? value : round(value))) } },
  { name: 'output', label: 'Output tokens', kind: 'amount', placeholder: 'the task’s', slider: { min: 1, max: 16384, parse: parseNumber, write: (value) => String(Math.max(1, Math.round(round(value)))) } },
];
const limits = [
  { name: 'ttft_p95', label: 'First token, p95', kind: 'amount', placeholder: 'no limit', slider: { min: 0.02, max: 60, ...time } },
  { name: 'tpot_p95', label: 'Each output token, p95', kind: 'amount', placeholder: 'no limit', slider: { min: 0.002, max: 1, ...time } },
  { name: 'e2e_p95', label: 'Whole request, p95', kind: 'amount', placeholder: 'no limit', slider: { min: 0.1, max: 300, ...time } },
  { name: 'budget', label: 'Budget a month', kind: 'amount', placeholder: 'no limit', slider: { min: 5, max: 100000, parse: parseNumber, write: (value) => `${round(value)}/month` } },
];
const what = [
  { name: 'task', label: 'Task', kind: 'select', choices: [any, 'chat', 'code', 'content', 'summarization', 'reasoning', 'classification', 'vision'] },
  { name: 'model', label: 'Model', placeholder: 'any that is good enough', suggestions: [] },
  { name: 'quality', label: 'Quality, at least', placeholder: 'as the task needs', suggestions: ['basic', 'intermediate', 'advanced', 'professional'],
    hint: 'A level, a score of 100, or a model to match.' },
  { name: 'prefer', label: 'What counts most', kind: 'select', choices: [{ value: '', label: 'balanced' }, 'cost', 'latency', 'quality'] },
];
const where = [
  { name: 'privacy', label: 'Prompts may go', kind: 'select', choices: [{ value: '', label: 'anywhere' }, { value: 'no-api', label: 'to rented machines, no API' }, { value: 'on-premises', label: 'nowhere: on-premises' }] },
  { name: 'hardware', label: 'Hardware at hand', placeholder: '2x RTX 4090', hint: 'Plans with this, nothing to buy.' },
  { name: 'providers', label: 'Providers', placeholder: 'any', suggestions: ['aws', 'gcp', 'azure', 'lambda', 'runpod', 'vast.ai', 'modal', 'coreweave'] },
  { name: 'offline', label: 'Without any network', kind: 'checkbox' },
];
const payments = { name: 'payments', label: 'Ways to pay (none: all)', kind: 'checks', wide: true,
  choices: ['on-demand', 'spot', 'reserved-1yr', 'reserved-3yr', 'serverless', 'owned', 'api'] };
const restrictions = [
  { name: 'accelerators', label: 'Devices', placeholder: 'any' },
  { name: 'engines', label: 'Engines', placeholder: 'any', suggestions: ['vllm', 'sglang', 'tensorrt-llm', 'llama.cpp', 'ollama', 'mlx-lm'] },
  { name: 'weights', label: 'Weight formats', placeholder: 'any' },
  { name: 'kv_cache', label: 'KV cache types', placeholder: 'any' },
  { name: 'region', label: 'Region', placeholder: 'any' },
  { name: 'compliance', label: 'Compliance', placeholder: 'gdpr, hipaa, sox' },
];
const operation = [
  { name: 'rate', label: 'Requests at the busiest time', placeholder: '5/s' },
  { name: 'peak_factor', label: 'Busiest time over average', placeholder: '1', inputmode: 'decimal' },
  { name: 'burstiness', label: 'Burstiness', placeholder: '1', hint: 'Variation of the gaps between requests; 1 is Poisson.', inputmode: 'decimal' },
  { name: 'cached_input', label: 'Prompt tokens in the prefix cache', placeholder: '0', inputmode: 'numeric' },
  { name: 'hours_per_month', label: 'Hours a month', placeholder: '730', inputmode: 'decimal' },
  { name: 'availability', label: 'Availability', placeholder: '99.9%' },
  { name: 'confidence', label: 'Chance that latencies are kept', placeholder: '70%' },
  { name: 'purchase_budget', label: 'At once, at most', placeholder: 'no limit' },
  { name: 'country', label: 'Country, for carbon' },
  { name: 'expertise', label: 'Expertise', kind: 'select', choices: [any, 'limited', 'moderate', 'advanced'] },
  { name: 'infrastructure', label: 'Infrastructure', kind: 'select', choices: [any, 'none', 'basic', 'advanced'] },
  { name: 'plans', label: 'Plans to show', placeholder: '5', inputmode: 'numeric' },
  { name: 'hybrid', label: 'Plan tiers too', kind: 'checkbox' },
  { name: 'survey', label: 'Best of every kind of hardware', kind: 'checkbox' },
];
const percentiles = ['ttft', 'tpot', 'e2e'].flatMap((metric) => ['mean', 'p50', 'p90', 'p99'].map((point) => ({
  name: `${metric}_${point}`, label: `${metric.toUpperCase()}, ${point}`, placeholder: 'no limit',
})));

/** Fields that the API wants as numbers or as yes and no. */
const numbers = new Set(['input', 'output', 'cached_input', 'plans', 'peak_factor', 'burstiness', 'hours_per_month']);
const flags = new Set(['offline', 'hybrid', 'survey']);

/** The body of a request: figures as figures, and text as people write it. */
export function body(values, preset) {
  const question = {};
  for (const [name, text] of Object.entries(values)) {
    if (name === 'preset') continue;
    const number = Number(text.replace(/,/g, ''));
    question[name] = flags.has(name) ? true : numbers.has(name) && Number.isFinite(number) ? number : text;
  }
  // A preset fills what is left open, so it may only be named while nothing of it was cleared.
  const isWhole = preset && Object.keys(preset.fields).every((name) => name in values);
  return isWhole ? { preset: preset.name, ...question } : question;
}

/**
 * The form. `onchange(isFinal)`; `onpreset(name)`.
 * Gives {node, group, setPresets(list), setModels(ids)}.
 */
export function questionForm(onchange, onpreset) {
  const make = (options) => field(options, onchange);
  const preset = field({ name: 'preset', label: 'Start from a use case', kind: 'select', choices: [{ value: '', label: 'own question' }] },
    () => onpreset(preset.get()));
  const parts = { what: what.map(make), traffic: traffic.map(make), limits: limits.map(make), where: where.map(make),
    payments: [make(payments)], restrictions: restrictions.map(make), operation: operation.map(make), percentiles: percentiles.map(make) };
  const all = Object.values(parts).flat();
  const fields = (list) => h('div.stack', list.map((each) => each.node));
  const advice = h('p.field-hint');
  preset.node.append(advice);
  const more = [
    disclosure('Ways to pay, devices, engines', fields([...parts.payments, ...parts.restrictions])),
    disclosure('Operation and people', fields(parts.operation)),
    disclosure('Limits at other percentiles', h('div.fields.pairs', parts.percentiles.map((each) => each.node))),
  ];
  const node = h('form.stack.question', { 'aria-label': 'The question', onsubmit: (event) => { event.preventDefault(); onchange(true); } },
    preset.node,
    h('fieldset.section', h('legend', 'What for'), fields(parts.what)),
    h('fieldset.section', h('legend', 'Traffic'), fields(parts.traffic)),
    h('fieldset.section', h('legend', 'Limits'), fields(parts.limits)),
    h('fieldset.section', h('legend', 'Where'), fields(parts.where)),
    h('div.stack.tight', more));
  return {
    node,
    group: group(all),
    preset,
    /** Opens the part that holds a field, so that its error is seen. */
    reveal(name) {
      const holder = [[...parts.payments, ...parts.restrictions], parts.operation, parts.percentiles]
        .findIndex((list) => list.some((each) => each.name === name));
      if (holder >= 0) more[holder].open = true;
    },
    setPresets(presets, chosen) {
      preset.setChoices([{ value: '', label: 'own question' }, ...presets.map(({ name, title }) => ({ value: name, label: title }))]);
      preset.set(chosen ?? '');
    },
    setAdvice(text) { advice.textContent = text; },
    setModels(ids) { all.find((each) => each.name === 'model').setChoices(ids); },
  };
}
