// Cost against latency of all that is worth having, quality as colour.

import { chart } from '../../charts.js';
import * as format from '../../format.js';
import { hardwareText, paymentNames } from './card.js';

const steps = 5;

/** Quality in five steps between the least and the most of what is shown. */
function inkOf(values) {
  const known = values.filter(Number.isFinite);
  const low = Math.min(...known), high = Math.max(...known);
  const ink = (quality) => (Number.isFinite(quality) && high > low
    ? `step-${Math.min(steps - 1, Math.floor(steps * (quality - low) / (high - low)))}` : 'step-2');
  const inks = known.length && high > low ? Array.from({ length: steps }, (_, step) => {
    const bound = (part) => Math.round(low + (high - low) * part / steps);
    return { ink: `step-${step}`, label: step === 0 ? `quality ${bound(0)} – ${bound(1)}` : `${bound(step)} – ${bound(step + 1)}` };
  }) : [];
  return { ink, inks };
}

/** Points that no other beats in cost and latency: the edge that is drawn. */
function edge(points) {
  let best = Infinity;
  return [...points].sort((a, b) => a.x - b.x || a.y - b.y).filter((point) => {
    if (point.y >= best) return false;
    best = point.y;
    return true;
  });
}

export function frontChart(onpick) {
  const node = chart({
    title: 'Cost against latency', height: 340, empty: 'Ranking …',
    x: { label: 'US dollars a month', log: true, format: format.money },
    y: { label: 'time of a request alone', log: true, format: format.milliseconds },
    series: [], inks: [], onpick,
    columns: [{ key: 'label', label: 'Plan' }, { key: 'quality', label: 'Quality', numeric: true, format: (value) => value?.toFixed(0) ?? '–' },
      { key: 'x', label: 'A month', numeric: true, format: format.money }, { key: 'y', label: 'Request alone', numeric: true, format: format.milliseconds }],
    rows: [],
  });
  return {
    node: node.node,
    select: node.select,
    /** `alone`: the time of a request alone, by rank of a plan. */
    update(answer, alone) {
      const { ink, inks } = inkOf([...answer.pareto_front, ...answer.plans].map((each) => each.quality));
      const front = answer.pareto_front.filter((each) => each.latency_ms > 0 && each.monthly_usd > 0).map((each) => ({
        x: each.monthly_usd, y: each.latency_ms, quality: each.quality, ink: ink(each.quality), label: each.model,
        details: [['where', `${each.where}, ${paymentNames[each.payment] ?? each.payment}`], ['a month', format.money(each.monthly_usd)],
          ['request alone', format.milliseconds(each.latency_ms)], ['quality', each.quality?.toFixed(0) ?? 'unknown']],
      }));
      const ranked = answer.plans.filter((plan) => alone.has(plan.rank)).map((plan) => ({
        id: plan.rank, x: plan.monthly_usd, y: alone.get(plan.rank), quality: plan.quality, ink: ink(plan.quality), mark: String(plan.rank),
        label: `Plan ${plan.rank}: ${format.shortModel(plan.model)} ${plan.weights ?? ''}`,
        details: [['where', `${hardwareText(plan)}, ${paymentNames[plan.payment] ?? plan.payment}`], ['a month', format.money(plan.monthly_usd)],
          ['request alone', format.milliseconds(alone.get(plan.rank))], ['quality', plan.quality?.toFixed(0) ?? 'unknown']],
      }));
      node.update({
        note: front.length || ranked.length ? 'Deployments that no other beats in cost, latency and quality at once, the cheapest first; numbers are the plans below.' : null,
        inks, empty: 'No plan has a latency to draw: services promise none',
        series: [
          { name: 'Edge of cost and latency', kind: 'line', ink: 'edge', points: edge([...front, ...ranked]).map((point) => ({ ...point, id: undefined, mark: undefined })), isMute: true },
          { name: 'Not beaten', kind: 'dots', ink: 'step-2', points: front, isQuiet: true },
          { name: 'Ranked plans', kind: 'dots', size: 'large', ink: 'step-2', points: ranked, isQuiet: true },
        ],
        rows: [...ranked, ...front],
      });
    },
  };
}
