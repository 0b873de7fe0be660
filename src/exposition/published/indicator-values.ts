// What an indicator says of its series: the estimate with its interval while it is fresh, the normal band, and counts once more per second.
import { SECOND } from '../../core/duration.ts'
import type { Indicator } from '../../indicators/indicator.ts'
import { indicatorFamilies, PARTS, type Part, rateFamily } from '../catalogue.ts'
import type { MetricFamily } from '../metric.ts'
import type { ExposedSeries } from '../series-state.ts'
import type { Filled } from './blocks.ts'
import type { Values } from './column.ts'

/** A family after the other, in the order of the catalogue; blocks without a value are left out. */
export function* indicatorValues(
  indicator: Indicator,
  blocks: readonly Filled[],
): Generator<{ family: MetricFamily; values: Values[] }> {
  const families = indicatorFamilies(indicator)
  for (const part of PARTS)
    yield { family: families[part], values: valuesBy(blocks, series => estimate(series, part)) }
  const rate = rateFamily(indicator)
  if (rate !== null) yield { family: rate, values: valuesBy(blocks, perSecond) }
}

function valuesBy(blocks: readonly Filled[], numberOf: (series: ExposedSeries) => number | null): Values[] {
  return blocks.flatMap(({ block: { indicator, texts }, series }) => {
    const values = Float64Array.from(series, one => finiteOr(numberOf(one)))
    return values.every(Number.isNaN) ? [] : [{ indicator, texts, values, about: null }]
  })
}

function finiteOr(value: number | null): number {
  return value !== null && Number.isFinite(value) ? value : Number.NaN
}

function perSecond(series: ExposedSeries): number | null {
  const count = estimate(series, 'value')
  return count === null ? null : (count * SECOND) / series.bucket
}

/** The estimate only while it is fresh; the normal band whenever it is known. */
function estimate({ lastPoint, band, freshness }: ExposedSeries, part: Part): number | null {
  switch (part) {
    case 'baseline':
      return band?.value ?? null
    case 'baseline_lower':
      return band?.lower ?? null
    case 'baseline_upper':
      return band?.upper ?? null
    default:
      return freshness === 'fresh' ? (lastPoint?.[part] ?? null) : null
  }
}
