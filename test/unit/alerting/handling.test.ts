import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { acknowledge, hasLevel, release, shownState, snooze } from '../../../src/alerting/handling.ts'
import { DAY, HOUR, MINUTE } from '../../../src/core/duration.ts'
import { KIND_NAMES, KINDS } from '../../../src/detection/kinds/kinds.ts'
import { episodeOf, LEVEL } from '../../support/alerts/alert-samples.ts'
import { changeOf, routeOf, ruleOf, T0 } from '../../support/alerts/alerting.ts'
import { reasons, standing, World } from '../../support/alerts/deciding.ts'

describe('somebody who acknowledges', () => {
  test('gets no reminders, but hears when it becomes severer and when it ends', () => {
    const world = new World([ruleOf({ for: 0, keepFiringFor: 0 })], { route: routeOf({ repeat: HOUR }) })
    world.look(T0, standing('watch'))
    world.touch(episode => acknowledge(episode, { by: 'ann', at: T0 + MINUTE }))
    const [episode] = world.episodes.values()
    assert.equal(episode && shownState(episode), 'acknowledged')
    const later = world.look(T0 + DAY, standing('watch'))
    assert.deepEqual(reasons(later), [])
    assert.deepEqual(
      later.muted.map(({ reason }) => reason),
      ['acknowledged'],
    )
    assert.deepEqual(reasons(world.look(T0 + 2 * DAY, standing('page'))), ['escalated'])
    assert.deepEqual(reasons(world.look(T0 + 3 * DAY, [])), ['resolved'])
  })

  test('cannot acknowledge what does not fire', () => {
    const world = new World([ruleOf({ for: HOUR })])
    world.look(T0, standing())
    const [episode] = world.episodes.values()
    assert.equal(episode && acknowledge(episode, { by: 'ann', at: T0 }), null)
  })
})

function snoozed(): World {
  const world = new World([ruleOf({ for: 0 })], { route: routeOf({ repeat: HOUR }) })
  world.look(T0, standing())
  world.touch(episode => snooze(episode, { by: 'ann', at: T0 }, T0 + DAY))
  return world
}

describe('somebody who snoozes', () => {
  test('is left alone until the snooze is over', () => {
    const world = snoozed()
    assert.deepEqual(reasons(world.look(T0 + DAY - 1, standing())), [])
    assert.deepEqual(reasons(world.look(T0 + DAY, standing())), ['snooze over'])
    const [episode] = world.episodes.values()
    assert.equal(episode && shownState(episode), 'firing')
  })

  test('is woken early if it gets worse by a standard deviation', () => {
    const world = snoozed()
    const worse = changeOf({ effect: { ...changeOf().effect, sigma: 3 } })
    assert.deepEqual(reasons(world.look(T0 + HOUR, standing('watch', worse))), ['worse'])
  })

  test('is not left asleep for a year by a clock that jumps back', () => {
    const world = snoozed()
    assert.deepEqual(reasons(world.look(T0 - 365 * DAY, standing())), ['snooze over'])
  })

  test('can take it back', () => {
    const world = snoozed()
    world.touch(release)
    assert.deepEqual(reasons(world.look(T0 + 2 * HOUR, standing())), ['reminder'])
  })

  test('cannot snooze into the past', () => {
    const [episode] = snoozed().episodes.values()
    assert.equal(episode && snooze(episode, { by: 'ann', at: T0 }, T0), null)
  })
})

test('a level is offered to be accepted of those kinds of change alone of which it can be', () => {
  const offered = KIND_NAMES.filter(kind => hasLevel(episodeOf({ ...LEVEL, kind }, {})))
  assert.deepEqual(
    offered,
    KIND_NAMES.filter(kind => KINDS[kind].unacceptable === null),
  )
  assert.ok(!offered.includes('burst'))
})
