import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ATTRIBUTES, type Given, questionOf } from '../../../../src/assurance/gate/question.ts'
import { MINUTE } from '../../../../src/core/duration.ts'
import { lifecycleKinds } from '../../../../src/lifecycles/registry.ts'

const NOW = Date.UTC(2026, 10, 30)
const TWO = { candidate: 'v2', baseline: 'v1' }

function faultsOf(given: Given): readonly string[] {
  const read = questionOf(given, NOW)
  return 'faults' in read ? read.faults : []
}

describe('the question of a gate', () => {
  test('has an answer to everything that is not said', () => {
    assert.deepEqual(questionOf(TWO, NOW), {
      question: {
        by: 'variant',
        ...TWO,
        only: {},
        source: null,
        from: null,
        to: null,
        split: null,
        minimum: 50,
        margin: 2,
        tolerable: 0.01,
        horizon: null,
      },
    })
  })

  test('compares by any label that is kept of tasks, also under the name that OpenTelemetry has for it', () => {
    assert.deepEqual([...ATTRIBUTES].sort(), Object.keys(lifecycleKinds.task.labels).sort())
    const read = questionOf({ ...TWO, by: 'service.version', task_type: 'build', horizon: '10m' }, NOW)
    assert.ok('question' in read)
    const { by, only, horizon } = read.question
    assert.deepEqual([by, only, horizon], ['variant', { task_type: 'build' }, 10 * MINUTE])
  })

  test('names all that is wrong with it at once', () => {
    assert.deepEqual(faultsOf({ by: 'modle', baseline: 'v1', split: '2', minimun: '5' }), [
      'minimun is no option of a gate. Did you mean minimum? Known: by, candidate, baseline, source, from, to, split, minimum, margin, tolerable, horizon, variant, model, task_type, table',
      'by: modle is kept of no task. Did you mean model? Known: variant, model, task_type, table',
      'candidate is missing',
      'split is a share from 0.001 to 0.999, that of the candidate; it is 2',
    ])
  })

  test('is none where both sides are one, or the window is none', () => {
    assert.deepEqual(faultsOf({ candidate: 'v1', baseline: 'v1' }), [
      'candidate and baseline are the same, v1: name two',
    ])
    assert.deepEqual(faultsOf({ ...TWO, from: '2026-11-29T12:00Z', to: '2026-11-29T11:00Z' }), [
      'to is not after from',
    ])
    assert.deepEqual(faultsOf({ ...TWO, from: '2027-01-01T00:00Z', to: 'soon', horizon: '-3m' }), [
      'from is a moment that is past; it is 2027-01-01T00:00Z',
      'to is a moment with its zone, such as 2026-11-29T12:00Z; it is soon',
      'horizon is a duration such as 10m; it is -3m',
    ])
    assert.deepEqual(faultsOf({ ...TWO, by: 'model', model: 'm-1' }), [
      'model is compared: it cannot be fixed as well',
    ])
    assert.deepEqual(faultsOf({ ...TWO, minimum: '1.5', margin: '1', tolerable: 'x' }), [
      'minimum is a whole number from 1 on; it is 1.5',
      'margin is an odds ratio from 1.1 to 100; it is 1',
      'tolerable is a share from 0 to 0.5; it is x',
    ])
  })
})
