import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import type { ChangeEpisode } from '../../../../src/alerting/episode.ts'
import { type ActDeps, actsIn } from '../../../../src/assurance/replay/acts.ts'
import { manualClock } from '../../../../src/core/clock.ts'
import { DAY, HOUR, MINUTE } from '../../../../src/core/duration.ts'
import { silentLogger } from '../../../../src/core/logger.ts'
import { describeChange } from '../../../../src/detection/describe/describe.ts'
import { createMonitor } from '../../../../src/detection/monitor.ts'
import { createLive } from '../../../../src/pipeline/status.ts'
import { changeOf, recordOf, seriesOf, T0 } from '../../../support/alerts/alerting.ts'
import { temporaryFolder } from '../../../support/folder.ts'
import { emptyStore } from '../../../support/replay/recorded-store.ts'

const ID = 'e'.repeat(20)

const FIRING: ChangeEpisode = {
  origin: 'change',
  id: ID,
  rule: 'slower',
  series: 'a',
  seriesId: 1,
  state: 'firing',
  sequence: 1,
  severity: 'page',
  pendingSince: T0,
  firingSince: T0,
  lastActiveAt: T0,
  resolvedAt: null,
  change: changeOf(),
}

function setUp(t: TestContext) {
  const recorded = emptyStore(t, temporaryFolder(t))
  const store = emptyStore(t, temporaryFolder(t))
  const clock = manualClock(T0)
  const deps: ActDeps = {
    store,
    clock,
    log: silentLogger,
    monitor: createMonitor({ describe: describeChange }),
    live: createLive(),
  }
  const did = (action: string, at: number, detail = '', episodeId: string | null = ID): void =>
    recorded.history.add({ at, actor: 'ann', action, episodeId, detail })
  /** Does them all again, each at its moment; says which there was something to do for. */
  const again = (): Array<[string, boolean]> =>
    actsIn(recorded).map(act => {
      clock.set(act.at)
      return [act.what, act.again(deps)]
    })
  return { recorded, store, did, again }
}

describe('what people did', () => {
  test('is done again at its moment, in their name and with their words', t => {
    const { store, did, again } = setUp(t)
    did('acknowledged', T0 + HOUR, 'rolling back')
    did('firing', T0 + HOUR, 'of no person')
    store.episodes.save(FIRING)
    assert.deepEqual(again(), [['acknowledged', true]])
    const { handling } = store.episodes.get(ID) ?? {}
    assert.partialDeepStrictEqual(handling, {
      state: 'acknowledged',
      by: 'ann',
      at: T0 + HOUR,
      note: 'rolling back',
    })
  })

  test('has nothing to be done to where another configuration raised no such alert', t => {
    const { did, again } = setUp(t)
    did('acknowledged', T0 + HOUR)
    did('released', T0 + 2 * HOUR)
    did('snoozed', T0 + 3 * HOUR, 'until Tue 17 Nov 04:00 UTC')
    assert.deepEqual(again(), [
      ['acknowledged', false],
      ['released', false],
      ['snoozed', false],
    ])
  })

  test('a snooze ends when the alert says so, to the millisecond; else when the history says so, to the minute', t => {
    const { recorded, store, did, again } = setUp(t)
    const until = T0 + DAY + 30 * MINUTE
    did('snoozed', T0 + HOUR, 'until Tue 17 Nov 00:30 UTC: later: today')
    store.episodes.save(FIRING)
    assert.deepEqual(again(), [['snoozed', true]])
    assert.partialDeepStrictEqual(store.episodes.get(ID)?.handling, { until, note: 'later: today' })
    const exact = {
      state: 'snoozed' as const,
      by: 'ann',
      at: T0 + HOUR,
      until: until + 77,
      note: '',
      severity: 'page' as const,
      sigma: 1,
    }
    recorded.episodes.save({ ...FIRING, handling: exact })
    store.episodes.save(FIRING)
    again()
    assert.equal(store.episodes.get(ID)?.handling?.until, until + 77)
  })

  test('an accepted level is accepted again, and taken back again', t => {
    const { recorded, again } = setUp(t)
    const { key, indicator, labels, bucket } = seriesOf()
    const series = recorded.series.ensure(key, indicator, labels, bucket)
    const standing = recordOf(T0)
    const state = createMonitor({ describe: describeChange }).start({
      bucket,
      family: 'positive',
      goodDirection: 'down',
      limit: null,
    })
    recorded.acceptances.add({
      seriesId: series.id,
      at: T0 + HOUR,
      by: 'ann',
      note: '',
      episodes: [],
      before: { state, observedUpTo: T0, standing: { ...standing, seriesId: series.id } },
    })
    recorded.acceptances.undo(1, { at: T0 + 2 * HOUR, by: 'bob' })
    assert.deepEqual(again(), [
      ['accepted', false],
      ['unaccepted', false],
    ])
  })

  test('a silence mutes from when it was made, reports that were left are left, and ties bind where there are both changes', t => {
    const { recorded, store, did, again } = setUp(t)
    const silence = {
      id: 'abcdef123456',
      matchers: [],
      startsAt: T0 + HOUR,
      endsAt: T0 + 3 * HOUR,
      createdBy: 'ann',
      comment: 'deploy',
      createdAt: T0 + 30 * MINUTE,
    }
    recorded.silences.save(silence)
    did('left', T0 + HOUR, 'weekly: ann@example.org', null)
    recorded.incidents.tie({ kind: 'link', a: 'x', b: 'y', by: 'ann', at: T0 + 2 * HOUR, note: '' })
    assert.deepEqual(again(), [
      ['silenced', true],
      ['left', true],
      ['merged', false],
    ])
    assert.deepEqual(store.silences.current(T0 + HOUR), [silence])
    assert.deepEqual(store.reports.left('weekly'), ['ann@example.org'])
    did('rejoined', T0 + 3 * HOUR, 'weekly: ann@example.org', null)
    again()
    assert.deepEqual(store.reports.left('weekly'), [])
  })
})
