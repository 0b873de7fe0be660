import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { HOUR } from '../../../../src/core/duration.ts'
import {
  bareSubject,
  changeSubject,
  describedAs,
  fitted,
  receivedSubject,
  reportedAs,
  severityWord,
  stateAndSize,
} from '../../../../src/delivery/email/subject.ts'
import { episodeOf, LEVEL, NOW, SLOPE } from '../../../support/alerts/alert-samples.ts'

const TITLE = 'Task run time p50 of build'
const firing = (overrides: Parameters<typeof episodeOf>[1] = {}) => ({
  to: 'firing',
  at: NOW,
  episode: episodeOf(SLOPE, overrides),
})

describe('the subject of a change', () => {
  test('says how severe, what, how much, and since when', () => {
    assert.equal(
      changeSubject(firing(), TITLE, 'seconds'),
      'PAGE Task run time p50 of build rising +35 % since 16 Nov',
    )
    assert.equal(
      changeSubject(firing({ severity: 'watch' }), TITLE, 'seconds'),
      'WATCH Task run time p50 of build rising +35 % since 16 Nov',
    )
  })

  test('leaves out since when before it shortens the name', () => {
    assert.equal(
      changeSubject(firing(), 'Claimed verified gap of review, atlas-5', 'seconds'),
      'PAGE Claimed verified gap of review, atlas-5 rising +35 %',
    )
  })

  test('has no size where there is none', () => {
    const silent = { to: 'firing', at: NOW, episode: episodeOf({ ...LEVEL, kind: 'missing' }) }
    assert.equal(
      changeSubject(silent, TITLE, 'seconds'),
      'PAGE Task run time p50 of build silent since 16 Nov',
    )
    assert.equal(stateAndSize(LEVEL, null), 'stepped up')
  })

  test('stays as it was first reported, and can say so', () => {
    const onset = { value: NOW - HOUR, lower: NOW - 2 * HOUR, upper: NOW }
    const episode = { ...firing().episode, change: { ...LEVEL, onset } }
    assert.equal(
      changeSubject({ to: 'firing', at: NOW, episode }, TITLE, 'seconds'),
      changeSubject(firing(), TITLE, 'seconds'),
    )
    assert.equal(reportedAs(episode, 'seconds'), 'rising +35 % since 16 Nov')
    assert.equal(describedAs(episode, 'seconds'), 'stepped up +35 % since 20 Nov')
  })

  test('of an episode that an older version has kept is made from the change as it is', () => {
    const { kind, direction, good } = SLOPE
    const episode = episodeOf(SLOPE, { firedAs: { kind, direction, good } })
    assert.equal(reportedAs(episode, 'seconds'), 'rising +35 % since 16 Nov')
  })
})

test('a subject fits a phone, whatever the names', () => {
  const words = fc.string({ unit: 'grapheme', maxLength: 120 })
  fc.assert(
    fc.property(words, fc.array(fc.string({ maxLength: 30 }), { maxLength: 3 }), (title, tails) => {
      assert.ok([...`Re: ${fitted('RESOLVED', title, [...tails, ''])}`].length <= 70)
    }),
  )
})

test('a received alert is resolved by name, and bare facts still say whether it fires', () => {
  const run = firing().episode
  const episode = {
    ...run,
    origin: 'received' as const,
    labels: {},
    annotations: {},
    generatorUrl: null,
    pendingSince: NOW - HOUR,
    firingSince: NOW - HOUR,
  }
  assert.equal(
    receivedSubject({ to: 'firing', at: NOW, episode }, 'DiskFull of db-1'),
    'PAGE DiskFull of db-1 firing since 20 Nov',
  )
  assert.equal(
    receivedSubject({ to: 'resolved', at: NOW, episode }, 'DiskFull of db-1'),
    'RESOLVED DiskFull of db-1 after 60 minutes',
  )
  assert.equal(
    bareSubject({ to: 'firing', at: NOW, episode: run }),
    'PAGE task_run_time_p50{task_type="build"}',
  )
  assert.equal(
    bareSubject({ to: 'resolved', at: NOW, episode: run }),
    'RESOLVED task_run_time_p50{task_type="build"}',
  )
  assert.equal(severityWord({ severity: 'watch' }), 'WATCH')
})
