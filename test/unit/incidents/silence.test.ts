import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR } from '../../../src/core/duration.ts'
import { isSameSilence, isSilence } from '../../../src/incidents/silence.ts'

const silent = (flow: string, at: number, bucket = HOUR) => ({
  sighting: { onset: { value: at, lower: at, upper: at } },
  series: { flow, bucket },
})

describe('a silence', () => {
  test('is a series without values, and nothing else', () => {
    assert.ok(isSilence({ kind: 'missing' }))
    assert.ok(!isSilence({ kind: 'stuck' }))
    assert.ok(!isSilence({ kind: 'level' }))
  })

  test('is one where facts of one flow stop together, by the wider of the buckets', () => {
    assert.ok(isSameSilence(silent('task', 0), silent('task', 3 * HOUR)))
    assert.ok(!isSameSilence(silent('task', 0), silent('task', 4 * HOUR)))
    assert.ok(isSameSilence(silent('task', 0), silent('task', 2 * DAY, DAY)))
  })

  test('of another flow is another', () => {
    assert.ok(!isSameSilence(silent('task', 0), silent('claim', 0)))
  })
})
