// What a page is told of one series.

import type { Millis } from '../../../src/core/clock.ts'
import { HOUR } from '../../../src/core/duration.ts'
import { type Labels, seriesKey } from '../../../src/core/series-key.ts'
import type { Change } from '../../../src/detection/change.ts'
import { type Plot, type PlotPoint, regimeOf } from '../../../src/presentation/charts/plot.ts'
import type { SeriesDetail, SeriesIdentity, SeriesStatus } from '../../../src/queries/views.ts'
import { NOW, seeded } from './moment.ts'

export function pointsOf(
  value: (at: Millis, random: number) => number | null,
  seed: number,
  days: number,
): PlotPoint[] {
  const hours = days * 24
  const random = seeded(seed)
  return Array.from({ length: hours }, (_, index): PlotPoint => {
    const at = Math.floor(NOW / HOUR) * HOUR - (hours - index) * HOUR
    const gap = random() < 0.015
    const number = value(at, random())
    if (gap || number === null) return { at, value: null, lower: null, upper: null }
    const half = Math.abs(number) * (0.04 + 0.03 * random())
    return { at, value: number, lower: number - half, upper: number + half }
  })
}

export function plotOf(points: PlotPoint[], base: number, noise: number, change: Change | null): Plot {
  const from = points[0]?.at ?? NOW
  const half = Math.abs(base) * (noise + 0.05)
  return {
    points,
    bucket: HOUR,
    band: [{ at: from, lower: base - half, upper: base + half }],
    onset: change?.onset ?? null,
    regime: change && regimeOf(change, null),
  }
}

export function identityOf(
  id: number,
  indicator: string,
  labels: Labels,
  rest: Pick<SeriesIdentity, 'help' | 'unit' | 'goodDirection' | 'note'>,
): SeriesIdentity {
  return { id, key: seriesKey(indicator, labels), indicator, labels, bucket: HOUR, ...rest }
}

export function detailOf(series: SeriesIdentity, status: SeriesStatus, plot: Plot): SeriesDetail {
  const point = plot.points.at(-1)
  const last =
    point === undefined
      ? null
      : {
          at: point.at,
          value: point.value,
          lower: point.lower ?? null,
          upper: point.upper ?? null,
          n: point.value === null ? 4 : 37,
        }
  return {
    series,
    status,
    last,
    silence: last !== null && last.value === null ? 'insufficient' : null,
    plot,
    family: series.unit === 'seconds' ? 'positive' : series.unit === 'ratio' ? 'proportion' : 'count',
    minimum: 20,
    maturity: 0,
    changes: [],
    lookBack: lookBackOf(plot),
  }
}

/** Where the course has a known onset, a step there that may have been a slope. */
function lookBackOf({ points, onset, bucket }: Plot): SeriesDetail['lookBack'] {
  const [first] = points
  const lookedAt = NOW - 5 * HOUR
  if (first === undefined) return { lookedAt, found: null }
  const change = {
    kind: 'level',
    kindProbability: 0.62,
    alternative: 'slope',
    direction: 'up',
    until: null,
    back: false,
    ended: null,
    effect: {
      absolute: { value: 100, lower: 80, upper: 120 },
      relative: { value: 0.25, lower: 0.2, upper: 0.3 },
      sigma: 2.5,
    },
    from: 400,
    to: 500,
    breach: null,
  } as const
  return {
    lookedAt,
    found: {
      from: first.at,
      to: points.at(-1)?.at ?? first.at,
      points: points.length,
      season: 24 * bucket,
      changes: onset === null ? [] : [{ ...change, onset }],
      unconfirmed: [],
    },
  }
}
