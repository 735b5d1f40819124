// Figures that open to their arithmetic and its sources.

import { h } from '../dom.js';

/** Groups of `explanation` in an answer: each figure a disclosure. */
export function explanation(groups) {
  return h('div.explanation', groups.map((group) => h('section', h('h4', group.title), group.lines.map(line))));
}

/** One figure: its name and value, and below the arithmetic and the sources. */
export function line({ figure, value, arithmetic, sources }, isOpen = false) {
  return h('details.disclosure.figure-line', { open: isOpen },
    h('summary', h('span.name', figure), h('span.figure', value)),
    arithmetic ? h('p.arithmetic', arithmetic) : null,
    sources?.length ? h('ul.sources', sources.map((source) => h('li', typeof source === 'string' ? source : sourceText(source)))) : null);
}

/** A source of an answer, in words. */
export function sourceText({ of, source, as_of, verification }) {
  return [of ? `${of}: ` : '', source, as_of ? ` (${as_of})` : '', verification ? `, ${verification}` : ''].join('');
}

/** Lines of the explanation of these names, in their order; below evidence, the measurements that it names. */
export function linesOf(groups, ...names) {
  const lines = groups.flatMap((group) => group.lines);
  return names.flatMap((name) => {
    const at = lines.findIndex((each) => each.figure === name);
    if (at < 0) return [];
    let end = at + 1;
    while (lines[end]?.figure.startsWith('–')) end += 1;
    return lines.slice(at, end);
  });
}
