import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Episode, Handling, Notified, ReceivedEpisode } from '../../../src/alerting/episode.ts'
import { receive } from '../../../src/alerting/received.ts'
import { revised, revisionOf } from '../../../src/alerting/revision.ts'
import { HOUR, MINUTE } from '../../../src/core/duration.ts'
import { episodeOf, LEVEL } from '../../support/alerts/alert-samples.ts'
import { T0 } from '../../support/alerts/alerting.ts'

const own = episodeOf(LEVEL, { id: 'e', state: 'firing', firingSince: T0, sequence: 0 })
const told: Notified = { state: 'firing', at: T0, severity: 'page', reminders: 0, first: 1, last: 1 }
const notified = <T extends Episode>(episode: T): T => ({ ...episode, sequence: 1, notified: { ann: told } })
const handling = (by: string): Handling => ({
  state: 'acknowledged',
  by,
  at: T0 + MINUTE,
  until: null,
  note: '',
  severity: 'page',
  sigma: 2,
})

function received(): ReceivedEpisode {
  const alert = {
    status: 'firing' as const,
    labels: { alertname: 'DiskFull' },
    annotations: {},
    startsAt: T0,
    generatorUrl: null,
  }
  const episode = receive(alert, null, { now: T0, listened: HOUR })?.episode
  assert.ok(episode?.origin === 'received')
  return episode
}

/** As it is kept between being drafted and being carried out. */
function kept(before: Episode | null, after: Episode) {
  return JSON.parse(JSON.stringify(revisionOf(before, after))) as ReturnType<typeof revisionOf>
}

describe('what an evaluation changes about an episode', () => {
  test('is what it decided where nobody else changed anything', () => {
    const { handling: _, ...released } = { ...own, handling: handling('ann') }
    for (const [before, after] of [
      [null, own],
      [own, notified(own)],
      [own, { ...own, state: 'resolved', resolvedAt: T0 + HOUR } as const],
      [{ ...own, handling: handling('ann') }, released],
    ] as const) {
      assert.deepEqual(revised(before, kept(before, after)), after)
      assert.deepEqual(revised(revised(before, kept(before, after)), kept(before, after)), after, 'twice')
    }
  })

  test('says nothing of what it left alone', () => {
    assert.deepEqual(Object.keys(kept(own, notified(own)).set), ['sequence', 'notified'])
  })

  test('leaves alone who has taken it on meanwhile, and notes that others were notified', () => {
    const acknowledged = { ...own, handling: handling('ann') }
    assert.deepEqual(revised(acknowledged, kept(own, notified(own))), notified(acknowledged))
    const woken = { ...own, woken: { reason: 'snooze over' as const, sequence: 0 } }
    assert.deepEqual(revised(acknowledged, kept({ ...own, handling: handling('bob') }, woken)), acknowledged)
  })

  test('does not undo that its level was accepted meanwhile', () => {
    const accepted = { ...own, accepted: { by: 'ann', at: T0, note: '' } }
    assert.deepEqual(revised(accepted, kept(own, notified(own))), notified(accepted))
  })

  test('does not make a received alert fire again that has ended meanwhile, nor end one that was heard of', () => {
    const firing = received()
    const ended: ReceivedEpisode = {
      ...firing,
      state: 'resolved',
      resolvedAt: T0 + MINUTE,
      heardAt: HOUR + 1,
    }
    assert.deepEqual(revised(ended, kept(firing, notified(firing))), notified(ended))
    const lapsed: ReceivedEpisode = { ...firing, state: 'resolved', resolvedAt: T0 + HOUR }
    const heard: ReceivedEpisode = { ...firing, lastActiveAt: T0 + MINUTE, heardAt: HOUR + 1 }
    assert.deepEqual(revised(heard, kept(firing, lapsed)), heard)
  })
})
