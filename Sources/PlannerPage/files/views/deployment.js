// A plan as the question of an estimate, and as commands to type.

/** Fields of /v1/estimate that are figures. */
const numbers = new Set(['devices', 'memory_gb', 'tensor_parallel', 'pipeline_parallel', 'attention_data_parallel', 'replicas',
  'memory_fraction', 'max_num_seqs', 'max_num_batched_tokens', 'input', 'cached_input', 'output', 'concurrency',
  'requests_per_hour', 'purchase_price', 'electricity_price', 'pue', 'hours_per_month']);

/** The body of an estimate, of texts by field name. */
export function estimateBody(values) {
  const body = {};
  for (const [name, text] of Object.entries(values)) {
    if (text === '' || text === null || text === undefined) continue;
    const number = Number(String(text).replace(/,/g, ''));
    body[name] = name === 'expert_parallel' ? text === true || text === 'true'
      : numbers.has(name) && Number.isFinite(number) ? number : String(text);
  }
  return body;
}

/** Requests in flight on a replica at the busiest time: Little's law. */
export function inFlight(plan, question) {
  if (!plan.e2e_ms) return 1;
  const perReplica = question.peak_requests_per_second / Math.max(1, plan.replicas);
  return Math.max(1, Math.round(perReplica * plan.e2e_ms.mean / 1000));
}

/** The estimate that takes a plan apart, as texts by field name; null for an API. */
export function estimateOfPlan(plan, question, hours) {
  if (!plan.hardware) return null;
  const values = {
    model: plan.model, hardware: plan.hardware, devices: plan.devices_per_replica, engine: plan.engine,
    weights: plan.weights, kv_cache: plan.kv_cache, tensor_parallel: plan.tensor_parallel,
    pipeline_parallel: plan.pipeline_parallel, attention_data_parallel: plan.attention_data_parallel,
    expert_parallel: plan.expert_parallel ? 'true' : '', replicas: plan.replicas,
    memory_fraction: plan.settings?.gpu_memory_utilization, max_num_seqs: plan.settings?.max_num_seqs,
    max_num_batched_tokens: plan.settings?.max_num_batched_tokens,
    input: question.input_tokens, cached_input: question.cached_input_tokens || '', output: question.output_tokens,
    concurrency: inFlight(plan, question),
    requests_per_hour: Math.round(question.mean_requests_per_second * 3600 * 100) / 100,
    // What is there already costs its electricity and upkeep, and no purchase.
    offer: plan.offer, pricing: plan.payment === 'in-hand' ? 'owned' : plan.payment, purchase_price: plan.payment === 'in-hand' ? '0' : '',
    hours_per_month: hours,
  };
  return Object.fromEntries(Object.entries(values)
    .filter(([, value]) => value !== undefined && value !== null && value !== '').map(([name, value]) => [name, String(value)]));
}

/** A word for a shell, quoted where it must be. */
function word(text) {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${String(text).replace(/'/g, `'\\''`)}'`;
}

const isFlag = (value) => value === true || value === 'true';

/** `inferplan COMMAND --option value …`, of a request's body. */
export function commandLine(command, body, ...rest) {
  const options = Object.entries(body).map(([name, value]) => {
    const option = `--${name.replaceAll('_', '-')}`;
    return isFlag(value) ? option : `${option} ${word(String(value))}`;
  });
  return ['inferplan', command, ...options, ...rest].join(' ');
}

const formats = { vllm: 'vllm', sglang: 'sglang', 'tensorrt-llm': 'trtllm', 'llama.cpp': 'llama.cpp', ollama: 'ollama', 'mlx-lm': 'mlx' };

/** What launches a plan, and what checks it against its forecast. */
export function launchCommands(plan, question, body) {
  const save = `${commandLine('plan', body)} --json > plan.json`;
  const pick = plan.rank > 1 ? ` --plan ${plan.rank}` : '';
  const tool = plan.payment === 'api' ? 'litellm' : formats[plan.engine] ?? 'docker-compose';
  const rate = Number((question.peak_requests_per_second / Math.max(1, plan.replicas)).toPrecision(3));
  const levels = question.levels.map((level) => `${level.metric}.${level.percentile}=${level.limit_ms}ms`).join(',');
  return {
    launch: `${save}\ninferplan export plan.json${pick} --to ${tool} --directory launch`,
    check: `inferplan measure http://127.0.0.1:8000/v1 --model ${word(plan.model)} --input ${question.input_tokens} `
      + `--output ${question.output_tokens} --rate ${rate} --duration 120s${levels ? ` --slo ${levels}` : ''} --against plan.json`,
  };
}
