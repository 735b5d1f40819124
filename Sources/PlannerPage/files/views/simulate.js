import { h } from '../dom.js';

export const title = 'Simulate';

export function mount(root) {
  root.append(h('h1', title));
  return () => {};
}
