// Up to four plans side by side.

import { h } from '../../dom.js';
import * as format from '../../format.js';
import { hardwareText, layoutText, paymentNames } from './card.js';

export const mostCompared = 4;

// [label, text of a plan, value where less (or more: -1) is better]
const rows = [
  ['Weights', (p) => p.weights ?? '–'], ['KV cache', (p) => p.kv_cache ?? '–'], ['Engine', (p) => p.engine ?? '–'],
  ['Hardware', hardwareText], ['Layout', (p) => layoutText(p) || '–'],
  ['Payment', (p) => `${paymentNames[p.payment] ?? p.payment}${p.provider ? `, ${p.provider}` : ''}`], ['Price as of', (p) => p.price_as_of ?? '–'],
  ['A month', (p) => format.money(p.monthly_usd), (p) => p.monthly_usd],
  ['At once', (p) => format.money(p.purchase_usd), (p) => p.purchase_usd],
  ['Million output tokens', (p) => format.money(p.usd_per_million_output_tokens), (p) => p.usd_per_million_output_tokens],
  ['… at full load', (p) => format.money(p.usd_per_million_output_tokens_at_full_load), (p) => p.usd_per_million_output_tokens_at_full_load],
  ['Quality of 100', (p) => (p.quality === undefined ? '–' : p.quality.toFixed(0)), (p) => -p.quality],
  ['First token, p95', (p) => range(p.ttft_ms), (p) => p.ttft_ms?.p95],
  ['Output token, p95', (p) => range(p.tpot_ms), (p) => p.tpot_ms?.p95],
  ['Request, p95', (p) => range(p.e2e_ms), (p) => p.e2e_ms?.p95],
  ['Carries at most', (p) => format.rate(p.maximum_requests_per_second), (p) => -p.maximum_requests_per_second],
  ['In use', (p) => format.percent(p.utilization_percent)],
  ['Memory of a device', (p) => (p.memory_gb ? `${format.gigabytes(p.memory_gb)}, ${format.percent(p.memory_utilization_percent)}` : '–')],
  ['Forecast rests on', (p) => p.confidence?.replace('-', ' ') ?? '–'],
  ['What binds', (p) => p.binding ?? '–'],
  ['Not first for', (p) => p.lost_by ?? '–'],
];

function range(values) {
  if (!values) return 'not promised';
  return [format.milliseconds(values.p95), values.p95_low ? h('span.small.muted.block', format.interval(values.p95_low, values.p95_high, format.milliseconds)) : null];
}

/** The table; plans are at most four. */
export function comparison(plans) {
  return h('section.panel', { 'aria-labelledby': 'compare-title' }, h('h2', { id: 'compare-title' }, 'Side by side'),
    h('div.table-scroll', { tabindex: '0', role: 'group', 'aria-labelledby': 'compare-title' },
      h('table.compare', h('caption.visually-hidden', 'Plans side by side; the best figure of a row is marked'),
        h('thead', h('tr', h('td'), plans.map((plan) => h('th', { scope: 'col' }, `${plan.rank}. ${format.shortModel(plan.model)}`)))),
        h('tbody', rows.map(([label, text, value]) => {
          const values = value ? plans.map(value) : [];
          const known = values.filter(Number.isFinite);
          const best = known.length > 1 && Math.min(...known) < Math.max(...known) ? Math.min(...known) : null;
          return h('tr', h('th', { scope: 'row' }, label), plans.map((plan, place) => h('td', { class: best !== null && values[place] === best ? 'best' : null },
            text(plan), best !== null && values[place] === best ? h('span.visually-hidden', ' (best)') : null)));
        })))));
}
