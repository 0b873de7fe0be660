import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Decision } from '../../../../../src/alerting/decide.ts'
import { atOnce } from '../../../../../src/core/turns/pause.ts'
import { historyOf } from '../../../../../src/pipeline/alerts/commit/history.ts'
import { episodeOf, LEVEL } from '../../../../support/alerts/alert-samples.ts'
import { T0 } from '../../../../support/alerts/alerting.ts'

const [one, other] = [episodeOf(LEVEL, { id: 'one' }), episodeOf(LEVEL, { id: 'other' })]
const notification = { episode: one, contact: 'ann', reason: 'new' }
const decision = {
  transitions: [{ to: 'firing', at: T0, episode: one }],
  singles: [notification],
  bundles: [{ contact: 'bob', notifications: [notification, { ...notification, episode: other }] }],
  held: [{ notification: { ...notification, contact: 'eve' }, until: T0 + 60_000 }],
} as unknown as Decision

test('the history of a decision says what began, who was notified, and what is newly held back', () => {
  const coincides = () => '; coincides with release 2.9.1'
  const said = atOnce(historyOf(decision, { coincides }, [], T0)).map(({ episodeId, action, detail }) => [
    episodeId,
    action,
    detail,
  ])
  assert.deepEqual(said.slice(0, 4), [
    ['one', 'firing', `${one.rule}: ${one.series}; coincides with release 2.9.1`],
    ['one', 'notified', 'ann: new'],
    ['one', 'notified', 'bob: new, with 1 others'],
    ['other', 'notified', 'bob: new, with 1 others'],
  ])
  assert.deepEqual(said[4]?.slice(0, 2), ['one', 'held back'])
  const held = { episodeId: 'one', contact: 'eve', reason: 'rate limit' as const, by: null, until: null }
  assert.equal(atOnce(historyOf(decision, { coincides }, [held], T0)).length, 4, 'nothing is said again')
})
