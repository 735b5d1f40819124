// Tables that some recommendations bring along: prices of services, limits of
// devices, costs of interruptions. Their columns are the API's.

import { h } from '../../dom.js';
import { significant } from '../../format.js';
import { linked } from '../parts.js';

/** A heading from a name of the API: `usd_per_1000_requests`. */
export function heading(name) {
  const words = name.replaceAll('_', ' ').replace(/\busd\b/g, 'USD').replace(/\bgb\b/g, 'GB').replace(/\bmb\b/g, 'MB')
    .replace(/\bmib\b/g, 'MiB').replace(/\bgib\b/g, 'GiB').replace(/\bkv\b/g, 'KV').replace(/\bid\b/g, 'ID').replace(/\bapi\b/g, 'API')
    .replace(/\bw\b/g, 'W').replace(/\bttft\b/g, 'TTFT').replace(/\btpot\b/g, 'TPOT').replace(/\bms\b/g, 'ms').replace(/\bslo\b/g, 'SLO');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** One section a finding. */
export function findings(all) {
  return Object.entries(all ?? {}).map(([name, finding]) => h('section.stack.finding',
    h('h3', heading(name)),
    finding.rows?.length > 0 && table(name, finding.rows),
    finding.notes?.length > 0 && h('ul.notes', finding.notes.map((note) => h('li', linked(note))))));
}

function table(name, rows) {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))]
    .filter((column) => rows.some((row) => row[column] !== null && row[column] !== undefined && row[column] !== ''));
  // What names the row comes first.
  const leads = ['service', 'device', 'offer', 'name', 'provider', 'stage', 'model'];
  columns.sort((a, b) => place(leads, a) - place(leads, b));
  const isNumber = (column) => rows.every((row) => row[column] === null || row[column] === undefined || typeof row[column] === 'number');
  return h('div.table-scroll', { tabindex: '0', role: 'region', 'aria-label': heading(name) }, h('table.plain-table',
    h('thead', h('tr', columns.map((column) => h('th', { scope: 'col', class: isNumber(column) ? 'num' : '' }, heading(column))))),
    h('tbody', rows.map((row) => h('tr', columns.map((column) => h('td', { class: isNumber(column) ? 'num' : '' }, cell(row[column]))))))));
}

function place(list, name) {
  const at = list.indexOf(name);
  return at < 0 ? list.length : at;
}

function cell(value) {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'number') return significant(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.map(cell).join(', ');
  if (typeof value === 'object') return Object.entries(value).map(([name, part]) => `${heading(name)} ${cell(part)}`).join(', ');
  return String(value);
}
