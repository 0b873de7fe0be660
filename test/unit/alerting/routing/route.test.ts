import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { routesFor } from '../../../../src/alerting/routing/route.ts'
import { HOUR, MINUTE } from '../../../../src/core/duration.ts'
import type { Labels } from '../../../../src/core/series-key.ts'
import { policyOf, routeOf, T0 } from '../../../support/alerts/alerting.ts'
import { matching, notified, standing, World, who } from '../../../support/alerts/deciding.ts'

describe('a routing tree', () => {
  const tree = routeOf({
    steps: [{ to: ['everyone'], after: 0 }],
    routes: [
      matching('task_type="build"', { to: ['builders'], continue: true }),
      matching('severity="page"', {
        to: ['pager'],
        routes: [matching('task_type=~"b.*"', { to: ['build lead'] })],
      }),
      matching('severity="page"', { to: ['nobody'] }),
    ],
  })

  test('leads down as far as matchers let it, and on where a route says continue', () => {
    const names = (labels: Labels): string[] => routesFor(tree, labels).map(({ name }) => name)
    assert.deepEqual(names({ task_type: 'build', severity: 'page' }), [
      'task_type="build"',
      'task_type=~"b.*"',
    ])
    assert.deepEqual(names({ task_type: 'test', severity: 'page' }), ['severity="page"'])
    assert.deepEqual(names({ task_type: 'test', severity: 'watch' }), ['everything'])
  })

  test('tells everybody to whom it leads, each once', () => {
    const world = new World(undefined, { route: tree })
    assert.deepEqual(who(world.look(T0, standing('page'))), ['build lead new', 'builders new'])
  })

  test('tells a page to whom it leads then, and the end to all who were told', () => {
    const world = new World(undefined, { route: tree })
    assert.deepEqual(who(world.look(T0, standing('watch'))), ['builders new'])
    const page = world.look(T0 + MINUTE, standing('page'))
    assert.deepEqual(who(page), ['build lead handover', 'builders escalated'])
    assert.deepEqual(
      notified(page).map(one => one.notified.first),
      [1, 2],
      'each has a conversation that begins with the first message to them',
    )
    assert.deepEqual(who(world.look(T0 + HOUR, [])), ['build lead resolved', 'builders resolved'])
  })

  test('leaves the mail of a route to the Alertmanager that owns it', () => {
    const world = new World(undefined, { route: routeOf({ mail: 'alertmanager' }) })
    assert.deepEqual(who(world.look(T0, standing())), [])
  })

  test('that was changed meanwhile loses no end', () => {
    const world = new World()
    world.look(T0, standing())
    world.policy = policyOf({ route: routeOf({ steps: [{ to: ['ann'], after: 0 }] }) })
    assert.deepEqual(who(world.look(T0 + MINUTE, [])), ['on-call resolved'])
  })
})
