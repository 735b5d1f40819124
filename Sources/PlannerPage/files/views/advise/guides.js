// The guides, to read.

import { h, fill } from '../../dom.js';
import { request } from '../../api.js';
import { flows } from './flows.js';
import { markdown } from './markdown.js';
import { problemBox } from '../parts.js';

const titles = {
  'use-cases': 'Use cases', scenarios: 'Scenarios', hardware: 'Hardware', tools: 'Tools', 'decision-tree': 'Decision tree',
};

export function mountGuides(root, params) {
  const stop = new AbortController();
  const list = h('nav.chips-nav', { 'aria-label': 'Guides' });
  const text = h('article.guide.panel');
  const contents = h('nav.guide-contents', { 'aria-label': 'In this guide' });
  root.append(list, h('div.guide-split', contents, text));
  show().catch((error) => { if (error.name !== 'AbortError') fill(text, problemBox(error)); });

  async function show() {
    const book = await flows();
    const name = book.guides.includes(params.get('guide')) ? params.get('guide') : book.guides[0];
    fill(list, book.guides.map((one) => h('a.chip', {
      href: `#/advise?tab=guide&guide=${one}`, 'aria-current': one === name ? 'page' : null,
    }, titles[one] ?? one)));
    fill(text, h('p.muted', { role: 'status' }, 'Writing it from the catalogs …'));
    const response = await request(`/v1/guides/${name}`, { accept: 'text/markdown', signal: stop.signal });
    const { nodes, headings } = markdown(await response.text());
    fill(text, nodes);
    fill(contents, h('ul', headings.filter((one) => one.level === 2).map(({ node, label }) => h('li', h('button.link', {
      type: 'button',
      onclick: () => { node.scrollIntoView({ block: 'start' }); node.focus({ preventScroll: true }); },
    }, label)))));
  }
  return () => stop.abort();
}
