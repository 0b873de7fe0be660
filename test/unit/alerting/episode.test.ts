import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isEndOwed, sizeOfEffect } from '../../../src/alerting/episode.ts'
import { episodeOf, LEVEL } from '../../support/alerts/alert-samples.ts'

const one = { at: 1, severity: 'page' as const, reminders: 0, first: 1, last: 1 }

test('an end is owed to whoever was notified of the beginning alone', () => {
  const firing = { ann: { state: 'firing' as const, ...one } }
  assert.equal(isEndOwed(episodeOf(LEVEL, { state: 'resolved', notified: firing })), true)
  assert.equal(isEndOwed(episodeOf(LEVEL, { state: 'firing', notified: firing })), false)
  assert.equal(isEndOwed(episodeOf(LEVEL, { state: 'resolved' })), false)
  const ended = { ann: { state: 'resolved' as const, ...one } }
  assert.equal(isEndOwed(episodeOf(LEVEL, { state: 'resolved', notified: ended })), false)
})

test('the size of an effect has no sign, and is 0 where it has none', () => {
  const sized = (sigma: number): number =>
    sizeOfEffect(episodeOf({ ...LEVEL, effect: { ...LEVEL.effect, sigma } }, {}))
  assert.equal(sized(-2), 2)
  assert.equal(sized(Number.NaN), 0)
})
