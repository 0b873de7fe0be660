import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { atOnce } from '../../../../src/core/turns/pause.ts'
import { renderGauges } from '../../../../src/exposition/formats/text.ts'
import { labelSetWithin } from '../../../../src/exposition/labels.ts'
import type { MetricFamily } from '../../../../src/exposition/metric.ts'
import { seriesBucket, seriesState } from '../../../../src/exposition/metrics/series.ts'
import { type Column, columnOf, type Values } from '../../../../src/exposition/published/column.ts'

const OWN: MetricFamily = { ...seriesBucket, labels: [] }
/** Of two blocks; a series without labels among them, and one whose labels are not ASCII. */
const TEXTS = [['n="1"', 'n="模型 \\"2\\""', ''], ['n="4"']] as const

function valuesOf(all: ReadonlyArray<readonly number[]>, about: Values['about'] = null): Values[] {
  return all.flatMap((numbers, place) => {
    if (numbers.every(Number.isNaN)) return []
    const texts = TEXTS[place] ?? []
    const of = about === null ? null : texts.map((_, k) => about[k] ?? '')
    return [{ indicator: 'toys', texts, values: Float64Array.from(numbers), about: of }]
  })
}

function columnAfter(before: Column | undefined, values: readonly Values[], family = OWN): Column {
  return atOnce(columnOf(family, values, before))
}

describe('the lines of a metric of series', () => {
  test('are those of all samples, whatever has been there before', () => {
    const number = fc.constantFrom(Number.NaN, 0, -1.5, 1e21, 12)
    const some = (size: number) => fc.array(number, { minLength: size, maxLength: size })
    const rounds = fc.array(fc.tuple(some(3), some(1)), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(rounds, all => {
        let column: Column | undefined
        for (const numbers of all) {
          column = columnAfter(column, valuesOf(numbers))
          const samples = numbers.flatMap((row, block) =>
            row.flatMap((value, place) =>
              Number.isNaN(value) ? [] : [{ value, labels: labelSetWithin(TEXTS[block]?.[place] ?? '') }],
            ),
          )
          const expected = renderGauges([{ family: OWN, samples }])
          assert.equal(column.text.toString(), expected === '' ? '' : `${expected}\n`)
        }
      }),
    )
  })

  test('are the same bytes while no number and no label is another', () => {
    const first = columnAfter(undefined, valuesOf([[1, Number.NaN, 3], [4]]))
    assert.equal(columnAfter(first, valuesOf([[1, Number.NaN, 3], [4]])), first)
    const after = columnAfter(first, valuesOf([[1, Number.NaN, 3], [5]]))
    assert.notEqual(after.text, first.text)
    assert.equal(after.parts[0], first.parts[0])
    const fewer = columnAfter(first, valuesOf([[1, Number.NaN, 3], [Number.NaN]]))
    assert.deepEqual(fewer.text.toString().split('\n').slice(2), [
      'slowburn_series_bucket_seconds{n="1"} 1',
      'slowburn_series_bucket_seconds 3',
      '',
      '',
    ])
  })

  test('name the indicator, and what a metric adds before the labels of the series', () => {
    const about = ['state="fresh",', '', 'state="stale",']
    const first = columnAfter(undefined, valuesOf([[1, 1, 1], [1]], about), seriesState)
    assert.deepEqual(first.text.toString().split('\n').slice(2), [
      'slowburn_series_state{indicator="toys",state="fresh",n="1"} 1',
      'slowburn_series_state{indicator="toys",n="模型 \\"2\\""} 1',
      'slowburn_series_state{indicator="toys",state="stale"} 1',
      'slowburn_series_state{indicator="toys",state="fresh",n="4"} 1',
      '',
      '',
    ])
    const after = columnAfter(first, valuesOf([[1, 1, 1], [1]], ['state="stale",', '', '']), seriesState)
    assert.match(after.text.toString(), /state="stale",n="1"} 1\n.*\n.*{indicator="toys"} 1\n/)
    assert.equal(columnAfter(first, valuesOf([[1, 1, 1], [1]], [...about]), seriesState), first)
  })
})
