import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { atOnce } from '../../../../src/core/turns/pause.ts'
import { type SeriesGauge, seriesGauge } from '../../../../src/exposition/metric.ts'
import { askOfSeries, type SeriesAnswers } from '../../../../src/exposition/published/ask-series.ts'
import { blocksOf } from '../../../../src/exposition/published/blocks.ts'
import { exposedSeries } from '../../../../src/exposition/series-state.ts'
import { indicator, series } from '../../../support/exposition/exposition.ts'

const TOYS = indicator('toys')
const declared = { name: 'slowburn_toys', topic: 'series', help: 'Toys.' } as const

function asked(more: Pick<SeriesGauge, 'value' | 'about'>): SeriesAnswers {
  const all = [1, 2, 3].map(id => exposedSeries(series('toys', { id, labels: { n: String(id) } }), TOYS, 0))
  const [block] = atOnce(blocksOf(all, [])).filled
  assert.ok(block !== undefined)
  return askOfSeries(seriesGauge({ ...declared, ...more }), block, 'http://page')
}

describe('what a metric says of series', () => {
  test('is a number of each that has one', () => {
    const { values, fault } = asked({ value: ({ id }) => [null, 7, undefined][id - 1] })
    assert.deepEqual([...(values?.values ?? [])], [Number.NaN, 7, Number.NaN])
    assert.deepEqual([values?.about, values?.indicator, fault], [null, 'toys', null])
    assert.equal(asked({ value: () => null }).values, null)
  })

  test('has what it adds to the labels where there is a number, cleaned and escaped', () => {
    const about: SeriesGauge['about'] = ({ id }, pages) =>
      [{ page: `${pages}/1`, state: 'a "b"' }, {}, { state: '' }][id - 1] ?? {}
    assert.deepEqual(asked({ value: () => 1, about }).values?.about, [
      'page="http://page/1",state="a \\"b\\"",',
      '',
      '',
    ])
    assert.deepEqual(asked({ value: ({ id }) => (id === 2 ? 1 : null), about }).values?.about, ['', '', ''])
  })

  test('leaves out what is no finite number, and says what it was', () => {
    const { values, fault } = asked({ value: ({ id }) => [1, Number.NaN, '3' as never][id - 1] })
    assert.deepEqual([...(values?.values ?? [])], [1, Number.NaN, Number.NaN])
    assert.equal(fault, 'a sample is NaN, not a finite number; it is left out')
  })
})
