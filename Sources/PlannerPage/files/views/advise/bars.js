// A range with its middle, drawn in a cell of a table.

import { s } from '../../dom.js';
import { milliseconds } from '../../format.js';

const width = 120, height = 18;

/** The range of a row on a logarithmic scale from `low` to `high`, with a budget's line. */
export function intervalBar(row, low, high, limit, write = milliseconds) {
  const span = Math.log(Math.max(high / low, 1.01));
  const x = (value) => 2 + (width - 4) * Math.max(0, Math.min(1, Math.log(value / low) / span));
  const hasRange = row.low_ms !== undefined && row.high_ms !== undefined;
  const label = hasRange ? `${write(row.low_ms)} to ${write(row.high_ms)}, middle ${write(row.milliseconds)}` : `${write(row.milliseconds)}, measured`;
  return s('svg.interval', { viewBox: `0 0 ${width} ${height}`, width, height, role: 'img', 'aria-label': label },
    s('title', label),
    limit < Infinity && limit >= low && limit <= high && s('line.interval-limit', { x1: x(limit), x2: x(limit), y1: 0, y2: height }),
    hasRange && s('line.interval-line', { x1: x(row.low_ms), x2: x(row.high_ms), y1: height / 2, y2: height / 2 }),
    s('circle.interval-dot', { cx: x(row.milliseconds), cy: height / 2, r: 4 }));
}
