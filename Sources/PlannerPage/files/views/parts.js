// What several of these views share.

import { h } from '../dom.js';

/** What the server says is wrong, with names that would do. */
export function problemBox(error, choose) {
  const suggestions = error.suggestions ?? [];
  return h('div.problem', { role: 'alert' },
    h('p', h('strong', error.field ? `${error.field}: ` : ''), error.message),
    error.accepted && h('p.muted.small-print', `Accepted: ${error.accepted}`),
    suggestions.length > 0 && h('p.row', 'Did you mean ',
      suggestions.map((name) => (choose
        ? h('button.button.small', { type: 'button', onclick: () => choose(error.field, name) }, name)
        : h('code', name)))));
}

const github = /\bgithub:? ([\w.-]+\/[\w.-]+)/;
const packageOf = /\bPyPI ([\w.-]+)/;

/** A source as text, with what is an address in it as a link. */
export function linked(text) {
  const source = String(text);
  const parts = source.split(/(https?:\/\/[^\s,;)"]+)/);
  if (parts.length > 1) {
    return parts.map((part) => (/^https?:/.test(part)
      ? h('a', { href: part, rel: 'noreferrer', target: '_blank' }, part.replace(/^https?:\/\//, '')) : part));
  }
  return source.split(/( ; )/).map((part) => {
    const repository = github.exec(part), bundle = packageOf.exec(part);
    const address = repository ? `https://github.com/${repository[1]}` : null;
    if (address) return h('a', { href: address, rel: 'noreferrer', target: '_blank' }, part);
    if (bundle) return part;
    return part;
  });
}

/** A link that leaves the page. */
export function outside(address, text) {
  return /^https?:\/\//.test(address ?? '')
    ? h('a', { href: address, rel: 'noreferrer', target: '_blank' }, text) : h('span', text);
}

/** Names for an input to suggest, read once. */
export function suggestions(id, names) {
  return h('datalist', { id }, names.map((name) => h('option', { value: name })));
}
