// All flows at once, to open branch by branch.

import { h, fill, disclosure } from '../../dom.js';
import { flows, following, walkAddress, stateClass } from './flows.js';
import { problemBox } from '../parts.js';

export function mountTree(root) {
  const hold = h('div.stack');
  root.append(hold);
  flows().then((book) => { if (hold.isConnected) draw(book, hold); })
    .catch((error) => fill(hold, problemBox(error)));
}

function draw(book, hold) {
  const branches = [...book.flows.values()].map((flow) => ({
    flow,
    node: disclosure(h('span.branch', h('strong', flow.title), h('span.muted.small', ` ${size(flow)}`)),
      () => questionNode(book, flow.id, flow, flow.questions[0], [], new Map()), { open: flow.id === book.start }),
  }));
  fill(hold,
    h('div.row.spread',
      h('p.muted', `${branches.length} flows. Open a branch; the end of each leads to its recommendation.`),
      h('div.row',
        h('button.button.small', { type: 'button', onclick: () => setAll(hold, true) }, 'Open all flows'),
        h('button.button.small', { type: 'button', onclick: () => setAll(hold, false) }, 'Close'))),
    h('div.panel.tree', branches.map((branch) => branch.node)));
}

function setAll(hold, isOpen) {
  for (const node of hold.querySelectorAll('.tree > details')) node.open = isOpen;
}

function size(flow) {
  const answers = flow.questions.reduce((sum, question) => sum + question.answers.length, 0);
  return `${flow.questions.length} ${flow.questions.length === 1 ? 'question' : 'questions'}, ${answers} answers`;
}

function questionNode(book, first, flow, question, steps, known) {
  const said = known.get(question.fact);
  const answers = said ? question.answers.filter((one) => one.answer === said) : question.answers;
  return h('div.tree-question',
    h('p.tree-prompt', question.prompt),
    h('ul.tree-answers', (answers.length ? answers : question.answers).map((answer) => {
      const here = [...steps, { fact: question.fact, answer: answer.answer }];
      const next = following(book, flow, answer);
      if (!next) return h('li', leaf(book, first, answer, here));
      const after = new Map(known);
      for (const [fact, value] of Object.entries(answer.implies)) after.set(fact, value);
      const label = h('span.branch', answer.label,
        next.flow !== flow && h('span.muted.small', ` → ${next.flow.title}`));
      return h('li', disclosure(label, () => questionNode(book, first, next.flow, next.question, here, after)));
    })));
}

function leaf(book, first, answer, steps) {
  return h('div.leaf',
    h('a', { href: walkAddress(book.start, first, steps) }, answer.label),
    h('span.leaf-tools', answer.tools.map((id) => {
      const tool = book.tools.get(id);
      return h('span', { class: stateClass(tool?.state ?? 'active'), title: tool?.status_2026 ?? '' }, tool?.name ?? id);
    })));
}
