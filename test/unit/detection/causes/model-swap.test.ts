import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type EndedTasks, modelSwap } from '../../../../src/detection/causes/model-swap.ts'

const onset = { value: 100, lower: 95, upper: 105 }

/** One task at each of 200 moments; of those whose model is not known nothing is said. */
function tasks(modelAt: (at: number) => string | null): EndedTasks[] {
  return [...Array(200).keys()].flatMap(at => {
    const model = modelAt(at)
    return model === null ? [] : [{ at, model, tasks: 1 }]
  })
}

describe('a model swap', () => {
  test('inside the interval of the onset is a candidate cause, with its shares', () => {
    assert.deepEqual(
      modelSwap(
        tasks(at => (at < 98 ? 'old' : 'new')),
        onset,
        5,
      ),
      {
        from: 'old',
        to: 'new',
        at: 98,
        before: { tasks: 0, of: 95 },
        since: { tasks: 90, of: 90 },
      },
    )
  })

  test('that came long before or long after the onset is none', () => {
    assert.equal(
      modelSwap(
        tasks(at => (at < 50 ? 'old' : 'new')),
        onset,
        5,
      ),
      null,
    )
    assert.equal(
      modelSwap(
        tasks(at => (at < 150 ? 'old' : 'new')),
        onset,
        5,
      ),
      null,
    )
  })

  test('is not seen in a mixture that stayed as it was, nor where no model is known', () => {
    assert.equal(
      modelSwap(
        tasks(at => (at % 3 === 0 ? 'a' : 'b')),
        onset,
        5,
      ),
      null,
    )
    assert.equal(
      modelSwap(
        tasks(() => null),
        onset,
        5,
      ),
      null,
    )
    assert.equal(modelSwap([], onset, 5), null)
  })

  test('may be partial: a model that takes over half of the work counts', () => {
    const swap = modelSwap(
      tasks(at => (at >= 100 && at % 4 !== 0 ? 'new' : 'old')),
      onset,
      5,
    )
    assert.equal(swap?.to, 'new')
    assert.ok(swap !== null && swap.since.tasks / swap.since.of > 0.7)
  })
})
