// Advise: the decision flows as a walk and as a whole tree, the finder of
// networks for a device, and the guides to read.

import { h, fill } from '../dom.js';
import { mountWalk } from './advise/walk.js';
import { mountTree } from './advise/tree.js';
import { mountFinder } from './advise/finder.js';
import { mountGuides } from './advise/guides.js';

export const title = 'Advise';

const parts = {
  walk: ['Decide', mountWalk],
  tree: ['Whole tree', mountTree],
  finder: ['Find for a device', mountFinder],
  guide: ['Guides', mountGuides],
};

let body = null, tabs = null, undo = null;

export function mount(root, params) {
  tabs = h('nav.subnav', { 'aria-label': 'Ways to advice' });
  body = h('div');
  root.append(
    h('header.view-head',
      h('h1', 'Advise'),
      h('p.muted', 'Which tool for which job, with its status today and the reason; which network or language model a device carries.')),
    tabs, body);
  update(params);
  return () => { undo?.(); undo = null; };
}

/** Takes a new address in place: each step of a walk is one. */
export function update(params) {
  const name = params.get('tab') in parts ? params.get('tab') : 'walk';
  fill(tabs, Object.entries(parts).map(([key, [label]]) => h('a', {
    href: key === 'walk' ? '#/advise' : `#/advise?tab=${key}`,
    'aria-current': key === name ? 'page' : null,
  }, label)));
  tabs.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  undo?.();
  body.replaceChildren();
  undo = parts[name][1](body, params) ?? null;
}
