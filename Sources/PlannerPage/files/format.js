// Numbers as people read them. All give text; absent figures are a dash.

const none = '–';

function isNumber(value) {
  return typeof value === 'number' && Number.isFinite(value);
}

// To make one takes longer than to write a hundred numbers with it.
const writers = [];

function fixed(value, decimals) {
  writers[decimals] ??= new Intl.NumberFormat('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  return writers[decimals].format(value);
}

/** To a number of significant digits, thousands grouped, no exponent. */
export function significant(value, digits = 3) {
  if (!isNumber(value)) return none;
  if (value === 0) return '0';
  const size = Math.floor(Math.log10(Math.abs(value)));
  const decimals = Math.max(0, Math.min(12, digits - 1 - size));
  return fixed(value, decimals);
}

/** A count: `12,345`. */
export function count(value) {
  return isNumber(value) ? fixed(value, 0) : none;
}

/** With SI prefixes: `1.23 k`, `8.03 G` and a unit. */
export function si(value, unit = '', digits = 3) {
  if (!isNumber(value)) return none;
  const steps = [[1e12, 'T'], [1e9, 'G'], [1e6, 'M'], [1e3, 'k'], [1, '']];
  const [scale, prefix] = steps.find(([scale]) => Math.abs(value) >= scale * 0.9995) ?? [1, ''];
  return `${significant(value / scale, digits)} ${prefix}${unit}`.trim();
}

/** Parameters of a model: `8.03 B`. */
export function parameters(value) {
  if (!isNumber(value)) return none;
  return value >= 1e12 ? `${significant(value / 1e12)} T`
    : value >= 1e9 ? `${significant(value / 1e9)} B` : `${significant(value / 1e6)} M`;
}

/** A time in milliseconds: µs to days. */
export function milliseconds(value) {
  if (!isNumber(value)) return none;
  const size = Math.abs(value);
  if (size === 0) return '0 ms';
  if (size < 1) return `${significant(value * 1e3)} µs`;
  if (size < 1000) return `${significant(value)} ms`;
  return seconds(value / 1e3);
}

/** A time in seconds. */
export function seconds(value) {
  if (!isNumber(value)) return none;
  if (Math.abs(value) < 1) return milliseconds(value * 1e3);
  if (value < 120) return `${significant(value)} s`;
  if (value < 7200) return `${significant(value / 60)} min`;
  if (value < 172800) return `${significant(value / 3600)} h`;
  return `${significant(value / 86400)} d`;
}

/** Gigabytes (10⁹) as the API has them. */
export function gigabytes(value) {
  if (!isNumber(value)) return none;
  if (Math.abs(value) >= 1000) return `${significant(value / 1000)} TB`;
  if (Math.abs(value) >= 0.9995 || value === 0) return `${significant(value)} GB`;
  return `${significant(value * 1000)} MB`;
}

/** Bytes, in powers of ten. */
export function bytes(value) {
  return si(value, 'B');
}

/** US dollars: cents where they matter, digits where cents do not reach. */
export function money(value) {
  if (!isNumber(value)) return none;
  const size = Math.abs(value);
  const sign = value < 0 ? '−' : '';
  if (size === 0) return '$0';
  if (size < 1) return `${sign}$${significant(size, 3)}`;
  return `${sign}$${fixed(size, size < 1000 ? 2 : 0)}`;
}

/** A percentage, given as one. */
export function percent(value, digits = 2) {
  if (!isNumber(value)) return none;
  if (Math.abs(value) >= 99.95 || Number.isInteger(value)) return `${significant(value, 3).replace(/\.0+$/, '')} %`;
  return `${significant(value, digits)} %`;
}

/** A rate of requests, given per second. */
export function rate(value) {
  if (!isNumber(value)) return none;
  return value >= 1 ? `${significant(value)}/s` : value * 60 >= 1 ? `${significant(value * 60)}/min`
    : `${significant(value * 3600)}/h`;
}

/** `low – high` in the units of a writer. */
export function interval(low, high, write = significant) {
  if (!isNumber(low) || !isNumber(high)) return '';
  return `${write(low)} – ${write(high)}`;
}

/** A model's id without its owner: `Qwen3-30B-A3B`. */
export function shortModel(id) {
  return String(id ?? '').split('/').pop();
}
