import assert from 'node:assert/strict'
import { test } from 'node:test'
import { routeOf } from '../../../../../src/app/import/alertmanager/routes.ts'
import { type Loss, readSections } from '../../../../../src/app/import/alertmanager/section.ts'

const INPUT = {
  contacts: new Map<string, string[] | null>([
    ['all', ['all']],
    ['nobody', []],
    ['two', ['x', 'y']],
    ['lost', null],
  ]),
  intervals: new Map([
    ['nights', { names: ['nights', 'nights-2'], whole: true }],
    ['lacking', { names: ['lacking'], whole: false }],
  ]),
  always: () => 'always',
}
const of = (text: string, losses: Loss[] = []) => routeOf(readSections(text, losses), INPUT)

test('the defaults of an Alertmanager are written out', () => {
  assert.deepEqual(of('receiver: all\n'), { group_by: [], group_wait: '30s', repeat: '4h', to: ['all'] })
  assert.equal(of("receiver: all\ngroup_by: ['...']\n").group_by, null)
})

test('intervals are not inherited, and a receiver without a way mutes', () => {
  const { routes = [] } = of(`receiver: all
routes:
  - { match: { a: b }, receiver: two, mute_time_intervals: [nights], routes: [{ match: { c: d }, receiver: nobody }, { match: { e: f } }] }
`)
  assert.deepEqual(routes[0]?.to, ['x', 'y'])
  assert.deepEqual(routes[0]?.mute_during, ['nights', 'nights-2'])
  assert.deepEqual(
    routes[0]?.routes?.map(one => one.mute_during),
    [['always'], []],
  )
})

test('a route whose matchers cannot be read is left out, and says so', () => {
  const losses: Loss[] = []
  const { routes } = of("receiver: all\nroutes: [{ matchers: ['x'] }]\n", losses)
  assert.equal(routes, undefined)
  assert.match(losses.map(({ what }) => what).join(), /left out with all below it/)
})

test('whoever cannot be notified is named, and the nearest route above that notifies somebody is in the place', () => {
  const losses: Loss[] = []
  const { routes = [] } = of(
    `receiver: all
routes:
  - { match: { a: b }, receiver: lost }
  - { match: { a: c }, receiver: typo }
  - { match: { a: d }, receiver: nobody, routes: [{ match: { e: f }, receiver: lost }] }
`,
    losses,
  )
  assert.deepEqual(
    routes.map(({ to, mute_during }) => [to, mute_during]),
    [
      [['all'], undefined],
      [['all'], undefined],
      [undefined, ['always']],
    ],
  )
  assert.deepEqual(routes[2]?.routes, [{ match: ['e="f"'], to: ['all'], mute_during: [] }])
  assert.deepEqual(
    losses.map(({ where, unreached }) => [where, unreached]),
    [
      ['routes.0.receiver', true],
      ['routes.1.receiver', true],
      ['routes.2.routes.0.receiver', true],
    ],
  )
})

test('an interval that lacks a stretch keeps nobody from being notified', () => {
  const losses: Loss[] = []
  const { active_during, mute_during } = of(
    'receiver: all\nactive_time_intervals: [nights, lacking]\nmute_time_intervals: [lacking]\n',
    losses,
  )
  assert.deepEqual([active_during, mute_during], [undefined, ['lacking']])
  assert.match(losses[0]?.what ?? '', /notified at any hour: lacking/)
})
