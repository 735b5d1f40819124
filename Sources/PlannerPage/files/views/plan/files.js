// An answer as files: Markdown for people, CSV for sheets.

import * as format from '../../format.js';
import { hardwareText, paymentNames } from './card.js';

const columns = [
  ['rank', (p) => p.rank], ['model', (p) => p.model], ['weights', (p) => p.weights], ['kv_cache', (p) => p.kv_cache],
  ['engine', (p) => p.engine], ['hardware', (p) => p.hardware], ['devices_per_replica', (p) => p.devices_per_replica],
  ['replicas', (p) => p.replicas], ['machines', (p) => p.machines], ['spare_machines', (p) => p.spare_machines],
  ['payment', (p) => p.payment], ['offer', (p) => p.offer], ['provider', (p) => p.provider], ['price_as_of', (p) => p.price_as_of],
  ['monthly_usd', (p) => p.monthly_usd], ['purchase_usd', (p) => p.purchase_usd],
  ['usd_per_million_output_tokens', (p) => p.usd_per_million_output_tokens], ['quality', (p) => p.quality],
  ...['ttft_ms', 'tpot_ms', 'e2e_ms'].flatMap((key) => ['p50', 'p95', 'p95_low', 'p95_high', 'p99'].map((point) => [
    `${key.replace('_ms', '')}_${point}_ms`, (p) => p[key]?.[point]])),
  ['maximum_requests_per_second', (p) => p.maximum_requests_per_second], ['utilization_percent', (p) => p.utilization_percent],
  ['memory_gb', (p) => p.memory_gb], ['confidence', (p) => p.confidence], ['binding', (p) => p.binding], ['lost_by', (p) => p.lost_by],
];

/** A cell; text that a sheet would take for a formula is kept a text. */
function cell(value) {
  if (value === undefined || value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = /^[=+@\t\r-]/.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

export function csv(answer) {
  const rows = answer.plans.map((plan) => columns.map(([, of]) => cell(of(plan))).join(','));
  return [columns.map(([name]) => name).join(','), ...rows].join('\r\n') + '\r\n';
}

const bar = (text) => String(text ?? '').replace(/\|/g, '\\|');

function markdownTable(heads, rows) {
  return [`| ${heads.join(' | ')} |`, `|${heads.map(() => '---').join('|')}|`, ...rows.map((row) => `| ${row.map(bar).join(' | ')} |`)].join('\n');
}

export function markdown(answer, address) {
  const { question, plans } = answer;
  const parts = ['# Deployment plan', '',
    `${question.task ?? 'Requests'} of ${question.input_tokens} tokens in and ${question.output_tokens} out, at most ${format.rate(question.peak_requests_per_second)}`
    + `${question.monthly_budget_usd ? `, within ${format.money(question.monthly_budget_usd)} a month` : ''}`
    + question.levels.map((level) => `, ${level.metric.toUpperCase()} ${level.percentile} at most ${format.milliseconds(level.limit_ms)}`).join('') + '.', ''];
  if (!answer.is_feasible) {
    parts.push('Nothing meets the question.', '', ...answer.relaxations.map((each) => `- ${each.change}: ${each.plan}, ${format.money(each.monthly_usd)} a month`), '');
  } else {
    parts.push(markdownTable(['', 'Model', 'Engine', 'Where', 'Payment', 'A month', 'At once', 'Request p95', 'Quality'], plans.map((plan) => [
      plan.rank, `${format.shortModel(plan.model)} ${plan.weights ?? ''}`, plan.engine ?? '', hardwareText(plan), paymentNames[plan.payment] ?? plan.payment,
      format.money(plan.monthly_usd), format.money(plan.purchase_usd), plan.e2e_ms ? format.milliseconds(plan.e2e_ms.p95) : 'not promised', plan.quality?.toFixed(0) ?? ''])), '');
    for (const plan of plans) {
      parts.push(`## ${plan.rank}. ${format.shortModel(plan.model)}`, '', ...plan.rationale.map((text) => `- ${text}`), ...(plan.lost_by ? [`- Not first: ${plan.lost_by}`] : []), '',
        markdownTable(['Requirement', 'Wanted', 'Forecast', 'Met'], plan.checks.map((check) => [check.requirement, check.wanted, check.got, check.is_met ? 'yes' : 'no'])), '');
    }
    if (answer.sensitivity.length) {
      parts.push('## What would change the answer', '', markdownTable(['If', 'then', 'A month'], answer.sensitivity.map((each) => [
        each.change, each.changes_plan ? each.plan : 'the same plan', format.money(each.monthly_usd)])), '');
    }
  }
  if (answer.assumptions.length) parts.push('## Assumed', '', ...answer.assumptions.map((text) => `- ${text}`), '');
  parts.push(`The question: ${address}`, '');
  return parts.join('\n');
}
