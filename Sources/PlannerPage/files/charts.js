// Charts of lines and points, in SVG, with a keyboard and a table.
//
// chart({
//   title,               accessible name, shown as caption
//   note,                a line under the caption
//   x, y: {label, log, zero, min, max, format(value) → text},
//   series: [{
//     name, kind: 'line' | 'dots' | 'step', ink: 'series-0', dashed,
//     size: 'large',   dots that hold a text
//     isQuiet: true,   not in the legend
//     isMute: true,    not in the legend, not for the keyboard
//     points: [{x, y, low, high, ink, label, mark, details: [[name, text]], id}],
//   }],                  low and high draw a band of y; `ink` of a point
//                        wins; `mark` is a text in it
//   rules: [{x | y, label}],   lines of reference; {diagonal: true} is y = x,
//   with spread: 0.3 also the band of ±30 % about it (logarithmic axes)
//   inks: [{ink, label}],      legend of point colours, where they have one
//   height, empty,       text where there is nothing to draw
//   onpick(point),       Enter or a click on a point
//   columns: [{…}], rows  of the table; else made from the points
// }) → {node, update(options), select(id)}
//
// The plot is one tab stop: arrow keys go from point to point (up and down
// between series), Home and End to the ends, Enter picks.

import { h, s, fill } from './dom.js';
import { scale } from './scale.js';
import { significant } from './format.js';
import { table } from './table.js';

const manyPoints = 400;

export function chart(initial) {
  let options = initial, drawn = null, active = null, selected = null, width = 0;
  const caption = h('figcaption');
  const note = h('p.muted.small');
  const legend = h('ul.legend');
  const svg = s('svg', { 'aria-hidden': 'true', focusable: 'false' });
  const tip = h('div.tooltip', { hidden: true, 'aria-hidden': 'true' });
  const spoken = h('div.visually-hidden', { 'aria-live': 'polite' });
  const plot = h('div.chart-plot', {
    tabindex: '0', role: 'group', 'aria-roledescription': 'chart',
    onkeydown, onblur: () => point(null), onpointermove, onpointerleave: () => point(null),
    onclick: () => { if (active) options.onpick?.(active.point); },
    onfocus: () => { if (plot.matches(':focus-visible') && !active) step(0); },
  }, svg, tip);
  const tableBody = h('div.disclosure-body');
  const details = h('details.disclosure', { ontoggle: drawTable },
    h('summary.small', 'As a table'), tableBody);
  const node = h('figure.chart', caption, note, legend, plot, details, spoken);

  new ResizeObserver(() => {
    const now = Math.round(plot.clientWidth);
    if (now && now !== width) { width = now; draw(); }
  }).observe(plot);

  function update(next) {
    options = { ...options, ...next };
    drawn = null;
    active = null;
    fill(caption, options.title);
    note.hidden = !options.note;
    fill(note, options.note ?? '');
    plot.setAttribute('aria-label', `${options.title}. ${options.y.label} against ${options.x.label}. `
      + 'Arrow keys move between points.');
    drawLegend();
    if (width) draw();
    if (details.open) drawTable();
  }

  function drawLegend() {
    const named = options.series.filter((series) => series.name && series.points.length && !series.isMute && !series.isQuiet);
    const items = [
      ...(named.length > 1 ? named.map((series) => [
        h('span.swatch', { class: `${series.ink}${series.dashed ? ' dash' : ''}`, 'aria-hidden': 'true' }), series.name]) : []),
      ...(options.inks ?? []).map(({ ink, label }) => [
        h('span.swatch', { class: ink, 'aria-hidden': 'true' }), label]),
    ];
    legend.hidden = items.length === 0;
    fill(legend, items.map((item) => h('li', item)));
  }

  function draw() {
    const { x, y, series } = options;
    const height = options.height ?? 280;
    const points = series.flatMap((each) => each.points);
    svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
    svg.setAttribute('height', height);
    tip.hidden = true;
    if (!points.length) {
      fill(svg, s('text', { x: width / 2, y: height / 2, 'text-anchor': 'middle' }, options.empty ?? 'Nothing to draw'));
      drawn = null;
      return;
    }
    const rules = options.rules ?? [];
    const xs = scale([...points.map((p) => p.x), ...rules.map((r) => r.x)], x);
    const ys = scale([...points.flatMap((p) => [p.y, p.low, p.high]), ...rules.map((r) => r.y)], y);
    const writeX = (value) => short((x.format ?? significant)(value)), writeY = (value) => short((y.format ?? significant)(value));
    const yTicks = ys.ticks(Math.max(3, Math.floor(height / 50)));
    const left = 14 + 6.8 * Math.max(3, ...yTicks.map((tick) => writeY(tick).length));
    const box = { left, right: width - 16, top: 26, bottom: height - 40 };
    const px = (value) => box.left + xs.at(value) * (box.right - box.left);
    const py = (value) => box.bottom - ys.at(value) * (box.bottom - box.top);
    const xTicks = xs.ticks(Math.max(2, Math.floor((box.right - box.left) / 72)));

    const marks = [];
    for (const tick of yTicks) {
      marks.push(s('line.grid', { x1: box.left, x2: box.right, y1: py(tick), y2: py(tick) }),
        s('text', { x: box.left - 8, y: py(tick) + 4, 'text-anchor': 'end' }, writeY(tick)));
    }
    for (const tick of xTicks) {
      marks.push(s('line.axis', { x1: px(tick), x2: px(tick), y1: box.bottom, y2: box.bottom + 4 }),
        s('text', { x: Math.min(px(tick), width - 14), y: box.bottom + 18, 'text-anchor': 'middle' }, writeX(tick)));
    }
    marks.push(s('line.axis', { x1: box.left, x2: box.right, y1: box.bottom, y2: box.bottom }),
      s('text.axis-label', { x: box.left, y: 13, 'text-anchor': 'start' }, options.y.label),
      s('text.axis-label', { x: box.right, y: height - 5, 'text-anchor': 'end' }, options.x.label));

    rules.forEach((rule, place) => marks.push(...drawRule(rule, place, { px, py, box, xs, ys })));
    for (const each of series) marks.push(...drawSeries(each, px, py));
    const halo = s('circle.halo', { r: 6, visibility: 'hidden' });
    const ring = s('circle.ring', { r: 8, visibility: 'hidden' });
    fill(svg, marks, ring, halo);

    drawn = {
      halo, ring, box,
      rows: series.filter((each) => !each.isMute).map((each, row) => each.points
        .filter((p) => Number.isFinite(p.x) && Number.isFinite(p.y))
        .map((p) => ({ point: p, series: each, row, x: px(p.x), y: py(p.y) }))
        .sort((a, b) => a.x - b.x || a.y - b.y)).filter((row) => row.length),
    };
    if (selected !== null) select(selected);
  }

  function onkeydown(event) {
    const moves = { ArrowRight: 1, ArrowLeft: -1 };
    if (event.key in moves) step(moves[event.key]);
    else if (event.key === 'ArrowUp' || event.key === 'ArrowDown') change(event.key === 'ArrowUp' ? -1 : 1);
    else if (event.key === 'Home') step(-Infinity);
    else if (event.key === 'End') step(Infinity);
    else if (event.key === 'Escape') point(null);
    else if (event.key === 'Enter' && active) options.onpick?.(active.point);
    else return;
    event.preventDefault();
  }

  function step(by) {
    if (!drawn?.rows.length) return;
    const row = active ? rowOf(active) : drawn.rows[0];
    const at = active ? row.indexOf(active) + by : 0;
    point(row[Math.max(0, Math.min(row.length - 1, at))], true);
  }

  function rowOf(mark) {
    return drawn.rows.find((row) => row.includes(mark)) ?? drawn.rows[0];
  }

  /** To the nearest point of the next series. */
  function change(by) {
    if (!drawn?.rows.length) return;
    if (!active) { step(0); return; }
    const at = drawn.rows.indexOf(rowOf(active)) + by;
    const row = drawn.rows[(at + drawn.rows.length) % drawn.rows.length];
    point(nearest(row, active.x, active.y), true);
  }

  function nearest(marks, x, y) {
    let best = null, least = Infinity;
    for (const mark of marks) {
      const distance = (mark.x - x) ** 2 + (mark.y - y) ** 2;
      if (distance < least) { least = distance; best = mark; }
    }
    return best;
  }

  function onpointermove(event) {
    if (!drawn) return;
    const frame = svg.getBoundingClientRect();
    const x = event.clientX - frame.left, y = event.clientY - frame.top;
    const mark = nearest(drawn.rows.flat(), x, y);
    const near = mark && Math.hypot(mark.x - x, mark.y - y) < 44;
    point(near ? mark : null);
  }

  function point(mark, isSpoken = false) {
    active = mark;
    if (!drawn) return;
    drawn.halo.setAttribute('visibility', mark ? 'visible' : 'hidden');
    plot.style.cursor = mark && options.onpick ? 'pointer' : '';
    tip.hidden = !mark;
    if (!mark) return;
    drawn.halo.setAttribute('cx', mark.x);
    drawn.halo.setAttribute('cy', mark.y);
    const { point: p, series } = mark;
    const title = p.label ?? series.name ?? options.title;
    const lines = p.details ?? [
      [options.x.label, (options.x.format ?? significant)(p.x)],
      [options.y.label, (options.y.format ?? significant)(p.y)
        + (Number.isFinite(p.low) ? ` (${(options.y.format ?? significant)(p.low)} – ${(options.y.format ?? significant)(p.high)})` : '')],
    ];
    fill(tip, h('b', title), lines.map(([name, text]) => h('div', `${name}: ${text}`)));
    if (isSpoken) spoken.textContent = [title, ...lines.map(([name, text]) => `${name} ${text}`)].join(', ');
    const wide = tip.offsetWidth, high = tip.offsetHeight;
    const left = mark.x + 14 + wide > width ? mark.x - 14 - wide : mark.x + 14;
    tip.style.left = `${Math.max(0, Math.min(width - wide, left))}px`;
    tip.style.top = `${Math.max(0, mark.y - high - 10 < 0 ? mark.y + 14 : mark.y - high - 10)}px`;
  }

  /** Rings the point of an id; null takes the ring away. */
  function select(id) {
    selected = id;
    const mark = drawn?.rows.flat().find((each) => each.point.id !== undefined && each.point.id === id);
    if (!drawn) return;
    drawn.ring.setAttribute('visibility', mark ? 'visible' : 'hidden');
    if (mark) { drawn.ring.setAttribute('cx', mark.x); drawn.ring.setAttribute('cy', mark.y); }
  }

  function drawTable() {
    if (!details.open) return;
    const { x, y } = options;
    const rows = options.rows ?? options.series.flatMap((series) => series.points.map((p) => ({
      ...p, series: p.label ?? series.name ?? '',
    })));
    const hasNames = options.rows || rows.some((row) => row.series);
    const columns = options.columns ?? [
      ...(hasNames ? [{ key: 'series', label: 'What' }] : []),
      { key: 'x', label: x.label, numeric: true, format: x.format ?? ((value) => significant(value)) },
      { key: 'y', label: y.label, numeric: true, format: y.format ?? ((value) => significant(value)) },
    ];
    const shown = rows.slice(0, 500);
    fill(tableBody, table({ caption: `${options.title}, as a table`, columns, rows: shown }).node,
      rows.length > shown.length ? h('p.muted.small', `The first ${shown.length} of ${rows.length} points.`) : null);
  }

  update(initial);
  return { node, update, select };
}

/** A tick without zeros that say nothing: `10.0 s` is `10 s`. */
function short(text) {
  return text.replace(/\.0+(?!\d)|(\.\d*[1-9])0+(?!\d)/g, '$1');
}

function drawSeries(series, px, py) {
  const points = series.points.filter((p) => Number.isFinite(p.x) && Number.isFinite(p.y));
  const ink = series.ink ?? 'series-0';
  if (series.kind === 'line' || series.kind === 'step') {
    const banded = points.filter((p) => Number.isFinite(p.low) && Number.isFinite(p.high));
    const parts = [];
    if (banded.length > 1) {
      const up = banded.map((p) => `${px(p.x)},${py(p.high)}`), down = banded.map((p) => `${px(p.x)},${py(p.low)}`).reverse();
      parts.push(s('path.band.fill', { class: ink, d: `M${up.join('L')}L${down.join('L')}Z` }));
    }
    const path = points.map((p, n) => (n === 0 ? `M${px(p.x)},${py(p.y)}`
      : series.kind === 'step' ? `H${px(p.x)}V${py(p.y)}` : `L${px(p.x)},${py(p.y)}`)).join('');
    parts.push(s('path.line.stroke', { class: ink, d: path, 'stroke-dasharray': series.dashed ? '6 4' : null }));
    return parts;
  }
  // Points of one ink are one path of dots: thousands cost no more than one element.
  const byInk = new Map();
  for (const p of points) {
    const key = p.ink ?? ink;
    byInk.set(key, `${byInk.get(key) ?? ''}M${px(p.x).toFixed(1)},${py(p.y).toFixed(1)}h0`);
  }
  return [
    ...[...byInk].map(([key, path]) => s('path.dots.stroke', {
      class: `${key}${points.length > manyPoints ? ' many' : ''}${series.size ? ` ${series.size}` : ''}`, d: path,
    })),
    ...points.filter((p) => p.mark).map((p) => s('text.mark', { x: px(p.x), y: py(p.y) + 4, 'text-anchor': 'middle' }, p.mark)),
  ];
}

function drawRule(rule, place, { px, py, box, xs, ys }) {
  if (rule.diagonal) {
    const low = Math.max(xs.min, ys.min), high = Math.min(xs.max, ys.max);
    if (high <= low) return [];
    const line = s('line.rule', { x1: px(low), y1: py(low), x2: px(high), y2: py(high) });
    if (!rule.spread) return [line];
    // y within a share of x, cut at the edges of the plot.
    const cut = (value) => Math.max(box.top, Math.min(box.bottom, value));
    const steps = Array.from({ length: 41 }, (_, n) => xs.min * (xs.max / xs.min) ** (n / 40));
    const up = steps.map((value) => `${px(value)},${cut(py(value * (1 + rule.spread)))}`);
    const down = steps.map((value) => `${px(value)},${cut(py(value * (1 - rule.spread)))}`).reverse();
    return [s('path.band.fill.series-2', { d: `M${up.join('L')}L${down.join('L')}Z` }), line];
  }
  if (Number.isFinite(rule.x)) {
    const at = px(rule.x), isRight = at > (box.left + box.right) / 2;
    return [s('line.rule', { x1: at, x2: at, y1: box.top, y2: box.bottom }),
      s('text.rule-label', { x: at + (isRight ? -5 : 5), y: box.top + 11 + 15 * place, 'text-anchor': isRight ? 'end' : 'start' }, rule.label)];
  }
  const at = py(rule.y);
  return [s('line.rule', { x1: box.left, x2: box.right, y1: at, y2: at }),
    s('text.rule-label', { x: box.right - 4, y: at - 5, 'text-anchor': 'end' }, rule.label)];
}

/**
 * A bar of parts of a whole, with a list that says what the colours are.
 * parts: [{label, value, ink}]; whole: the length of the bar (or the sum).
 */
export function partsBar({ title, parts, whole, format, rest }) {
  const known = parts.filter((part) => part.value > 0);
  const sum = known.reduce((total, part) => total + part.value, 0);
  const length = Math.max(whole ?? sum, sum) || 1;
  return h('div.parts',
    h('div.parts-bar', { role: 'img', 'aria-label': `${title}: ${known.map((part) => `${part.label} ${format(part.value)}`).join(', ')}` },
      known.map((part) => h('span', { class: part.ink, style: { width: `${100 * part.value / length}%` } }))),
    h('ul.legend.parts-legend', { 'aria-hidden': 'true' }, known.map((part) => h('li', h('span.swatch', { class: part.ink }),
      part.label, ' ', h('span.figure', format(part.value)))),
    rest ? h('li.figure', rest) : null));
}
