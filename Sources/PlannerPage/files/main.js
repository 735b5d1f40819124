// The shell: which view is shown, for which address; theme; status messages.
//
// Conventions of the page
// - A view is a module `views/NAME.js` with `title` (a string) and
//   `mount(root, params)`, which fills the empty element `root` and returns a
//   function that undoes what outlives `root` (timers, fetches, listeners on
//   window). `params` is the URLSearchParams after `#/NAME?`.
// - A view keeps its address current with `setParams(params)` (no new mount,
//   no history entry); a link to `#/NAME?...` mounts anew. A view that can
//   take new parameters in place may export `update(params)` beside `mount`.
// - `say(text)` speaks through the one live region; use it for what changed,
//   not for each keystroke.
// - All elements are made by `h()` of dom.js; text from the server is only
//   ever a text node. No `style` attributes: h() sets the `style` property.
// - Requests go through api.js (`api.post(path, body, {signal})`,
//   `latest()` to abort superseded ones). Errors are `ApiError` with
//   `field`, `detail`, `suggestions`; `form.showError(error)` puts them
//   beside the field.
// - Numbers are written by format.js, never by hand; class `num` gives
//   tabular figures, aligned right in tables.
// - Layout classes (style.css): `view-head`, `split` (form beside answer),
//   `panel`, `card`, `stack`, `row`, `grid-2`, `muted`, `error`, `badge`,
//   `button` (+ `primary`, `quiet`, `small`), `facts` (dl), `disclosure`
//   (details), `visually-hidden`. Colours only through the tokens of :root.

import { h, clear } from './dom.js';
// First of all the token is taken out of the address.
import './api.js';

const names = ['plan', 'estimate', 'simulate', 'advise', 'catalog', 'accuracy'];
const root = document.getElementById('view');
const status = document.getElementById('status');

/** Speaks a message to those who do not see the change. */
export function say(text) {
  status.textContent = '';
  setTimeout(() => { status.textContent = text; }, 30);
}

/** The view and its parameters, as the address has them. */
export function place() {
  const hash = location.hash.startsWith('#/') ? location.hash.slice(2) : 'plan';
  const [name, query = ''] = splitOnce(hash, '?');
  return { name: names.includes(name) ? name : 'plan', params: new URLSearchParams(query) };
}

function splitOnce(text, mark) {
  const at = text.indexOf(mark);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

let written = null;

/** Writes the parameters of the view that is shown into the address. */
export function setParams(params) {
  const query = params.toString();
  written = `#/${place().name}${query ? '?' + query : ''}`;
  if (location.hash !== written) history.replaceState(null, '', written);
}

let unmount = null, shown = null, module = null, visit = 0;

async function show() {
  const { name, params } = place();
  if (location.hash === written && shown === name) return;
  written = location.hash;
  for (const link of document.querySelectorAll('.site-nav a')) {
    if (link.dataset.view === name) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  if (shown === name && module?.update) { module.update(params); return; }
  const turn = ++visit, first = shown === null;
  unmount?.();
  unmount = null;
  clear(root);
  shown = name;
  root.dataset.view = name;
  try {
    module = await import(`./views/${name}.js`);
  } catch (error) {
    if (turn !== visit) return;
    module = null;
    root.append(h('p.error', { role: 'alert' }, 'This view could not be read from the server.'));
    throw error;
  }
  if (turn !== visit) return;
  document.title = `${module.title ?? name} · inferplan`;
  unmount = module.mount(root, params) ?? null;
  performance.mark('view');
  if (!first) {
    scrollTo(0, 0);
    root.focus({ preventScroll: true });
    say(`${module.title ?? name} view`);
  }
}

// Theme: the system's, unless someone chose.
const themes = ['system', 'light', 'dark'];
const toggle = document.getElementById('theme');

function setTheme(name) {
  if (name === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = name;
  toggle.textContent = `Theme: ${name}`;
  try { localStorage.setItem('inferplan.theme', name); } catch { /* no storage: fine */ }
}

function storedTheme() {
  try { return localStorage.getItem('inferplan.theme') ?? 'system'; } catch { return 'system'; }
}

setTheme(themes.includes(storedTheme()) ? storedTheme() : 'system');
toggle.addEventListener('click', () => {
  const now = toggle.textContent.split(': ')[1];
  setTheme(themes[(themes.indexOf(now) + 1) % themes.length]);
});

// The skip link must not be taken for an address of a view.
document.getElementById('skip').addEventListener('click', (event) => {
  event.preventDefault();
  root.focus();
});

addEventListener('hashchange', show);
show();
