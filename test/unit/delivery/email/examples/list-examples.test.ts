import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DAY } from '../../../../../src/core/duration.ts'
import { digestExample, summaryExample } from '../../../../../src/delivery/email/examples/list-examples.ts'

test('the example of a summary has alerts of each severity, each of its own, and one that is over', () => {
  const { alarms, lead } = summaryExample()
  assert.equal(new Set(alarms.map(({ episode }) => episode.id)).size, alarms.length)
  assert.equal(new Set(alarms.map(({ episode }) => episode.severity)).size, 2)
  assert.equal(alarms.filter(({ reason }) => reason === 'resolved').length, 1)
  assert.notEqual(lead, null)
})

test('the example of a report has as many alerts as it is asked for', () => {
  const { standing, resolved, every, from, to } = digestExample(7 * DAY, 3, 2)
  assert.deepEqual([standing.length, resolved.length, every, to - from], [3, 2, 'week', 7 * DAY])
})
