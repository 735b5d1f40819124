// One question after the other, the whole state in the address, and what is
// recommended at the end.

import { h, fill, copyButton, disclosure } from '../../dom.js';
import { api, latest } from '../../api.js';
import { say } from '../../main.js';
import { flows, walk, walkAddress, stateClass } from './flows.js';
import { findings } from './findings.js';
import { problemBox, linked } from '../parts.js';

/** Amounts that sharpen an answer; their names are those of the API. */
const amounts = [
  ['model_size', 'Model file', '500MB'], ['latency', 'Longest answer', '50ms'],
  ['input', 'Prompt tokens', '1000'], ['output', 'Generated tokens', '500'],
  ['requests_per_month', 'Requests a month', '100000'], ['quality', 'Quality level', 'basic'],
  ['compliance', 'Certificates', 'hipaa,soc2'], ['model', 'Model to compare', 'llama-3.1-8b'],
  ['budget', 'USD a month', '500'], ['hourly_budget', 'USD an hour', '2'],
  ['accelerator', 'Only on', 'A100'], ['job_hours', 'Job hours', '24'],
  ['trained_parameters', 'Parameters trained', '7B'], ['data_size', 'Data', '20TB'],
];
const numeric = new Set(['input', 'output', 'requests_per_month', 'budget', 'hourly_budget', 'job_hours']);

export function mountWalk(root, params) {
  const asks = latest();
  const hold = h('div.walk');
  root.append(hold);
  flows().then((book) => { if (hold.isConnected) draw(book, hold, params, asks); })
    .catch((error) => fill(hold, problemBox(error)));
  return () => asks.abort();
}

function draw(book, hold, params, asks) {
  const first = params.get('flow') ?? book.start;
  const { flow, steps, open, end } = walk(book, first, params);
  const given = steps.filter((step) => !step.isImplied);
  const extra = amounts.filter(([name]) => params.get(name)).map(([name]) => [name, params.get(name)]);
  const address = (taken) => {
    const plain = walkAddress(book.start, flow.id, taken);
    return extra.length ? `${plain}${plain.includes('?') ? '&' : '?'}${new URLSearchParams(extra)}` : plain;
  };
  const crumbs = h('nav.crumbs', { 'aria-label': 'Answers so far' }, h('ol',
    h('li', h('a', { href: address([]) }, flow.id === book.start ? 'Start' : flow.title)),
    steps.map((step, place) => {
      const upTo = steps.slice(0, place + 1).filter((one) => !one.isImplied);
      const isLast = place === steps.length - 1;
      return h('li', isLast
        ? h('span', { 'aria-current': 'step' }, step.chosen.label)
        : h('a', { href: address(upTo) }, step.chosen.label));
    })));
  const actions = h('div.row',
    given.length > 0 && h('a.button.small', { href: address(given.slice(0, -1)) }, '← Back'),
    (given.length > 0 || flow.id !== book.start) && h('a.button.small.quiet', { href: '#/advise' }, 'Restart'));
  const advice = h('div.advice', { 'aria-live': 'polite' });
  fill(hold, (steps.length > 0 || flow.id !== book.start) && h('div.crumb-bar', crumbs, actions));
  if (open) {
    hold.append(questionPanel(open, (answer) => address([...given, { fact: open.question.fact, answer }]), book));
    if (steps.length === 0) hold.append(elsewhere(book, flow));
    if (steps.length) hold.querySelector('.question h2')?.focus({ preventScroll: true });
    return;
  }
  hold.append(advice, amountsForm(flow, book, given, params));
  recommend(book, flow, steps, given, extra, end, advice, asks);
}

function questionPanel({ flow, question }, address, book) {
  return h('section.question', { 'aria-label': question.prompt },
    h('h2', { tabindex: '-1' }, question.prompt),
    h('ul.answers', question.answers.map((answer) => h('li', h('a.answer', { href: address(answer.answer) },
      h('span.answer-label', answer.label),
      h('span.answer-next', hint(answer, book)))))),
    flow.section && h('p.muted.small-print', `From document ${flow.document}, ${flow.section}`));
}

function hint(answer, book) {
  if (answer.tools.length) {
    const names = answer.tools.map((id) => book.tools.get(id)?.name ?? id);
    return names.slice(0, 3).join(', ') + (names.length > 3 ? ' …' : '');
  }
  if (answer.next_flow) return book.flows.get(answer.next_flow)?.title ?? '';
  return 'one more question';
}

/** Flows which no answer leads to. */
function elsewhere(book, flow) {
  const reached = new Set([flow.id, book.start]);
  for (const one of book.flows.values()) {
    for (const question of one.questions) {
      for (const answer of question.answers) if (answer.next_flow) reached.add(answer.next_flow);
    }
  }
  const others = [...book.flows.values()].filter((one) => !reached.has(one.id));
  const shown = others.length ? others : [];
  return h('section.stack', h('h2.minor', 'Or begin with'),
    h('ul.chips', shown.map((one) => h('li', h('a.chip', { href: `#/advise?flow=${one.id}` }, one.title))),
      h('li', h('a.chip', { href: '#/advise?tab=finder' }, 'Which network runs on my device?')),
      h('li', h('a.chip', { href: '#/advise?tab=tree' }, 'See the whole tree'))));
}

async function recommend(book, flow, steps, given, extra, end, place, asks) {
  fill(place, h('p.muted', 'Looking it up …'));
  const question = Object.fromEntries(given.map((step) => [step.fact.replaceAll('-', '_'), step.answer]));
  if (flow.id !== book.start) question.flow = flow.id;
  for (const [name, text] of extra) {
    const value = Number(text.replace(/[,_ ]/g, ''));
    question[name] = numeric.has(name) && text.trim() && Number.isFinite(value) ? value : text;
  }
  try {
    const answer = await asks.run((signal) => api.post('/v1/advise', question, { signal }));
    if (!answer) return;
    fill(place, ...advicePanel(book, answer, end));
    say(`${answer.recommendations.length} recommendations, first ${answer.recommendations[0]?.name ?? 'none'}`);
    place.querySelector('h2')?.focus({ preventScroll: true });
  } catch (error) {
    fill(place, problemBox(error));
  }
}

function advicePanel(book, answer) {
  const [best, ...others] = answer.recommendations;
  const former = answer.former ?? [], claims = answer.claims ?? [];
  return [
    h('h2', { tabindex: '-1' }, best ? ['Use ', h('strong', best.name)] : 'What helps'),
    answer.why && h('p.why', answer.why),
    answer.steps?.length > 0 && h('section.stack', h('h3', 'Steps'),
      h('ol.steps', answer.steps.map((step) => h('li', h('code', step), ' ', copyButton(step))))),
    best && h('ol.tools', [best, ...others].map((tool, rank) => toolCard(tool, rank))),
    ...findings(answer.findings),
    answer.remarks?.length > 0 && h('ul.notes', answer.remarks.map((one) => h('li', one))),
    (answer.changed || former.length > 0 || (answer.documented && answer.documented !== best?.name)) && h('section.panel.stack', h('h3', 'What older advice said'),
      answer.documented && h('p', h('span.muted', 'Then: '), answer.documented),
      answer.changed && h('p', h('span.muted', 'Since: '), answer.changed),
      former.length > 0 && h('ul.notes', former.map((tool) => h('li',
        h('strong', tool.name ?? tool.id), ' ', tool.state && h('span', { class: stateClass(tool.state) }, tool.state),
        ' ', tool.status ?? '')))),
    claims.length > 0 && disclosure(`Claims that were checked (${claims.length})`, () => h('dl.claims',
      claims.map((one) => [h('dt', one.claim), h('dd', one.verdict && h('strong', `${one.verdict}: `), one.evidence)]))),
  ];
}

function toolCard(tool, rank) {
  const facts = [
    ['Hardware', tool.hardware], ['Platforms', tool.platforms], ['Formats', tool.formats], ['Licence', tool.licence],
  ].filter(([, text]) => text);
  return h('li.card.tool', { class: rank === 0 ? 'first' : '' },
    h('div.tool-head',
      h('h3', h('span.rank', `${rank + 1}`), ' ', tool.name),
      h('span', { class: stateClass(tool.state) }, tool.state ?? 'unknown'),
      h('span.muted', tool.category)),
    h('p.status-line', tool.status, ' ',
      h('span.muted.small-print', tool.is_status_verified ? '(checked ' : '(not checked ', tool.as_of, ')')),
    facts.length > 0 && h('dl.facts.compact', facts.map(([name, text]) => [h('dt', name), h('dd', text)])),
    tool.launch_command && h('div.command', h('code', tool.launch_command), copyButton(tool.launch_command)),
    tool.remark && h('p.muted.small-print', tool.remark),
    h('p.small-print.links',
      tool.documentation && h('a', { href: tool.documentation, rel: 'noreferrer', target: '_blank' }, 'Documentation'),
      h('a', { href: `#/catalog?kind=tools&open=${encodeURIComponent(tool.id)}` }, 'All figures'),
      tool.source && h('span.muted', 'Source: ', linked(tool.source))));
}

function amountsForm(flow, book, given, params) {
  const set = amounts.filter(([name]) => params.get(name));
  return disclosure(set.length ? `Amounts: ${set.length} given` : 'Add amounts (sizes, tokens, budgets)', () => h('form.amounts', {
    onsubmit: (event) => {
      event.preventDefault();
      const address = walkAddress(book.start, flow.id, given);
      const query = new URLSearchParams(address.split('?')[1] ?? '');
      for (const [name] of amounts) {
        const text = event.target.elements[name].value.trim();
        if (text) query.set(name, text);
      }
      location.hash = `#/advise?${query}`;
    },
  }, amounts.map(([name, label, hint]) => h('label.field', h('span', label),
    h('input', { name, value: params.get(name) ?? '', placeholder: hint, autocomplete: 'off' }))),
  h('div.row', h('button.button.primary', { type: 'submit' }, 'Use them'))), { open: set.length > 0 });
}
