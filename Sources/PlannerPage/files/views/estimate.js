// Estimate: one deployment taken apart, with charts that follow its inputs.

import { h, fill, fold, clear, download } from '../dom.js';
import { api, latest, debounce, paced } from '../api.js';
import { say, setParams } from '../main.js';
import * as format from '../format.js';
import { deploymentForm, firstDeployment } from './estimate/fields.js';
import { memoryPanel, latencyPanel, throughputPanel, costPanel, surePanel } from './estimate/results.js';
import { estimateCharts } from './estimate/charts.js';
import { commandLine, estimateBody } from './deployment.js';
import { codeBlock } from './plan/card.js';

export const title = 'Estimate';

let current = null;

export function mount(root, params) {
  let answer = null, isClosed = false, changed = 0;
  const requests = latest(), drawings = latest();
  const settle = paced(15, ask), typed = debounce(400, ask), drawSoon = debounce(120, draw);
  const form = deploymentForm((isFinal, isTyped) => {
    settle.cancel();
    typed.cancel();
    begin();
    if (isFinal) ask();
    else if (isTyped) typed();
    else settle();
  });
  const state = h('p.answer-state', h('span.muted', 'Computing …'));
  const problem = h('div', { role: 'alert' });
  const results = h('div.results');
  const sure = h('div');
  const charts = estimateCharts();
  const command = h('div');
  const output = h('div.stack.busy', { 'aria-busy': 'true', id: 'answer' }, problem, results, charts.node, sure, command);
  const save = h('button.button.small', { type: 'button', disabled: true, onclick: () => download('estimate.json', 'application/json', JSON.stringify(answer, null, 2)) }, 'JSON');
  const share = h('button.button.small', { type: 'button', onclick: async () => {
    try { await navigator.clipboard.writeText(location.href); share.textContent = 'Copied'; } catch { share.textContent = 'Copy the address'; }
    setTimeout(() => { share.textContent = 'Copy link'; }, 1600);
  } }, 'Copy link');

  root.append(
    h('div.view-head', h('div', h('h1', 'Take a deployment apart'), h('p', 'Memory, latency, throughput and cost of one deployment; every figure opens to its arithmetic.'))),
    h('div.split', h('div.side', fold('Change the deployment', form.node)), h('div.stack', h('div.row.spread', state, h('div.row', share, save)), output)));

  start(params);
  current = start;
  readNames();

  function start(from) {
    const values = Object.fromEntries(from);
    form.group.set(Object.keys(values).length ? values : firstDeployment);
    begin();
    ask();
  }

  async function readNames() {
    const [models, devices] = await Promise.all(['models', 'accelerators'].map((kind) => api.get(`/v1/catalog/${kind}?limit=1000`).catch(() => ({ rows: [] }))));
    if (isClosed) return;
    form.setModels(models.rows.map((row) => row.id ?? row.name).filter(Boolean));
    form.setDevices(devices.rows.map((row) => row.name ?? row.id).filter(Boolean));
  }

  function begin() {
    changed = performance.now();
    form.group.clearErrors();
  }

  async function ask() {
    const values = form.group.get(), since = changed, body = estimateBody(values);
    setParams(new URLSearchParams(values));
    output.setAttribute('aria-busy', 'true');
    try {
      const next = await requests.run((signal) => api.post('/v1/estimate?explain=true', body, { signal }));
      if (next === undefined || isClosed) return;
      answer = next;
      clear(problem);
      render(body);
      const took = performance.now() - since;
      performance.clearMeasures('estimate');
      performance.measure('estimate', { start: since, end: since + took });
      state.dataset.milliseconds = String(Math.round(took));
      showState(took);
      drawSoon(body);
    } catch (error) {
      if (isClosed) return;
      const isBeside = form.group.showError(error);
      if (isBeside) form.reveal(error.field);
      fill(problem, h('p.error', isBeside ? `The deployment has a mistake: ${error.message}` : error.message));
      state.textContent = answer ? 'The figures below are those of the deployment before.' : '';
    }
    output.setAttribute('aria-busy', 'false');
  }

  function showState(took) {
    const { deployment: d } = answer;
    fill(state, h('span', h('b', format.shortModel(d.model)), ` (${format.parameters(d.parameters)}${d.active_parameters < d.parameters * 0.9 ? `, ${format.parameters(d.active_parameters)} active` : ''}), ${d.weights}, ${d.engine}, ${d.replicas > 1 ? `${d.replicas} replicas of ` : ''}${d.devices_per_replica} × ${d.hardware_name}`,
      h('span.muted', ` · computed in ${format.milliseconds(took)}`)));
    const { latency, memory } = answer.results;
    say(memory.memory_fits && latency.e2e_ms ? `${format.gigabytes(memory.total_memory_gb)} of memory, a request takes ${format.milliseconds(latency.e2e_ms)}` : 'Does not fit');
  }

  function render(body) {
    save.disabled = false;
    const open = new Set([...output.querySelectorAll('details[open][data-figure]')].map((each) => each.dataset.figure));
    fill(results, memoryPanel(answer), latencyPanel(answer), throughputPanel(answer), costPanel(answer));
    for (const each of results.querySelectorAll('details[data-figure]')) each.open = open.has(each.dataset.figure);
    fill(sure, surePanel(answer));
    fill(command, h('section.panel', h('h2', 'The same in a terminal'), codeBlock('Command', commandLine('estimate', body, '--explain'))));
  }

  async function draw(body) {
    const ours = answer;
    charts.node.setAttribute('aria-busy', 'true');
    try {
      await drawings.run((signal) => charts.update(body, ours, signal));
    } catch (error) {
      if (!isClosed && ours === answer) fill(problem, h('p.error', `The charts could not be drawn: ${error.message}`));
    }
    charts.node.setAttribute('aria-busy', 'false');
  }

  return () => { isClosed = true; current = null; requests.abort(); drawings.abort(); settle.cancel(); typed.cancel(); drawSoon.cancel(); };
}

/** Another deployment in the same form. */
export function update(params) {
  current?.(params);
}
