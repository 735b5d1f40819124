// Plan: a question, and ranked deployments that answer it.

import { h, fill, fold, clear, download, painted } from '../dom.js';
import { api, latest, debounce, paced } from '../api.js';
import { say, setParams } from '../main.js';
import * as format from '../format.js';
import { questionForm, firstQuestion, body } from './plan/question.js';
import { planCard } from './plan/card.js';
import { comparison, mostCompared } from './plan/compare.js';
import { frontChart } from './plan/front.js';
import * as around from './plan/around.js';
import { csv, markdown } from './plan/files.js';
import { estimateBody, estimateOfPlan } from './deployment.js';

export const title = 'Plan';

/** From a change to its ranking on the screen, for `performance.getEntriesByName`. */
const measureName = 'plan-ranking';

let current = null;

export function mount(root, params) {
  let presets = new Map(), answer = null, asked = null, compared = new Set(), isClosed = false;
  const requests = latest(), settle = paced(15, ask), typed = debounce(400, ask);
  let changed = 0, asking = null;

  const form = questionForm((isFinal, isTyped) => {
    settle.cancel();
    typed.cancel();
    begin();
    if (isFinal) ask();
    else if (isTyped) typed();
    else settle();
  }, usePreset);
  const state = h('p.answer-state', { id: 'answer-state' }, h('span.muted', 'Ranking …'));
  const problem = h('div', { role: 'alert' });
  const front = frontChart((point) => { if (point.id) showPlan(point.id); });
  const headline = h('div.headline');
  const cards = h('div.plan-cards'), compareSlot = h('div'), aroundSlot = h('div.around.stack');
  const chartPanel = h('div.panel', front.node);
  const output = h('div.stack.busy', { id: 'answer', 'aria-busy': 'true' }, problem, headline, chartPanel, compareSlot, h('h2.visually-hidden', 'Ranked plans'), cards, aroundSlot);

  const share = h('button.button.small', { type: 'button', onclick: copyAddress }, 'Copy link');
  const actions = h('div.row', share,
    [['JSON', 'application/json', () => JSON.stringify(answer, null, 2)], ['Markdown', 'text/markdown', () => markdown(answer, location.href)], ['CSV', 'text/csv', () => csv(answer)]]
      .map(([name, type, make]) => h('button.button.small', { type: 'button', disabled: true, 'data-export': name.toLowerCase(),
        onclick: () => download(`plan.${{ JSON: 'json', Markdown: 'md', CSV: 'csv' }[name]}`, type, make()) }, name)));

  root.append(
    h('div.view-head', h('div', h('h1', 'Plan a deployment'), h('p', 'Say what is needed; every way to run it is forecast, priced and ranked.'))),
    h('div.split', h('div.side', fold('Change the question', form.node)), h('div.stack', h('div.row.spread', state, actions), output)));

  start(params);

  async function start(from) {
    const values = Object.fromEntries(from);
    compared = new Set((values.compare ?? '').split(',').map(Number).filter(Boolean));
    delete values.compare;
    const isEmpty = Object.keys(values).length === 0;
    const question = isEmpty ? { ...firstQuestion } : values;
    const presetName = question.preset ?? '';
    delete question.preset;
    form.group.set(question);
    form.preset.set(presetName);
    begin();
    const isNamed = presetName && Object.keys(question).length === 0;
    if (!isNamed) ask();
    await readPresets(presetName);
    if (isNamed && !isClosed) usePreset(presetName);
  }

  async function readPresets(chosen) {
    if (!presets.size) {
      try {
        const listing = await api.get('/v1/presets');
        presets = new Map(listing.presets.map((preset) => [preset.name, preset]));
      } catch { return; }
    }
    if (isClosed) return;
    form.setPresets([...presets.values()], presets.has(chosen) ? chosen : '');
    showAdvice();
  }

  let hasModels = false;
  async function readModels() {
    if (hasModels || isClosed) return;
    hasModels = true;
    try {
      const page = await api.get('/v1/catalog/models?limit=1000');
      if (!isClosed) form.setModels(page.rows.map((row) => row.id ?? row.name).filter(Boolean));
    } catch { hasModels = false; }
  }

  function usePreset(name) {
    const preset = presets.get(name);
    if (!preset) { showAdvice(); return; }
    form.preset.set(name);
    form.group.set(preset.fields);
    compared.clear();
    showAdvice();
    begin();
    ask();
  }

  function showAdvice() {
    const preset = presets.get(form.preset.get());
    form.setAdvice(preset ? `${preset.document}: “${preset.advice}”${preset.correction ? `. ${sentence(preset.correction)}` : ''}` : '');
  }

  function begin() {
    changed = performance.now();
    form.group.clearErrors();
  }

  async function ask() {
    const values = form.group.get();
    const preset = presets.get(form.preset.get());
    const question = body(values, preset);
    const since = changed;
    // A slider that is let go asks what it asked while it moved.
    const key = JSON.stringify(question);
    if (key === asking) { writeAddress(); return; }
    asking = key;
    output.setAttribute('aria-busy', 'true');
    try {
      const coming = requests.run((signal) => api.post('/v1/plan', question, { signal }));
      writeAddress();
      const next = await coming;
      if (next === undefined || isClosed) return;
      answer = next;
      asked = { question, hours: Number(values.hours_per_month ?? 730) || 730 };
      clear(problem);
      render();
      const took = performance.now() - since;
      performance.clearMeasures(measureName);
      performance.measure(measureName, { start: since, end: since + took });
      showState(took);
    } catch (error) {
      asking = null;
      if (isClosed) return;
      const isBeside = form.group.showError(error);
      if (isBeside) form.reveal(error.field);
      fill(problem, h('p.error', isBeside ? `The question has a mistake: ${error.message}` : error.message));
      state.textContent = answer ? 'The ranking below answers the question before.' : '';
      chartPanel.hidden = !answer?.is_feasible;
    }
    output.setAttribute('aria-busy', 'false');
    // A long list that only suggests: nobody waits for it, and the first ranking does not either.
    painted().then(readModels);
  }

  function showState(took) {
    state.dataset.milliseconds = String(Math.round(took));
    fill(state, answer.is_feasible
      ? [h('b.figure', format.count(answer.candidates_feasible)), ' ways meet the question, of ', h('span.figure', format.count(answer.candidates_considered)), ' deployments considered']
      : 'Nothing meets the question',
    h('span.muted', ` · ranked in ${format.milliseconds(took)}`));
    const [first] = answer.plans;
    say(first ? `First: ${format.shortModel(first.model)}, ${format.money(first.monthly_usd)} a month` : 'Nothing meets the question');
  }

  function writeAddress() {
    const next = new URLSearchParams();
    if (form.preset.get()) next.set('preset', form.preset.get());
    for (const [name, text] of Object.entries(form.group.get())) next.set(name, text);
    if (compared.size) next.set('compare', [...compared].sort((a, b) => a - b).join(','));
    setParams(next);
  }

  function render() {
    for (const button of actions.querySelectorAll('[data-export]')) button.disabled = false;
    const { plans, question } = answer;
    compared = new Set([...compared].filter((rank) => plans.some((plan) => plan.rank === rank)));
    fill(headline, answer.is_feasible ? null : nothing());
    chartPanel.hidden = !answer.is_feasible;
    const ours = answer;
    const isPast = () => ours !== answer || isClosed;
    const alone = new Map();
    // The ranking first: what goes with it is asked for and drawn when that is on the screen.
    const shown = painted();
    const estimates = plans.map((plan) => {
      const values = estimateOfPlan(plan, question, asked.hours);
      return values && shown.then(() => (isPast() ? null : estimate(plan, values)));
    });
    const estimate = (plan, values) => {
      // A request alone places the plan on the chart; memory and cost are those at its load.
      api.post('/v1/estimate', estimateBody({ ...values, concurrency: '1' })).then((one) => {
        if (isPast()) return;
        if (one.results.latency.e2e_ms) alone.set(plan.rank, one.results.latency.e2e_ms);
        if (alone.size) placeSoon();
      }).catch(() => {});
      return api.post('/v1/estimate', estimateBody(values)).catch(() => null);
    };
    const placeSoon = debounce(20, () => { if (!isPast()) front.update(answer, alone); });
    front.update(answer, alone);
    const isOpen = new Set([...cards.querySelectorAll('details[open] > summary')].map((summary) => `${summary.closest('article').dataset.rank}|${summary.textContent}`));
    fill(cards, plans.map((plan, place) => {
      const card = planCard(plan, {
        question, body: asked.question, hours: asked.hours, estimate: estimates[place], isCompared: compared.has(plan.rank),
        oncompare: (isOn) => compare(plan.rank, isOn),
      });
      card.dataset.rank = plan.rank;
      card.addEventListener('pointerenter', () => front.select(plan.rank));
      card.addEventListener('focusin', () => front.select(plan.rank));
      for (const details of card.querySelectorAll('.disclosures > details')) {
        if (isOpen.has(`${plan.rank}|${details.querySelector('summary').textContent}`)) details.open = true;
      }
      return card;
    }));
    showComparison();
    shown.then(() => { if (!isPast()) showAround(); });
  }

  function showAround() {
    fill(aroundSlot, h('div.grid-2', around.sensitivity(answer.sensitivity), around.removed(answer)), around.tiers(answer), around.survey(answer),
      h('div.grid-2', around.years(answer), h('div.stack', around.levers(answer), around.remarks(answer))));
  }

  function compare(rank, isOn) {
    if (isOn) compared.add(rank);
    else compared.delete(rank);
    showComparison();
    writeAddress();
    say(`${compared.size} plans to compare`);
  }

  function showComparison() {
    const plans = answer.plans.filter((plan) => compared.has(plan.rank)).slice(0, mostCompared);
    fill(compareSlot, plans.length > 1 ? comparison(plans) : null);
    compareSlot.hidden = plans.length < 2;
    for (const box of cards.querySelectorAll('[data-compare]')) box.disabled = !box.checked && compared.size >= mostCompared;
  }

  /** Where nothing is feasible: what to loosen; a click loosens it. */
  function nothing() {
    return h('section.panel.nothing', { 'aria-labelledby': 'nothing-title' }, h('h2', { id: 'nothing-title' }, 'Nothing meets the question'),
      answer.relaxations.length ? h('p', 'The cheapest requirement to loosen:') : h('p', 'Loosen a limit, or allow more ways to pay.'),
      h('ul.plain-list.stack.tight', answer.relaxations.map((each) => {
        const change = relaxed(each.change);
        return h('li', change ? h('button.button', { type: 'button', onclick: () => loosen(change) }, `Apply: ${each.change}`) : h('b', each.change),
          h('p.muted', `then ${each.plan}, ${format.money(each.monthly_usd)} a month`));
      })));
  }

  function loosen(change) {
    for (const [name, value] of Object.entries(change)) form.group.fields.get(name)?.set(value);
    begin();
    ask();
  }

  function showPlan(rank) {
    const heading = document.getElementById(`plan-${rank}`);
    heading?.scrollIntoView({ block: 'start', behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
    heading?.focus({ preventScroll: true });
    front.select(rank);
  }

  async function copyAddress() {
    try {
      await navigator.clipboard.writeText(location.href);
      say('The link is copied; the whole question is in it');
      share.textContent = 'Copied';
    } catch { share.textContent = 'Copy the address'; }
    setTimeout(() => { share.textContent = 'Copy link'; }, 1600);
  }

  current = start;
  return () => { isClosed = true; current = null; requests.abort(); settle.cancel(); typed.cancel(); };
}

/** Another question in the same form. */
export function update(params) {
  current?.(params);
}

/**
 * Fields and their new values that a relaxation names ("a budget of 5.11 USD a
 * month instead of …", "E2E p95 at most 3.2 s instead of …"); null where it is
 * not for a form to apply.
 */
export function relaxed(change) {
  const budget = /budget of ([\d.,]+) USD a month/.exec(change);
  if (budget) return { budget: `${Math.ceil(Number(budget[1].replace(/,/g, '')) * 100 + 1) / 100}/month` };
  const level = /\b(TTFT|TPOT|E2E) (mean|p50|p90|p95|p99) at most ([\d.,]+) ?(µs|ms|s|min)\b/.exec(change);
  if (level) return { [`${level[1]}_${level[2]}`.toLowerCase()]: `${level[3].replace(/,/g, '')}${level[4]}` };
  if (/confidence 50%/.test(change)) return { confidence: '50%' };
  const quality = /quality (?:of|at least) ([\d.]+)/i.exec(change);
  if (quality) return { quality: quality[1] };
  const cleared = { 'any provider': 'providers', 'any region': 'region', 'any engine': 'engines', 'any budget at once': 'purchase_budget',
    'no spare machines for availability': 'availability', 'hardware that is rented or bought beside what is there': 'hardware', 'rented machines as well': 'payments' }[change];
  return cleared ? { [cleared]: '' } : null;
}

function sentence(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
