// Labelled fields with units, hints, sliders, and errors beside the field.

import { h, fill, unique } from './dom.js';

/**
 * One field. `options`:
 * - name, label, hint, placeholder, unit, value
 * - kind: 'text' (default), 'select', 'checkbox', 'checks' (several of many,
 *   joined with commas), 'amount' (a text with a slider beside it)
 * - choices: [value] or [{value, label}] for select and checks
 * - suggestions: [value] shown while typing
 * - slider: {min, max, parse(text) → number or null, write(number) → text,
 *   log (default true)} for 'amount'
 * - wide: takes the whole row
 *
 * Gives {node, name, get(), set(text), focus(), error(text, suggestions)};
 * all values are text, '' means not asked. `onchange(isFinal, isTyped)` is
 * called when a person changes it: isFinal is false while a slider moves or
 * while an amount is typed. Half a name asks nothing: other text only counts
 * when it is done, or when a suggestion is taken.
 */
export function field(options, onchange = () => {}) {
  const id = unique('f'), kind = options.kind ?? 'text';
  const hintId = options.hint ? `${id}-hint` : null;
  const message = h('p.field-error', { id: `${id}-error`, hidden: true });
  const described = [hintId, `${id}-error`].filter(Boolean).join(' ');
  const hint = hintId ? h('p.field-hint', { id: hintId }, options.hint) : null;
  const made = makers[kind]({ ...options, id, described, onchange });
  const node = made.isGroup
    ? h('fieldset.field', { class: `kind-${kind}${options.wide ? ' wide' : ''}` },
      h('legend', options.label), made.node, hint, message)
    : h('div.field', { class: `kind-${kind}${options.wide ? ' wide' : ''}` },
      made.isLabelled ? null : h('label', { for: id }, options.label,
        options.unit ? h('span.unit', ` ${options.unit}`) : null),
      made.node, hint, message);
  if (options.value !== undefined) made.set(options.value);
  return {
    node,
    name: options.name,
    get: made.get,
    set: (text) => { made.set(text ?? ''); },
    focus: () => made.input.focus(),
    setChoices: made.setChoices,
    error(text, suggestions = []) {
      made.input.setAttribute('aria-invalid', text ? 'true' : 'false');
      message.hidden = !text;
      fill(message, text ?? '', suggestions.slice(0, 4).map((value) => [' ', h('button.link', {
        type: 'button',
        onclick: () => { made.set(value); onchange(true); },
      }, value)]));
    },
  };
}

function choice(value) {
  return typeof value === 'object' ? value : { value, label: value };
}

const makers = {
  text({ id, name, described, onchange, placeholder, suggestions, inputmode }) {
    const list = suggestions ? h('datalist', { id: `${id}-list` },
      suggestions.map((value) => h('option', { value: choice(value).value }, choice(value).label))) : null;
    const input = h('input', {
      id, name, type: 'text', autocomplete: 'off', spellcheck: 'false', placeholder, inputmode,
      list: list ? `${id}-list` : null, 'aria-describedby': described,
      // A suggestion that is taken replaces the text at once, which no typing does.
      oninput: (event) => { if (!event.inputType || event.inputType === 'insertReplacementText') onchange(true); },
      onchange: () => onchange(true),
    });
    return {
      node: list ? h('div.input-row', input, list) : input, input,
      get: () => input.value.trim(), set: (text) => { input.value = text; },
      setChoices: (values) => list && fill(list, values.map((value) => h('option', { value }))),
    };
  },

  select({ id, name, described, onchange, choices }) {
    const input = h('select', {
      id, name, 'aria-describedby': described, onchange: () => onchange(true),
    });
    const setChoices = (values) => fill(input, values.map(choice)
      .map(({ value, label }) => h('option', { value }, label)));
    setChoices(choices);
    return {
      node: input, input, setChoices,
      get: () => input.value,
      set: (text) => {
        if (![...input.options].some((option) => option.value === text)) {
          input.append(h('option', { value: text }, text));
        }
        input.value = text;
      },
    };
  },

  checkbox({ id, name, label, described, onchange }) {
    const input = h('input', {
      id, name, type: 'checkbox', 'aria-describedby': described, onchange: () => onchange(true),
    });
    return {
      node: h('label.check', { for: id }, input, h('span', label)), input, isLabelled: true,
      get: () => (input.checked ? 'true' : ''),
      set: (text) => { input.checked = text === true || text === 'true' || text === '1'; },
    };
  },

  checks({ id, name, described, onchange, choices }) {
    const boxes = choices.map(choice).map(({ value, label }, place) => {
      const input = h('input', {
        id: `${id}-${place}`, name, type: 'checkbox', 'data-value': value,
        'aria-describedby': described, onchange: () => onchange(true),
      });
      return { input, value, node: h('label.check', { for: `${id}-${place}` }, input, h('span', label)) };
    });
    return {
      node: h('div.checks', boxes.map((box) => box.node)), input: boxes[0].input, isGroup: true,
      get: () => boxes.filter((box) => box.input.checked).map((box) => box.value).join(','),
      set: (text) => {
        const chosen = new Set(String(text).split(',').map((part) => part.trim()));
        for (const box of boxes) box.input.checked = chosen.has(box.value);
      },
    };
  },

  amount({ id, name, label, described, onchange, placeholder, slider }) {
    const { min, max, parse, write, log = true } = slider;
    const steps = 200;
    const toPlace = (value) => Math.round(steps * (log
      ? Math.log(value / min) / Math.log(max / min) : (value - min) / (max - min)));
    const toValue = (place) => (log
      ? min * (max / min) ** (place / steps) : min + (max - min) * place / steps);
    const input = h('input', {
      id, name, type: 'text', autocomplete: 'off', spellcheck: 'false', placeholder,
      'aria-describedby': described,
      oninput: () => { follow(); if (input.value === '' || parse(input.value) !== null) onchange(false, true); }, onchange: () => onchange(true),
    });
    const range = h('input', {
      type: 'range', min: 0, max: steps, step: 1, 'aria-label': `${label}, slider`,
      oninput: () => { input.value = write(toValue(Number(range.value))); mark(); onchange(false); },
      onchange: () => onchange(true),
    });
    const mark = () => {
      range.setAttribute('aria-valuetext', input.value || placeholder || 'not set');
      range.classList.toggle('unset', input.value.trim() === '');
    };
    const follow = () => {
      const value = parse(input.value) ?? parse(placeholder ?? '');
      range.value = value === null ? steps : Math.max(0, Math.min(steps, toPlace(Math.max(value, min))));
      mark();
    };
    return {
      node: h('div.amount', range, input), input,
      get: () => input.value.trim(), set: (text) => { input.value = text; follow(); },
    };
  },
};

/**
 * Several fields as one: `{get(), set(values), showError(ApiError), clearErrors()}`
 * where values are an object of text by name; what is '' is left out.
 */
export function group(fields) {
  const byName = new Map(fields.map((each) => [each.name, each]));
  return {
    fields: byName,
    get() {
      const values = {};
      for (const each of fields) if (each.get() !== '') values[each.name] = each.get();
      return values;
    },
    set(values) { for (const each of fields) each.set(values[each.name] ?? ''); },
    clearErrors() { for (const each of fields) each.error(null); },
    /** True where the error belongs to a field that is here. */
    showError(error) {
      const one = byName.get(error?.field);
      if (!one) return false;
      one.error(error.message, error.suggestions ?? []);
      return true;
    },
  };
}

// Amounts as people write them, for sliders.

/** "500ms", "4s", "2 min" → seconds, or null. */
export function parseTime(text) {
  const match = /^\s*([\d.]+)\s*(ms|s|sec|seconds?|m|min|minutes?|h)?\s*$/i.exec(text ?? '');
  if (!match || !Number.isFinite(Number(match[1]))) return null;
  const unit = (match[2] ?? 's').toLowerCase();
  const scale = unit === 'ms' ? 1e-3 : unit.startsWith('s') ? 1 : unit === 'h' ? 3600 : 60;
  return Number(match[1]) * scale;
}

/** Seconds → "350ms", "4.5s". */
export function writeTime(value) {
  return value < 0.9995 ? `${round(value * 1000)}ms` : `${round(value)}s`;
}

/** "1000", "1,000", "500/month", "$500" → a number, or null. */
export function parseNumber(text) {
  const match = /([\d.]+)\s*([kKmM](?![a-zA-Z]))?/.exec(String(text ?? '').replace(/,/g, ''));
  if (!match || !Number.isFinite(Number(match[1]))) return null;
  return Number(match[1]) * ({ k: 1e3, m: 1e6 }[match[2]?.toLowerCase()] ?? 1);
}

/** To two digits, as sliders give them. */
export function round(value) {
  if (value <= 0) return 0;
  const scale = 10 ** (Math.floor(Math.log10(value)) - 1);
  return Number((Math.round(value / scale) * scale).toPrecision(3));
}
