import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR, WEEK } from '../../../../../src/core/duration.ts'
import { taskFailureRate } from '../../../../../src/indicators/work/task-failure-rate.ts'
import { divide } from '../../../../../src/pipeline/alerts/carriers/divide.ts'
import { FAILURES_OF_BUILD, tallyOf } from '../../../../support/facts/divided-work.ts'
import { whole } from '../../../../support/turns/whole.ts'

const HOURS = 20
const IS = { from: 8 * WEEK, to: 8 * WEEK + HOURS * HOUR }
const WERE = [1, 2, 3, 4].map(k => ({ from: IS.from - k * WEEK, to: IS.to - k * WEEK }))
/** Of 50 tasks of a model in an hour so many have failed. */
type Failed = (model: string, since: boolean, hour: number) => number

function carried(models: readonly string[], failed: Failed, width = HOUR, type = 'build') {
  const division = divide(taskFailureRate, FAILURES_OF_BUILD, WERE, IS)
  for (const span of [...WERE, IS]) {
    for (let hour = 0; hour < HOURS; hour++) {
      const from = span.from + hour * HOUR
      division.take({
        from,
        to: from + width,
        cells: models.map(model => ({
          labels: { model, task_type: type },
          tally: tallyOf(50, failed(model, span === IS, hour)),
        })),
      })
    }
  }
  return whole(division.end())
}

const worse =
  (name: string): Failed =>
  (model, since, hour) =>
    (since && model === name ? 20 : 3) + (hour % 3)

describe('a division', () => {
  test('names the value of another label that carries the change', () => {
    const found = carried(['a', 'b', 'c'], worse('b'))
    assert.deepEqual([found?.label, found?.by, found?.carriers[0]?.part], ['model', 'parts', 'b'])
    assert.equal(found?.others, 2)
  })

  test('looks at many values as a few large ones and the rest', () => {
    const models = Array.from({ length: 30 }, (_, i) => `m${i}`)
    const found = carried(models, (model, since, hour) => (since && model === 'm1' ? 45 : 3) + (hour % 3))
    assert.deepEqual([found?.carriers[0]?.part, found?.others], ['m1', 29])
    assert.equal(carried(models, worse('m29')), null, 'what is looked at together is not named')
  })

  test('is none of a label with a single value, nor of one with more than 500', () => {
    assert.equal(carried(['a'], worse('a')), null)
    assert.equal(
      carried(
        Array.from({ length: 501 }, (_, i) => `m${i}`),
        worse('m3'),
      ),
      null,
    )
  })

  test('passes over the work of others, and cells that reach beyond the hours that are compared', () => {
    assert.equal(carried(['a', 'b', 'c'], worse('b'), HOUR, 'review'), null)
    assert.equal(carried(['a', 'b', 'c'], worse('b'), WEEK), null)
  })
})
