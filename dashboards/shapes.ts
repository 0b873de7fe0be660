// The shapes that panels of indicators and of counters share.
import type { Indicator, Unit } from '../src/indicators/indicator.ts'
import { type AnyPanel, type Frame, lines, shaded } from './panels.ts'
import { HERE, of } from './queries.ts'

/** The median-like line of an indicator with its interval and its normal band. */
export function withBands(
  indicator: Indicator,
  frame: Frame & { more?: Parameters<typeof lines>[0]['lines'] },
): ReturnType<typeof lines> {
  const panel = lines({
    ...frame,
    unit: GRAFANA_UNIT[indicator.unit],
    lines: [
      { expr: of(indicator), legend: 'value' },
      ...(frame.more ?? []),
      { expr: of(indicator, 'lower'), legend: 'interval, lower end' },
      { expr: of(indicator, 'upper'), legend: 'interval, upper end' },
      { expr: of(indicator, 'baseline_lower'), legend: 'normal, lower end' },
      { expr: of(indicator, 'baseline_upper'), legend: 'normal, upper end' },
    ],
  })
  const green = shaded(panel, 'interval, lower end', 'interval, upper end', 'green')
  return shaded(green, 'normal, lower end', 'normal, upper end', 'blue')
}

/** One line for each series of an indicator. */
export function byLabel(indicator: Indicator, title: string, description: string, width: number): AnyPanel {
  const legend = indicator.by.length === 0 ? 'all' : indicator.by.map(label => `{{${label}}}`).join(' ')
  return lines({
    title,
    description,
    width,
    unit: GRAFANA_UNIT[indicator.unit],
    lines: [{ expr: of(indicator), legend }],
  })
}

export function rateOf(
  metric: string,
  label: string,
  title: string,
  description: string,
  unit: string,
  width = 8,
): AnyPanel {
  const expr = `sum by (${label}) (rate(${metric}{${HERE}}[$__rate_interval]))`
  return lines({ title, description, width, unit, min: 0, lines: [{ expr, legend: `{{${label}}}` }] })
}

export function meanOf(
  metric: string,
  label: string,
  title: string,
  description: string,
  width = 8,
): AnyPanel {
  const rate = (part: string): string =>
    `sum by (${label}) (rate(${metric}_${part}{${HERE}}[$__rate_interval]))`
  const expr = `${rate('sum')} / ${rate('count')}`
  return lines({ title, description, width, unit: 's', min: 0, lines: [{ expr, legend: `{{${label}}}` }] })
}

const GRAFANA_UNIT: Readonly<Record<Unit, string>> = {
  seconds: 's',
  ratio: 'percentunit',
  count: 'short',
  unitless: 'short',
}
