import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as z from 'zod'
import { alertingShape } from '../../../../src/config/alerting/schema.ts'
import { DAY, HOUR } from '../../../../src/core/duration.ts'

const alerting = z.object(alertingShape)

describe('the configuration of alerting', () => {
  test('may be left out: the rules and contacts are chosen, and flapping is held back', () => {
    const { rules, contacts, route, flapping } = alerting.parse({})
    assert.deepEqual([rules, contacts], [undefined, undefined])
    assert.deepEqual(route.routes, [])
    assert.deepEqual(flapping, { times: 3, within: DAY, hold: HOUR })
  })

  test('says of flapping with null that all of it is sent', () => {
    assert.equal(alerting.parse({ flapping: null }).flapping, null)
  })

  const faulty: ReadonlyArray<readonly [string, object]> = [
    ['a receiving token of eight characters', { receive: { token: 'tooshort' } }],
    ['an Alertmanager without members', { alertmanager: { members: [] } }],
    ['a rule without indicators', { rules: [{ name: 'a', indicators: [] }] }],
    ['an escalation without steps', { escalations: [{ name: 'a', steps: [] }] }],
    ['a key that does not exist', { contacts: [{ name: 'a', emial: 'a@example.org' }] }],
  ]
  for (const [what, value] of faulty) {
    test(`refuses ${what}`, () => assert.equal(alerting.safeParse(value).success, false))
  }
})
