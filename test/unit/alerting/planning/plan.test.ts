import assert from 'node:assert/strict'
import { test } from 'node:test'
import { afterNotifying, type PlanInput, plan } from '../../../../src/alerting/planning/plan.ts'
import { atOnce } from '../../../../src/core/turns/pause.ts'
import { episodeOf, LEVEL } from '../../../support/alerts/alert-samples.ts'
import { policyOf, routeOf, T0 } from '../../../support/alerts/alerting.ts'

const firing = episodeOf(LEVEL, { id: 'e1', state: 'firing', firingSince: T0, sequence: 0 })

function inputOf(overrides: Partial<PlanInput> = {}): PlanInput {
  return {
    episodes: [firing],
    policy: policyOf({ route: routeOf({ steps: [{ to: ['ann', 'bob'], after: 0 }] }) }),
    silences: [],
    labelsOf: () => ({ rule: 'slower' }),
    firingsOf: () => [],
    unreachableOf: () => new Set(),
    now: T0,
    ...overrides,
  }
}

test('each contact of a route is notified once, and what was sent stands on the episode', () => {
  const { notifications } = atOnce(plan(inputOf()))
  assert.deepEqual(
    notifications.map(({ contact, reason, route }) => [contact, reason, route]),
    [
      ['ann', 'new', 'everything'],
      ['bob', 'new', 'everything'],
    ],
  )
  const after = afterNotifying(firing, notifications)
  assert.equal(after.sequence, 1)
  assert.deepEqual(atOnce(plan(inputOf({ episodes: [after] }))).notifications, [])
})

test('whoever is muted is named with the reason and with what mutes', () => {
  const silence = {
    id: 's1',
    matchers: [{ name: 'rule', op: '=' as const, value: 'slower' }],
    startsAt: T0,
    endsAt: T0 + 1,
    createdBy: 'eve',
    createdAt: T0,
    comment: '',
  }
  const { notifications, muted } = atOnce(plan(inputOf({ silences: [silence] })))
  assert.deepEqual(notifications, [])
  assert.deepEqual(
    muted.map(({ contact, reason, by }) => [contact, reason, by]),
    [
      ['ann', 'silenced', 's1'],
      ['bob', 'silenced', 's1'],
    ],
  )
})

test('an episode of which nothing was sent stays as it is', () => {
  assert.equal(afterNotifying(firing, []), firing)
})
