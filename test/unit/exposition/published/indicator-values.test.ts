import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HOUR } from '../../../../src/core/duration.ts'
import { atOnce } from '../../../../src/core/turns/pause.ts'
import { blocksOf } from '../../../../src/exposition/published/blocks.ts'
import { indicatorValues } from '../../../../src/exposition/published/indicator-values.ts'
import { exposedSeries } from '../../../../src/exposition/series-state.ts'
import { indicator, measured } from '../../../support/exposition/exposition.ts'

const AT = Date.UTC(2025, 10, 20, 12)

test('an indicator says what it estimates while that is fresh, the normal band, and a count once more per second', () => {
  const count = indicator('toys', { unit: 'count', family: 'count' })
  const all = [
    measured('toys', AT, { labels: { n: '1' }, bucket: HOUR }),
    measured('toys', AT - 24 * HOUR, {
      labels: { n: '2' },
      band: { value: 7, lower: Number.NEGATIVE_INFINITY, upper: 8 },
    }),
  ].map(one => exposedSeries(one, count, AT))
  const { filled } = atOnce(blocksOf(all, []))
  const found = [...indicatorValues(count, filled)].map(({ family, values }) => [
    family.name,
    ...values.flatMap(one => [...one.values]),
  ])
  const none = Number.NaN
  assert.deepEqual(found, [
    ['slowburn_toys', 120.5, none],
    ['slowburn_toys_lower', 110, none],
    ['slowburn_toys_upper', 131, none],
    ['slowburn_toys_baseline', none, 7],
    ['slowburn_toys_baseline_lower'],
    ['slowburn_toys_baseline_upper', none, 8],
    ['slowburn_toys_per_second', 120.5 / 3600, none],
  ])
})
