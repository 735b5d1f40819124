// Elements, built without markup strings: text stays text.

const svgSpace = 'http://www.w3.org/2000/svg';

/**
 * An element: `h('p.muted#id', {attributes}, ...children)`. Attributes that
 * start with `on` are listeners, `style` is an object of properties, `false`
 * and null leave an attribute out, true makes it empty; `value`, `checked` …
 * are set as properties. Children are nodes, text, numbers, or lists of them.
 */
export function h(selector, ...rest) {
  return build(document.createElement(tagOf(selector)), selector, rest);
}

/** The same for an element of a drawing. */
export function s(selector, ...rest) {
  return build(document.createElementNS(svgSpace, tagOf(selector)), selector, rest);
}

const properties = new Set(['value', 'checked', 'selected', 'open', 'indeterminate', 'disabled']);

function tagOf(selector) {
  return selector.match(/^[a-z0-9-]+/i)?.[0] ?? 'div';
}

function build(node, selector, rest) {
  for (const [, kind, name] of selector.matchAll(/([.#])([\w-]+)/g)) {
    if (kind === '.') node.classList.add(name);
    else node.id = name;
  }
  const [first] = rest;
  const isAttributes = first !== null && typeof first === 'object'
    && !(first instanceof Node) && !Array.isArray(first);
  if (isAttributes) {
    rest = rest.slice(1);
    for (const [name, value] of Object.entries(first)) set(node, name, value);
  }
  append(node, rest);
  return node;
}

function set(node, name, value) {
  if (value === null || value === undefined || value === false) {
    if (properties.has(name) && value === false) node[name] = false;
    return;
  }
  if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
  else if (name === 'style') {
    for (const [key, part] of Object.entries(value)) {
      if (key.startsWith('--')) node.style.setProperty(key, part);
      else node.style[key] = part;
    }
  } else if (name === 'class') node.classList.add(...String(value).split(/\s+/).filter(Boolean));
  else if (properties.has(name) && !(node instanceof SVGElement)) node[name] = value;
  else node.setAttribute(name, value === true ? '' : value);
}

function append(node, children) {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    if (Array.isArray(child)) append(node, child);
    else node.append(child instanceof Node ? child : String(child));
  }
}

/** Takes all children out. */
export function clear(node) {
  node.replaceChildren();
  return node;
}

/** Puts new children in the place of all. */
export function fill(node, ...children) {
  clear(node);
  append(node, children);
  return node;
}

let count = 0;

/** An id that no other element has. */
export function unique(stem = 'e') {
  count += 1;
  return `${stem}-${count}`;
}

/** A closed `details` whose body is made when it is first opened. */
export function disclosure(summary, body, options = {}) {
  const inside = h('div.disclosure-body');
  let isFilled = false;
  const make = () => {
    if (isFilled) return;
    isFilled = true;
    append(inside, [typeof body === 'function' ? body() : body]);
  };
  const node = h('details.disclosure', {
    class: options.class,
    ontoggle: (event) => { if (event.target === node && node.open) make(); },
  }, h('summary', summary), inside);
  if (options.open) { make(); node.open = true; }
  return node;
}

/** A button that copies a text and says so. */
export function copyButton(text, label = 'Copy') {
  const button = h('button.button.small', {
    type: 'button',
    onclick: async () => {
      try {
        await navigator.clipboard.writeText(typeof text === 'function' ? text() : text);
        button.textContent = 'Copied';
      } catch {
        button.textContent = 'Select and copy by hand';
      }
      setTimeout(() => { button.textContent = label; }, 1600);
    },
  }, label);
  return button;
}

/** Hands a text over as a file. */
export function download(name, type, text) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = h('a', { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

const wide = matchMedia('(min-width: 960px)');

/** What stands beside the answer where there is room, and folds away above it where there is not. */
export function fold(summary, ...children) {
  return h('details.fold', { open: wide.matches }, h('summary', summary), children);
}

wide.addEventListener('change', () => {
  for (const each of document.querySelectorAll('details.fold')) each.open = wide.matches;
});

/** Comes when what was changed is on the screen: in the frame after the next. */
export function painted() {
  return new Promise((resolve) => { requestAnimationFrame(() => requestAnimationFrame(resolve)); });
}
