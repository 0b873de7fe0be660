import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { inhibitor } from '../../../../src/alerting/muting/inhibit.ts'
import { HOUR } from '../../../../src/core/duration.ts'
import { recordOf, ruleOf, seriesOf, T0 } from '../../../support/alerts/alerting.ts'
import { reasons, standing, World } from '../../../support/alerts/deciding.ts'

describe('a graver alarm', () => {
  test('keeps a lesser one of the same kind quiet, until it is over', () => {
    const world = new World([
      ruleOf({ name: 'down', for: 0, keepFiringFor: 0, indicators: ['observation_*'] }),
      ruleOf({ name: 'slow', for: 0, indicators: ['task_*'] }),
    ])
    world.policy.inhibitions = [
      {
        source: [{ name: 'rule', op: '=', value: 'down' }],
        target: [{ name: 'rule', op: '=', value: 'slow' }],
        equal: ['task_type'],
      },
    ]
    const down = { record: recordOf(T0, { seriesId: 2 }), series: seriesOf(2, 'observation_rate') }
    const both = world.look(T0, [...standing(), down])
    assert.deepEqual(
      both.singles.map(({ episode }) => episode.rule),
      ['down'],
    )
    assert.deepEqual(
      both.muted.map(({ reason, by }) => [reason, by === both.singles[0]?.episode.id]),
      [['inhibited', true]],
    )
    assert.deepEqual(reasons(world.look(T0 + HOUR, standing())).sort(), ['new', 'resolved'])
  })

  test('of another kind does not', () => {
    const rules = [
      { source: [], target: [{ name: 'rule', op: '=' as const, value: 'slow' }], equal: ['task_type'] },
    ]
    const slow = { id: 'a', labels: { rule: 'slow', task_type: 'build' } }
    const others = [{ id: 'b', labels: { rule: 'down', task_type: 'review' } }]
    assert.equal(inhibitor(rules, others)(slow), null)
    assert.equal(inhibitor(rules, [slow, { ...slow, id: 'c' }])(slow), null)
  })

  test('that is a target as well keeps quiet what is a target alone, and nothing like itself', () => {
    const rules = [
      {
        source: [{ name: 'severity', op: '=' as const, value: 'page' }],
        target: [{ name: 'rule', op: '=~' as const, value: '.+' }],
        equal: [],
      },
    ]
    const page = { id: 'p', labels: { rule: 'down', severity: 'page' } }
    const watch = { id: 'w', labels: { rule: 'slow', severity: 'watch' } }
    const by = inhibitor(rules, [page, watch])
    assert.deepEqual([by(watch)?.id, by(page)], ['p', null])
  })
})
