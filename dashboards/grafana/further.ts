// Panels for what nobody has given a place yet: an indicator or a metric is on a board as soon as it is there.
import { indicatorMetric, metrics, rateFamily } from '../../src/exposition/catalogue.ts'
import type { Metric } from '../../src/exposition/metric.ts'
import { indicators } from '../../src/indicators/registry.ts'
import { UNSHOWN } from '../unshown.ts'
import { type BoardPanel, lines } from './panels.ts'
import { mean, only, rate } from './queries.ts'
import { byLabel, inAll } from './shapes.ts'

/** `drawn`: the text of all boards, but for these panels. */
export function furtherPanels(drawn: string): BoardPanel[] {
  const isDrawn = (name: string): boolean => new RegExp(`\\b${name}(_sum|_count)?\\{`).test(drawn)
  return [
    ...indicators
      .filter(one => !isDrawn(indicatorMetric(one)))
      .map(one => byLabel(one, { title: titleOf(one.name), description: one.help, width: 8 })),
    ...indicators.flatMap(one => {
      const second = rateFamily(one)
      if (second === null || isDrawn(second.name)) return []
      return [inAll(one, { title: titleOf(`${one.name}, in all`), description: second.help, width: 8 })]
    }),
    ...metrics.filter(({ name }) => !isDrawn(name) && !(name in UNSHOWN)).map(panelOf),
  ]
}

function titleOf(name: string): string {
  return `What is ${name.replaceAll('_', ' ')}?`
}

function panelOf(metric: Metric): BoardPanel {
  const labels = ['instance', ...metric.labels]
  const { expr, unit } = asked(metric, labels.join(', '))
  const legend = labels.map(label => `{{${label}}}`).join(' ')
  return lines({
    title: titleOf(metric.name.replace(/^slowburn_/, '')),
    description: metric.help,
    width: 8,
    unit,
    lines: [{ expr, legend }],
  })
}

function asked(metric: Metric, by: string): { expr: string; unit: string } {
  if (metric.source === 'count') return { expr: rate(metric, by), unit: 'cps' }
  if (metric.source === 'observation') return { expr: mean(metric, by), unit: 's' }
  const largest = `max by (${by}) (${only(metric)})`
  if (metric.name.endsWith('_timestamp_seconds')) return { expr: `1000 * ${largest}`, unit: 'dateTimeAsIso' }
  if (metric.name.endsWith('_bytes')) return { expr: largest, unit: 'bytes' }
  if (metric.unit !== null) return { expr: largest, unit: metric.unit === 'seconds' ? 's' : 'percentunit' }
  return { expr: `sum by (${by}) (${only(metric)})`, unit: 'short' }
}
