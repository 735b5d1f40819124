// A table that sorts, for eyes and for screen readers.

import { h, fill } from './dom.js';

/**
 * `table({caption, columns, rows, sort, descending, onsort, rowHeader})`
 * - columns: [{key, label, numeric, format(value, row) → text or node, value(row) → sort key}]
 * - rowHeader: key of the column that names a row
 * - onsort(key, descending): someone else sorts (a server); else it is done here
 * Gives {node, setRows(rows)}.
 */
export function table(options) {
  const { columns } = options;
  let { rows = [], sort = null, descending = false } = options;
  const body = h('tbody');
  const heads = columns.map((column) => {
    const isFixed = column.sort === false;
    return h('th', { scope: 'col', class: column.numeric ? 'num' : null }, isFixed ? column.label
      : h('button.sorter', {
        type: 'button',
        onclick: () => {
          descending = sort === column.key ? !descending : Boolean(column.numeric);
          sort = column.key;
          if (options.onsort) options.onsort(sort, descending);
          draw();
        },
      }, column.label, h('span.sort-mark', { 'aria-hidden': 'true' })));
  });
  const node = h('div.table-scroll', { tabindex: '0', role: 'group', 'aria-label': options.caption },
    h('table', h('caption', { class: options.showCaption ? null : 'visually-hidden' }, options.caption),
      h('thead', h('tr', heads)), body));

  function keyOf(column, row) {
    return column.value ? column.value(row) : row[column.key];
  }

  function sorted() {
    if (sort === null || options.onsort) return rows;
    const column = columns.find((each) => each.key === sort);
    if (!column) return rows;
    return [...rows].sort((a, b) => compare(keyOf(column, a), keyOf(column, b), descending));
  }

  function draw() {
    columns.forEach((column, place) => {
      const isSorted = column.key === sort;
      if (isSorted) heads[place].setAttribute('aria-sort', descending ? 'descending' : 'ascending');
      else heads[place].removeAttribute('aria-sort');
    });
    fill(body, sorted().map((row) => h('tr', { class: options.rowClass?.(row) }, columns.map((column) => {
      const value = row[column.key];
      const shown = column.format ? column.format(value, row) : value ?? '–';
      return h(column.key === options.rowHeader ? 'th' : 'td', {
        class: column.numeric ? 'num' : null,
        scope: column.key === options.rowHeader ? 'row' : null,
      }, shown);
    }))));
  }

  draw();
  return { node, setRows(next) { rows = next; draw(); } };
}

/** Absent values last, whichever way. */
function compare(a, b, descending) {
  const isMissing = (value) => value === null || value === undefined || value === '';
  if (isMissing(a) || isMissing(b)) return Number(isMissing(a)) - Number(isMissing(b));
  const order = typeof a === 'number' && typeof b === 'number' ? a - b
    : String(a).localeCompare(String(b), 'en', { numeric: true });
  return descending ? -order : order;
}
