// Scales of an axis: values to pixels, and ticks at round numbers.

/** `{min, max, log, at(value) → 0…1, ticks(wanted)}`; the ends are rounded outwards. */
export function scale(values, { log = false, min, max, zero = false } = {}) {
  const known = values.filter((value) => Number.isFinite(value) && (!log || value > 0));
  let low = min ?? (known.length ? Math.min(...chunked(known, Math.min)) : log ? 1 : 0);
  let high = max ?? (known.length ? Math.max(...chunked(known, Math.max)) : log ? 10 : 1);
  if (log) {
    if (low === high) { low /= 2; high *= 2; }
    const pad = (high / low) ** 0.03;
    if (min === undefined) low /= pad;
    if (max === undefined) high *= pad;
    const width = Math.log(high / low);
    return {
      min: low, max: high, log,
      at: (value) => (value > 0 ? Math.log(value / low) / width : 0),
      ticks: (wanted) => logTicks(low, high, wanted),
    };
  }
  if (zero) { low = Math.min(0, low); high = Math.max(0, high); }
  if (low === high) { high = low + (Math.abs(low) || 1); }
  const step = niceStep((high - low) / 5);
  if (min === undefined) low = Math.floor(low / step + 1e-9) * step;
  if (max === undefined) high = Math.ceil(high / step - 1e-9) * step;
  return {
    min: low, max: high, log,
    at: (value) => (value - low) / (high - low),
    ticks: (wanted) => linearTicks(low, high, wanted),
  };
}

/** Extremes of a long list, a piece at a time: a call takes only so many arguments. */
function* chunked(values, pick) {
  for (let at = 0; at < values.length; at += 5000) yield pick(...values.slice(at, at + 5000));
}

function niceStep(rough) {
  const size = 10 ** Math.floor(Math.log10(rough));
  return ([1, 2, 2.5, 5].find((step) => step * size >= rough * 0.999) ?? 10) * size;
}

function linearTicks(low, high, wanted) {
  const step = niceStep((high - low) / Math.max(1, wanted));
  const ticks = [];
  for (let n = Math.ceil(low / step - 1e-9); n * step <= high + step * 1e-9; n += 1) {
    ticks.push(Number((n * step).toPrecision(12)));
  }
  return ticks;
}

function logTicks(low, high, wanted) {
  const first = Math.floor(Math.log10(low)), last = Math.ceil(Math.log10(high));
  for (const digits of [[1, 1.5, 2, 3, 4, 5, 6, 8], [1, 2, 3, 5, 7], [1, 2, 5], [1, 3], [1]]) {
    const ticks = [];
    for (let power = first; power <= last; power += 1) {
      for (const digit of digits) {
        const tick = Number((digit * 10 ** power).toPrecision(6));
        if (tick >= low * 0.9999 && tick <= high * 1.0001) ticks.push(tick);
      }
    }
    if (ticks.length <= wanted || digits.length === 1) {
      const every = Math.ceil(ticks.length / Math.max(1, wanted));
      return ticks.filter((_, place) => place % every === 0);
    }
  }
  return [];
}
