import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR } from '../../../../src/core/duration.ts'
import { atOnce } from '../../../../src/core/turns/pause.ts'
import { GaugeBuilder } from '../../../../src/exposition/family.ts'
import { labelSet } from '../../../../src/exposition/labels.ts'
import { seriesInfo } from '../../../../src/exposition/metrics/series.ts'
import { sourceUp } from '../../../../src/exposition/metrics/sources.ts'
import { columnOf } from '../../../../src/exposition/published/column.ts'
import {
  publishedColumn,
  publishedSamples,
  readingLabels,
} from '../../../../src/exposition/published/family.ts'

describe('a family that is published', () => {
  test('has its samples as data as they were before they were written', () => {
    const about = [`${'series="say \\"x\\"\\nor \\\\",page="http://page/1"'},`, '']
    const texts = ['n="1",of="{a=\\"b\\"}"', '']
    const values = Float64Array.from([HOUR, 2])
    const column = atOnce(columnOf(seriesInfo, [{ indicator: 'toys', texts, values, about }], undefined))
    const { type, name, ...data } = publishedColumn(seriesInfo, column).data(readingLabels())
    assert.deepEqual([type, name], ['gauge', 'slowburn_series_info'])
    assert.deepEqual('samples' in data ? data.samples : null, [
      {
        value: HOUR,
        labels: labelSet({
          indicator: 'toys',
          series: 'say "x"\nor \\',
          page: 'http://page/1',
          n: '1',
          of: '{a="b"}',
        }),
      },
      { value: 2, labels: labelSet({ indicator: 'toys' }) },
    ])
  })

  test('has no text where it has no sample', () => {
    assert.equal(publishedSamples(new GaugeBuilder(sourceUp)).text.length, 0)
    assert.equal(publishedColumn(seriesInfo, atOnce(columnOf(seriesInfo, [], undefined))).text.length, 0)
  })
})
