// The pictures of an alert email: the same chart for a light and for a dark screen.
import type { ChartRange } from '../../presentation/charts/chart-range.ts'
import { mailChart, type Theme } from '../../presentation/charts/mail-chart.ts'
import { type Plot, regimeOf } from '../../presentation/charts/plot.ts'
import { renderPng } from '../../presentation/charts/png/png.ts'
import type { EmailBody } from './freeze.ts'
import type { AlertEmailInput, EmailSettings } from './input.ts'

/** Turns an SVG into a PNG. */
export type Draw = (svg: string) => Uint8Array

export function drawBy({ draw }: Pick<EmailSettings, 'draw'>): Draw {
  return draw ?? renderPng
}

/** Content-Ids of the charts; unique within a message, which is all that is asked of them. */
export const CHART_CIDS: Readonly<Record<Theme, string>> = {
  light: 'chart@slowburn',
  dark: 'chart-dark@slowburn',
}

/** Empty where it cannot be drawn: a fault in the drawing costs the picture alone. */
export function drawCharts(input: AlertEmailInput, range: ChartRange, draw: Draw): EmailBody['images'] {
  try {
    const plot = plotOf(input, range)
    return (['light', 'dark'] as const).map(theme => ({
      contentId: CHART_CIDS[theme],
      filename: theme === 'light' ? 'chart.png' : 'chart-dark.png',
      type: 'image/png',
      bytes: draw(mailChart(plot, input.indicator.unit, theme)),
    }))
  } catch {
    return []
  }
}

function plotOf(
  { transition, points, series, band, limit, releases }: AlertEmailInput,
  { from, to }: ChartRange,
): Plot {
  const { change, lastActiveAt } = transition.episode
  return {
    points: points.flatMap(({ at, value }) => (at >= from && at <= to ? [{ at, value }] : [])),
    bucket: series.bucket,
    band: band === null ? [] : [{ at: from, lower: band.lower, upper: band.upper }],
    onset: change.onset,
    regime: regimeOf(change, transition.to === 'resolved' ? lastActiveAt : null),
    limit,
    releases,
    from,
    to,
  }
}
