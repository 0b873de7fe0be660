import assert from 'node:assert/strict'
import { test } from 'node:test'
import { routeOf } from '../../../../../src/app/import/alertmanager/routes.ts'
import { type Loss, readSections } from '../../../../../src/app/import/alertmanager/section.ts'

const INPUT = {
  contacts: new Map([
    ['all', ['all']],
    ['nobody', []],
    ['two', ['x', 'y']],
  ]),
  intervals: new Map([['nights', ['nights', 'nights-2']]]),
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
