import { h } from '../dom.js';

export const title = 'Accuracy';

export function mount(root) {
  root.append(h('h1', title));
  return () => {};
}
