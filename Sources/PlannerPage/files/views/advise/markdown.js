// As much of Markdown as the guides use: headings, paragraphs, lists, tables,
// code, emphasis, links. It makes elements, never markup.

import { h } from '../../dom.js';

/** Elements of a text, and its headings. */
export function markdown(text) {
  const lines = text.split('\n'), nodes = [], headings = [];
  let at = 0;
  const takeWhile = (test) => {
    const from = at;
    while (at < lines.length && test(lines[at])) at += 1;
    return lines.slice(from, at);
  };
  while (at < lines.length) {
    const line = lines[at];
    const heading = /^(#{1,5}) (.*)$/.exec(line);
    if (heading) {
      at += 1;
      const level = heading[1].length, label = plain(heading[2]);
      // The page has its own first heading.
      const node = h(`h${Math.min(6, level + 1)}`, { tabindex: '-1' }, inline(heading[2]));
      headings.push({ level, label, node });
      nodes.push(node);
    } else if (line.startsWith('```')) {
      const language = line.slice(3).trim();
      at += 1;
      const code = takeWhile((one) => !one.startsWith('```'));
      at += 1;
      // Charts are drawn as a tree elsewhere.
      if (language !== 'mermaid') nodes.push(h('pre', { tabindex: '0' }, h('code', code.join('\n'))));
    } else if (line.startsWith('|')) nodes.push(tableOf(takeWhile((one) => one.startsWith('|'))));
    else if (/^\s*[-*] /.test(line)) {
      nodes.push(h('ul.list', takeWhile((one) => /^\s*[-*] /.test(one)).map((one) => h('li', inline(one.replace(/^\s*[-*] /, ''))))));
    } else if (/^\d+\. /.test(line)) {
      nodes.push(h('ol.list', takeWhile((one) => /^\d+\. /.test(one)).map((one) => h('li', inline(one.replace(/^\d+\. /, ''))))));
    } else if (line.startsWith('>')) {
      nodes.push(h('blockquote', inline(takeWhile((one) => one.startsWith('>')).map((one) => one.replace(/^> ?/, '')).join(' '))));
    } else if (line.trim() === '' || /^<!--/.test(line)) at += 1;
    else {
      const words = takeWhile((one) => one.trim() !== '' && !/^(#|```|\||>|\s*[-*] )/.test(one));
      if (words.length === 0) at += 1;
      else nodes.push(h('p', inline(words.join(' '))));
    }
  }
  return { nodes, headings };
}

function cells(line) {
  return line.replace(/^\|/, '').replace(/\|\s*$/, '').split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|'));
}

function tableOf(lines) {
  const [head, rule, ...rows] = lines;
  const marks = rule ? cells(rule) : [];
  const side = (place) => (/-:$/.test(marks[place] ?? '') ? 'num' : '');
  const names = cells(head);
  return h('div.table-scroll', { tabindex: '0', role: 'region', 'aria-label': `Table: ${names.join(', ')}` }, h('table',
    h('thead', h('tr', names.map((cell, place) => h('th', { scope: 'col', class: side(place) }, inline(cell))))),
    h('tbody', rows.map((row) => h('tr', cells(row).map((cell, place) => h('td', { class: side(place) }, inline(cell))))))));
}

function plain(text) {
  return text.replace(/[`*]/g, '').replace(/\[([^\]]*)\]\([^)]*\)/g, '$1');
}

const marks = /(`[^`]+`|\*\*[^*]+\*\*|\[[^\]]+\]\([^)\s]+\)|<https?:[^>\s]+>)/;

function inline(text) {
  return text.split(marks).map((part) => {
    if (part.startsWith('`') && part.length > 1) return h('code', part.slice(1, -1));
    if (part.startsWith('**') && part.length > 4) return h('strong', part.slice(2, -2));
    const link = /^\[([^\]]+)\]\(([^)\s]+)\)$/.exec(part) ?? /^<()(https?:[^>\s]+)>$/.exec(part);
    if (!link) return part;
    const [, label, address] = link;
    if (/^https?:/.test(address)) return h('a', { href: address, rel: 'noreferrer', target: '_blank' }, label || address);
    const guide = /^(?:\.\/)?([\w-]+)\.md/.exec(address);
    return guide ? h('a', { href: `#/advise?tab=guide&guide=${guide[1]}` }, label) : label;
  });
}
