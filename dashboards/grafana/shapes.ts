// The shapes that panels of indicators share.
import type { DynamicConfigValue } from '@grafana/grafana-foundation-sdk/dashboard'
import { rateFamily } from '../../src/exposition/catalogue.ts'
import {
  seriesBucket,
  seriesLastPoint,
  seriesSamples,
  seriesState,
} from '../../src/exposition/metrics/series.ts'
import type { Indicator, Unit } from '../../src/indicators/indicator.ts'
import { fromRow, fromSeries } from './links.ts'
import { type BoardPanel, type Frame, lines } from './panels.ts'
import { firstRows, named, of, only } from './queries.ts'
import { table } from './tables.ts'

/** The name of the series among those of its indicator, and which slowburn says it. */
const SERIES = '{{series}} {{instance}}'

const EVENT_TIME =
  'Drawn at the time of the scrape; the bucket that a value is of ended before, by its width and the lateness of its source. Marks stand at the onset itself. A gap is a bucket with too little data: that is not zero.'

const GRAFANA_UNIT: Readonly<Record<Unit, string>> = {
  seconds: 's',
  ratio: 'percentunit',
  count: 'short',
  unitless: 'short',
}

/** One line for each series of an indicator. */
export function byLabel(indicator: Indicator, frame: Frame): BoardPanel {
  return lines({
    ...frame,
    description: `${frame.description} ${EVENT_TIME}`,
    unit: GRAFANA_UNIT[indicator.unit],
    lines: [{ expr: of(indicator), legend: SERIES }],
    indicators: [indicator],
    links: fromSeries(indicator.name),
  })
}

/** The rate of all series of a count together, for each slowburn. Throws for an indicator that is no count. */
export function inAll(indicator: Indicator, frame: Frame): BoardPanel {
  const rate = rateFamily(indicator)
  if (rate === null) throw new Error(`${indicator.name} is no count, so that it has no rate`)
  return lines({
    ...frame,
    description: `${frame.description} ${EVENT_TIME}`,
    unit: 'cps',
    min: 0,
    lines: [{ expr: `sum by (instance) (${only(rate)})`, legend: '{{instance}}' }],
    indicators: [indicator],
  })
}

/** Each series of an indicator with its interval, dotted, and the band in which it counts as normal, dashed. */
export function withBands(indicator: Indicator, frame: Frame): BoardPanel {
  return lines({
    ...frame,
    description: `${frame.description} Dotted: the interval of the value. Dashed: where it counts as normal. ${EVENT_TIME}`,
    unit: GRAFANA_UNIT[indicator.unit],
    lines: [
      { expr: of(indicator), legend: SERIES },
      { expr: of(indicator, 'lower'), legend: `${SERIES}, interval from` },
      { expr: of(indicator, 'upper'), legend: `${SERIES}, interval to` },
      { expr: of(indicator, 'baseline_lower'), legend: `${SERIES}, normal from` },
      { expr: of(indicator, 'baseline_upper'), legend: `${SERIES}, normal to` },
    ],
    indicators: [indicator],
    links: fromSeries(indicator.name),
    overrides: [
      ['/, interval (from|to)$/', dashes([2, 6])],
      ['/, normal (from|to)$/', dashes([10, 10])],
    ],
  })
}

/** What can be said of each series at present. */
export function states(some: readonly Indicator[], width = 24): BoardPanel {
  const which = `indicator=~"${some.map(({ name }) => name).join('|')}"`
  const listed = firstRows(named(seriesState, which), named(seriesState, `${which}, state!="fresh"`))
  const ofListed = (expr: string): string => `${expr} and ignoring (state, monitor, series, page) ${listed}`
  return table({
    title: 'Of which series is enough known?',
    description:
      'Insufficient: the last bucket had too little data. Stale: it is too old. Neither is zero, and neither is well. Warming: nothing is noticed yet. At most 500, those without a present value first.',
    width,
    labels: {
      indicator: 'Indicator',
      series: 'Series',
      state: 'State',
      monitor: 'Monitor',
      instance: 'Instance',
    },
    columns: [
      { name: 'State', labelsAlone: true, unit: 'none', expr: listed },
      { name: 'Observations', unit: 'short', expr: ofListed(only(seriesSamples, which)) },
      {
        name: 'Age of the last bucket',
        unit: 's',
        expr: `time() - (${ofListed(only(seriesLastPoint, which))})`,
      },
      { name: 'Width of a bucket', unit: 's', expr: ofListed(only(seriesBucket, which)) },
    ],
    linksOf: { Series: fromRow() },
  })
}

function dashes(dash: readonly number[]): DynamicConfigValue[] {
  return [
    { id: 'custom.lineWidth', value: 1 },
    { id: 'custom.lineStyle', value: { fill: 'dash', dash } },
    { id: 'custom.hideFrom', value: { legend: true, tooltip: false, viz: false } },
  ]
}
