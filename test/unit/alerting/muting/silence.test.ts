import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Silence } from '../../../../src/alerting/muting/silence.ts'
import { HOUR, MINUTE } from '../../../../src/core/duration.ts'
import { T0 } from '../../../support/alerting.ts'
import { reasons, standing, World } from '../../../support/deciding.ts'

describe('a silence', () => {
  const silence: Silence = {
    id: 's1',
    matchers: [{ name: 'task_type', op: '=', value: 'build' }],
    startsAt: T0,
    endsAt: T0 + HOUR,
    createdBy: 'ann',
    createdAt: T0,
    comment: '',
  }

  test('keeps an alarm back, which is told at the first look after it', () => {
    const world = new World()
    world.silences = [silence]
    const silent = world.look(T0, standing())
    assert.deepEqual(reasons(silent), [])
    assert.deepEqual(
      silent.muted.map(one => [one.reason, one.by]),
      [['silenced', 's1']],
    )
    assert.deepEqual(reasons(world.look(T0 + HOUR, standing())), ['new'])
  })

  test('of an alarm that came and went leaves nothing to tell', () => {
    const world = new World()
    world.silences = [silence]
    world.look(T0, standing())
    world.look(T0 + MINUTE, [])
    assert.deepEqual(reasons(world.look(T0 + 2 * HOUR, [])), [])
  })

  test('does not keep back the end of what was told', () => {
    const world = new World()
    world.look(T0, standing())
    world.silences = [silence]
    assert.deepEqual(reasons(world.look(T0 + MINUTE, [])), ['resolved'])
  })
})
