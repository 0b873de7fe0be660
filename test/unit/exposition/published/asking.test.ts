import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { atOnce } from '../../../../src/core/turns/pause.ts'
import { createAskMetrics } from '../../../../src/exposition/asked/ask-metrics.ts'
import { gauge, reading, seriesGauge } from '../../../../src/exposition/metric.ts'
import { answersOf } from '../../../../src/exposition/published/asking.ts'
import { blocksOf, MOST_SERIES } from '../../../../src/exposition/published/blocks.ts'
import { exposedSeries } from '../../../../src/exposition/series-state.ts'
import { indicator, series, stateOf } from '../../../support/exposition/exposition.ts'
import { loadProof } from '../../../support/watchdog.ts'

const TOYS = indicator('toys')
const declared = { topic: 'series', help: 'Toys.' } as const
const ALL = Array.from({ length: 3 * MOST_SERIES }, (_, i) =>
  exposedSeries(series('toys', { id: i, labels: { n: String(i) } }), TOYS, 0),
)
const { filled } = atOnce(blocksOf(ALL, []))
const state = stateOf({ readings: { slowburn_read: [[5]] } })

describe('metrics that are asked about a snapshot', () => {
  test('answer each in its way: for the state, with what was read, or by block of series', () => {
    const all = [
      gauge({ ...declared, name: 'slowburn_state', samples: () => [[7]] }),
      reading({ ...declared, name: 'slowburn_read', read: () => [], example: [] }),
      seriesGauge({ ...declared, name: 'slowburn_series', value: ({ id }) => id }),
    ]
    const answers = atOnce(answersOf(all, { state, filled }, createAskMetrics(loadProof(5).watchdog)))
    const samplesOf = (name: string) => {
      const answer = answers.get(name)
      assert.ok(answer !== undefined && 'samples' in answer)
      return answer.samples.samples.map(({ value }) => value)
    }
    assert.deepEqual([samplesOf('slowburn_state'), samplesOf('slowburn_read')], [[7], [5]])
    const answer = answers.get('slowburn_series')
    assert.ok(answer !== undefined && 'series' in answer)
    assert.deepEqual(
      answer.series.map(({ values }) => values?.values[0]),
      [0, MOST_SERIES, 2 * MOST_SERIES],
    )
  })

  test('are asked no more of other series once they have failed, and a loop costs the patience once', () => {
    const { watchdog, forever } = loadProof(0.1)
    let times = 0
    const looping = seriesGauge({
      ...declared,
      name: 'slowburn_loop',
      value: () => {
        times += 1
        return forever()
      },
    })
    const throwing = seriesGauge({
      ...declared,
      name: 'slowburn_throw',
      value: ({ id }) => {
        if (id < MOST_SERIES) return 1
        throw new Error(`out of toys at ${id}`)
      },
    })
    const sound = seriesGauge({ ...declared, name: 'slowburn_sound', value: () => 1 })
    const answers = atOnce(
      answersOf([looping, throwing, sound], { state, filled }, createAskMetrics(watchdog)),
    )
    assert.deepEqual(answers.get('slowburn_loop'), { failed: 'it did not return within 0.1 s' })
    assert.deepEqual(answers.get('slowburn_throw'), { failed: `out of toys at ${MOST_SERIES}` })
    assert.equal(times, 1)
    const answer = answers.get('slowburn_sound')
    assert.ok(answer !== undefined && 'series' in answer)
    assert.equal(answer.series.length, 3)
  })
})
