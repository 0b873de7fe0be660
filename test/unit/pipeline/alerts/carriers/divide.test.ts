import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR, WEEK } from '../../../../../src/core/duration.ts'
import { atOnce } from '../../../../../src/core/turns/pause.ts'
import { taskFailureRate } from '../../../../../src/indicators/work/task-failure-rate.ts'
import { divide } from '../../../../../src/pipeline/alerts/carriers/divide.ts'
import { FAILURES_OF_BUILD, tallyOf } from '../../../../support/facts/divided-work.ts'

const HOURS = 20
const IS = { from: 8 * WEEK, to: 8 * WEEK + HOURS * HOUR }
const WERE = [1, 2, 3, 4].map(k => ({ from: IS.from - k * WEEK, to: IS.to - k * WEEK }))
/** Of 50 tasks of a model in an hour so many have failed. */
type Failed = (model: string, since: boolean, hour: number) => number

/** So many tasks of a model in an hour. */
type Ended = (model: string, since: boolean) => number

interface Divided {
  failed: Failed
  ended?: Ended
  width?: number
  type?: string
  isEarly?: boolean
}

function foundOf(models: readonly string[], { failed, ended = () => 50, ...rest }: Divided) {
  const { width = HOUR, type = 'build', isEarly = false } = rest
  const division = divide(taskFailureRate, FAILURES_OF_BUILD, { were: WERE, is: IS, isEarly })
  for (const span of [...WERE, IS]) {
    for (let hour = 0; hour < HOURS; hour++) {
      const from = span.from + hour * HOUR
      division.take({
        from,
        to: from + width,
        cells: models.map(model => ({
          labels: { model, task_type: type },
          tally: tallyOf(ended(model, span === IS), failed(model, span === IS, hour)),
        })),
      })
    }
  }
  return atOnce(division.end())
}

function carried(models: readonly string[], failed: Failed, width = HOUR, type = 'build') {
  return foundOf(models, { failed, width, type }).carried
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

  describe('is a move of work', () => {
    const moved: Ended = (model, since) => ((model === 'bad') === since ? 80 : 20)
    const asEver = (rate: (model: string, since: boolean) => number): Divided => ({
      ended: moved,
      failed: (model, since, hour) => Math.round(moved(model, since) * rate(model, since)) + (hour % 2),
    })
    const models = ['good', 'bad']

    test('where it went to what was always worse, with intervals and before there are any', () => {
      const usual = asEver(model => (model === 'bad' ? 0.5 : 0.1))
      assert.equal(foundOf(models, usual).isMoveOfWork, true)
      assert.equal(foundOf(models, usual).carried?.by, 'mix')
      assert.deepEqual(foundOf(models, { ...usual, isEarly: true }), { carried: null, isMoveOfWork: true })
    })

    test('and none where a part got worse as well, nor where it alone did', () => {
      const both = asEver((model, since) => (model === 'bad' ? (since ? 0.9 : 0.4) : 0.1))
      assert.equal(foundOf(models, both).isMoveOfWork, false)
      const one: Divided = { failed: (model, since) => (since && model === 'bad' ? 40 : 5) }
      assert.equal(foundOf(models, one).isMoveOfWork, false)
      assert.equal(foundOf(models, { ...one, isEarly: true }).isMoveOfWork, false)
    })

    test('and none where it went to a part of which nothing is known before', () => {
      const fresh: Divided = {
        ended: (model, since) => (model === 'bad' ? (since ? 80 : 0) : 20),
        failed: (model, since) => (model === 'bad' && since ? 40 : model === 'bad' ? 0 : 2),
      }
      assert.equal(foundOf(models, fresh).isMoveOfWork, false)
    })
  })
})
