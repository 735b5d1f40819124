// The decision flows, as the server has them, and the way through them.

import { api } from '../../api.js';

let asked = null;

/** Flows by id, the first one, guides to read, and what is known of each tool. */
export function flows() {
  asked ??= Promise.all([
    api.get('/v1/guides'), api.get('/v1/catalog/tools?limit=500'),
  ]).then(([answer, tools]) => ({
    start: answer.start,
    guides: answer.guides,
    flows: new Map(answer.flows.map((flow) => [flow.id, flow])),
    tools: new Map(tools.rows.map((tool) => [tool.id, tool])),
  }));
  asked.catch(() => { asked = null; });
  return asked;
}

/** The name of a flow's address: the walk begins at the first flow unless told. */
export function walkAddress(start, first, steps) {
  const params = new URLSearchParams();
  if (first !== start) params.set('flow', first);
  for (const { fact, answer } of steps) params.set(fact, answer);
  const query = params.toString();
  return `#/advise${query ? '?' + query : ''}`;
}

/** What follows an answer: the next question and its flow, or null at the end. */
export function following(book, flow, answer) {
  if (answer.next_question) {
    const question = flow.questions.find((one) => one.id === answer.next_question);
    return question ? { flow, question } : null;
  }
  if (answer.next_flow) {
    const next = book.flows.get(answer.next_flow);
    return next?.questions.length ? { flow: next, question: next.questions[0] } : null;
  }
  return null;
}

/**
 * Follows answers given by fact from a flow on: `steps` that were answered,
 * the `open` question or the `end`, the last answer.
 */
export function walk(book, first, given) {
  const flow = book.flows.get(first) ?? book.flows.get(book.start);
  const steps = [], known = new Map();
  let at = { flow, question: flow.questions[0] };
  while (at && steps.length < 30) {
    const { question } = at;
    const said = given.get(question.fact) ?? known.get(question.fact);
    const chosen = question.answers.find((one) => one.answer === said || one.aliases.includes(said));
    if (!chosen) return { flow, steps, open: at, end: null };
    steps.push({
      flow: at.flow, question, fact: question.fact, answer: chosen.answer, chosen,
      isImplied: !given.has(question.fact),
    });
    for (const [fact, value] of Object.entries(chosen.implies)) known.set(fact, value);
    known.set(question.fact, chosen.answer);
    at = following(book, at.flow, chosen);
  }
  return { flow, steps, open: null, end: steps.at(-1)?.chosen ?? null };
}

const kinds = {
  active: 'good', renamed: 'warn', maintenance: 'warn', superseded: 'warn', preview: 'warn', archived: 'bad',
  deprecated: 'bad', discontinued: 'bad', ended: 'bad', removed: 'bad',
};

/** How a tool's state is painted. */
export function stateClass(state) {
  return `badge state-${kinds[state] ?? 'other'}`;
}
