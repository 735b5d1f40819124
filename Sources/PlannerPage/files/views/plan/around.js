// What stands around the plans: what would change the answer, what was
// removed and why, costs over years, duties and the way there.

import { h, disclosure } from '../../dom.js';
import * as format from '../../format.js';
import { chart } from '../../charts.js';
import { table } from '../../table.js';

export function sensitivity(changes) {
  if (!changes.length) return null;
  return h('section.panel', h('h2', 'What would change the answer'), table({
    caption: 'What would change the answer', rows: changes, rowHeader: 'change',
    columns: [
      { key: 'change', label: 'If' },
      { key: 'plan', label: 'then', format: (text, row) => (row.changes_plan ? text : h('span.muted', 'the same plan')) },
      { key: 'monthly_usd', label: 'A month', numeric: true, format: format.money },
    ],
  }).node);
}

/** Where candidates went. */
export function removed(answer) {
  if (!answer.removed.length) return null;
  const most = Math.max(...answer.removed.map((each) => each.n));
  return h('section.panel', h('h2', 'Why not the others'),
    h('p.muted', `${format.count(answer.candidates_considered)} deployments were considered; ${format.count(answer.candidates_feasible)} ways to run and pay for them meet everything. Ways that were set aside:`),
    h('dl.bars', answer.removed.map((each) => [h('dt', each.constraint),
      h('dd', h('span.bar.series-0', { style: { width: `${Math.max(0.5, 70 * each.n / most)}%` }, 'aria-hidden': 'true' }), h('span.figure', format.count(each.n)))])));
}

/** Cost over years, rented against owned against bought by the token. */
export function years(answer) {
  const plans = answer.cost_over_years;
  if (!plans.length) return null;
  return h('section.panel', h('h2', 'Cost over years'), chart({
    title: 'Cost, added up', height: 240,
    x: { label: 'years', min: 0, max: plans[0].usd.length, format: (value) => String(value) },
    y: { label: 'US dollars paid', zero: true, format: format.money },
    series: plans.map((plan, place) => ({
      name: plan.plan, kind: 'line', ink: `series-${place}`,
      points: plan.usd.map((usd, year) => ({ x: year + 1, y: usd, label: plan.plan, details: [['year', String(year + 1)], ['paid so far', format.money(usd)]] })),
    })),
  }).node, breakEvens(answer));
}

function breakEvens(answer) {
  const lines = answer.break_evens.map((each) => (each.requests_per_hour > 0
    ? `${capital(each.challenger)} is cheaper than ${each.incumbent} from ${format.significant(each.requests_per_hour)} requests an hour.`
    : `${capital(each.challenger)} is cheaper than ${each.incumbent} at every load.`));
  if (answer.owning_pays_from_utilization_percent) lines.push(`Owning pays from ${format.percent(answer.owning_pays_from_utilization_percent)} utilisation.`);
  return lines.length ? h('ul.list.small', lines.map((text) => h('li', text))) : null;
}

function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function levers(answer) {
  if (!answer.levers.length) return null;
  return h('section.panel', h('h2', 'What saves money'), table({
    caption: 'What saves money', rows: answer.levers, rowHeader: 'name',
    columns: [
      { key: 'name', label: 'Lever', format: (name, row) => [name, h('span.small.muted.block', row.basis)] },
      { key: 'is_used', label: 'In the plan', format: (is) => (is ? 'yes' : 'no') },
      { key: 'saving_usd_per_month', label: 'Saves a month', numeric: true, format: format.money },
      { key: 'saving_percent', label: 'Share', numeric: true, format: (value) => format.percent(value) },
    ],
  }).node);
}

export function tiers(answer) {
  if (!answer.tiers) return null;
  return h('section.panel', h('h2', 'In tiers'), h('p.muted', `${format.money(answer.tiers.monthly_usd)} a month, ${format.money(answer.tiers.usd_per_request)} a request.`), table({
    caption: 'Tiers', rows: answer.tiers.tiers, rowHeader: 'name',
    columns: [{ key: 'name', label: 'Requests' }, { key: 'share', label: 'Share', numeric: true, format: (share) => format.percent(100 * share) },
      { key: 'plan', label: 'Plan' }, { key: 'monthly_usd', label: 'A month', numeric: true, format: format.money }],
  }).node);
}

export function survey(answer) {
  if (!answer.survey?.length) return null;
  return h('section.panel', h('h2', 'Best of every kind'), table({
    caption: 'Best plan of every kind of hardware and place', rows: answer.survey, rowHeader: 'setting',
    columns: [{ key: 'setting', label: 'Setting' }, { key: 'plan', label: 'Plan', format: (plan) => plan ?? h('span.muted', 'none meets the question') },
      { key: 'monthly_usd', label: 'A month', numeric: true, format: format.money },
      { key: 'correction', label: 'To what documents advise', format: (text, row) => [row.document_advises ?? '', text ? h('span.small.muted.block', text) : null] }],
  }).node);
}

/** The rest: assumed, corrected, duties, the way there. */
export function remarks(answer) {
  const list = (items) => h('ul.list', items.map((text) => h('li', text)));
  const parts = [
    answer.assumptions.length && disclosure(`What was assumed (${answer.assumptions.length})`, () => list(answer.assumptions), { open: true }),
    answer.corrections.length && disclosure('What documents advise, and what is wrong with it', () => list(answer.corrections), { open: true }),
    answer.duties.length && disclosure(`Duties (${answer.duties.length})`, () => list(answer.duties)),
    answer.rollout.length && disclosure('The way there', () => h('ol.list.rollout', answer.rollout.map((phase) => h('li',
      h('b', `Weeks ${phase.weeks}: ${phase.name}`), ` (${format.percent(100 * phase.traffic_share)} of the traffic, ${phase.replicas} ${phase.replicas === 1 ? 'replica' : 'replicas'})`,
      list(phase.work), h('p.muted', `Done when ${phase.gate}`))))),
    answer.energy_kwh_per_month && h('p.small.muted', `The first plan takes ${format.significant(answer.energy_kwh_per_month)} kWh a month${answer.carbon_kg_per_month ? `, ${format.significant(answer.carbon_kg_per_month)} kg of CO₂` : ''}.`),
  ].filter(Boolean);
  return parts.length ? h('section.panel', h('h2', 'Also'), parts) : null;
}
