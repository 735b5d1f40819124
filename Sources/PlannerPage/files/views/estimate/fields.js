// The inputs of the Estimate view: one deployment, one workload.

import { h, disclosure } from '../../dom.js';
import { field, group, parseNumber, round } from '../../form.js';

export const firstDeployment = {
  model: 'llama-3.1-8b', hardware: 'H100-SXM-80GB', weights: 'fp8', input: '1024', output: '256', concurrency: '32', requests_per_hour: '10000',
};

const whole = { parse: parseNumber, write: (value) => String(Math.max(1, Math.round(round(value)))) };
const chosen = { value: '', label: 'chosen' };

const deployment = [
  { name: 'model', label: 'Model', suggestions: [], placeholder: 'llama-3.1-8b' },
  { name: 'hardware', label: 'Device', suggestions: [], placeholder: '2x RTX 4090' },
  { name: 'weights', label: 'Weight format', placeholder: 'as published', suggestions: ['bf16', 'fp8', 'nvfp4', 'awq-int4', 'gptq-int4', 'q8_0', 'q4_k_m', 'mxfp4'] },
  { name: 'engine', label: 'Engine', placeholder: 'the usual one', suggestions: ['vllm', 'sglang', 'tensorrt-llm', 'llama.cpp', 'ollama', 'mlx-lm'] },
];
const workload = [
  { name: 'concurrency', label: 'Requests in flight', kind: 'amount', placeholder: '1', slider: { min: 1, max: 1024, ...whole } },
  { name: 'input', label: 'Prompt tokens', kind: 'amount', placeholder: '1024', slider: { min: 16, max: 131072, ...whole } },
  { name: 'output', label: 'Output tokens', kind: 'amount', placeholder: '256', slider: { min: 1, max: 16384, ...whole } },
  { name: 'requests_per_hour', label: 'Requests an hour', kind: 'amount', placeholder: 'full load', slider: { min: 1, max: 1e6, ...whole } },
];
const layout = [
  { name: 'devices', label: 'Devices of a replica', placeholder: 'chosen' }, { name: 'replicas', label: 'Replicas', placeholder: '1' },
  { name: 'tensor_parallel', label: 'Tensor parallel', placeholder: 'chosen' }, { name: 'pipeline_parallel', label: 'Pipeline parallel', placeholder: 'chosen' },
  { name: 'attention_data_parallel', label: 'Attention data parallel', placeholder: '1' }, { name: 'expert_parallel', label: 'Expert parallel', kind: 'checkbox' },
];
const engine = [
  { name: 'kv_cache', label: 'KV cache type', placeholder: 'chosen', suggestions: ['fp16', 'fp8', 'q8_0', 'q4_0'] }, { name: 'cached_input', label: 'Prompt tokens cached', placeholder: '0' },
  { name: 'memory_fraction', label: 'Memory fraction', placeholder: 'engine’s' }, { name: 'memory_gb', label: 'Memory of a device, GB', placeholder: 'catalog’s' },
  { name: 'max_num_seqs', label: 'Largest batch', placeholder: 'engine’s' }, { name: 'max_num_batched_tokens', label: 'Tokens in a step', placeholder: 'engine’s' },
];
const cost = [
  { name: 'pricing', label: 'Paid for', kind: 'select', choices: [chosen, 'on-demand', 'spot', 'reserved-1yr', 'reserved-3yr', 'serverless', 'owned'] },
  { name: 'offer', label: 'Offer', placeholder: 'a usual one' }, { name: 'purchase_price', label: 'Price of a device, $', placeholder: 'catalog’s' },
  { name: 'electricity_price', label: 'Electricity, $/kWh', placeholder: 'catalog’s' }, { name: 'pue', label: 'PUE', placeholder: 'catalog’s' },
  { name: 'hours_per_month', label: 'Hours a month', placeholder: '730' }, { name: 'country', label: 'Country, for carbon' },
];

/** The form; `onchange(isFinal)`. Gives {node, group, reveal(name), setModels(ids), setDevices(ids)}. */
export function deploymentForm(onchange) {
  const make = (options) => field(options, onchange);
  const parts = { deployment: deployment.map(make), workload: workload.map(make), layout: layout.map(make), engine: engine.map(make), cost: cost.map(make) };
  const all = Object.values(parts).flat();
  const stack = (list) => h('div.stack', list.map((each) => each.node));
  const pairs = (list) => h('div.fields.pairs', list.map((each) => each.node));
  const folded = [[parts.layout, 'Devices and layout'], [parts.engine, 'Engine and cache'], [parts.cost, 'Cost']]
    .map(([list, label]) => ({ list, node: disclosure(label, pairs(list)) }));
  const named = (name) => all.find((each) => each.name === name);
  return {
    node: h('form.stack.question', { 'aria-label': 'The deployment', onsubmit: (event) => { event.preventDefault(); onchange(true); } },
      stack(parts.deployment), h('fieldset.section', h('legend', 'Workload'), stack(parts.workload)), h('div.stack.tight', folded.map((each) => each.node))),
    group: group(all),
    reveal(name) {
      const holder = folded.find((each) => each.list.some((one) => one.name === name));
      if (holder) holder.node.open = true;
    },
    setModels: (ids) => named('model').setChoices(ids),
    setDevices: (ids) => named('hardware').setChoices(ids),
  };
}
