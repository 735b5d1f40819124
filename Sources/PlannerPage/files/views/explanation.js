// Figures that open to their arithmetic and its sources.

import { h } from '../dom.js';

/** Groups of `explanation` in an answer: each figure a disclosure. */
export function explanation(groups) {
  return h('div.explanation', groups.map((group) => h('section', h('h4', group.title), group.lines.map(line))));
}

/** One figure: its name and value, and below the arithmetic and the sources. */
export function line({ figure, value, arithmetic, sources }) {
  return h('details.disclosure.figure-line',
    h('summary', h('span.name', figure), h('span.figure', value)),
    arithmetic ? h('p.arithmetic', arithmetic) : null,
    sources?.length ? h('ul.sources', sources.map((source) => h('li', typeof source === 'string' ? source : sourceText(source)))) : null);
}

/** A source of an answer, in words. */
export function sourceText({ of, source, as_of, verification }) {
  return [of ? `${of}: ` : '', source, as_of ? ` (${as_of})` : '', verification ? `, ${verification}` : ''].join('');
}

/** Lines of the explanation whose figure is one of these names. */
export function linesOf(groups, ...names) {
  return groups.flatMap((group) => group.lines).filter((each) => names.includes(each.figure));
}
