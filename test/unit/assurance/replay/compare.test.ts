import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compare } from '../../../../src/assurance/replay/compare.ts'
import { DAY, HOUR } from '../../../../src/core/duration.ts'
import { FROM, incidentOf, messageOf } from '../../../support/replay/replayed.ts'

test('incidents that share a series and a time are one, with how much later the other notified', () => {
  const one = incidentOf({ id: 'one', notifiedAt: FROM + 10 * DAY })
  const other = incidentOf({ id: 'other', notifiedAt: FROM + 16 * DAY, series: [...one.series, 'more'] })
  const found = compare(
    { incidents: [one], messages: [messageOf(), messageOf()] },
    { incidents: [other], messages: [] },
  )
  assert.deepEqual(found, {
    pairs: [{ one, other, later: 6 * DAY }],
    onlyOne: [],
    onlyOther: [],
    messages: -2,
  })
})

test('of several counterparts the nearest is taken, and each once', () => {
  const near = incidentOf({ id: 'near', openedAt: FROM + 9 * DAY + HOUR })
  const far = incidentOf({ id: 'far', openedAt: FROM + 10 * DAY })
  const one = incidentOf({ id: 'one' })
  const found = compare({ incidents: [one], messages: [] }, { incidents: [far, near], messages: [] })
  assert.deepEqual([found.pairs[0]?.other, found.onlyOther], [near, [far]])
})

test('what has another series, or another time, is of one of them alone; where nobody was notified nothing is later', () => {
  const one = incidentOf({ notifiedAt: null })
  const elsewhere = incidentOf({ series: ['other'] })
  const later = incidentOf({ openedAt: FROM + 20 * DAY })
  const found = compare({ incidents: [one], messages: [] }, { incidents: [elsewhere, later], messages: [] })
  assert.deepEqual([found.pairs, found.onlyOne, found.onlyOther], [[], [one], [elsewhere, later]])
  const same = compare({ incidents: [one], messages: [] }, { incidents: [incidentOf()], messages: [] })
  assert.equal(same.pairs[0]?.later, null)
})

test('one that still stood at the end has no end', () => {
  const one = incidentOf({ closedAt: null })
  const other = incidentOf({ openedAt: FROM + 20 * DAY, closedAt: null })
  assert.equal(
    compare({ incidents: [one], messages: [] }, { incidents: [other], messages: [] }).pairs.length,
    1,
  )
})
