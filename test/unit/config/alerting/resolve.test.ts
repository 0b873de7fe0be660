import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { resolveAlerting } from '../../../../src/config/alerting/resolve.ts'
import { alertingShape, type ParsedAlerting } from '../../../../src/config/alerting/schema.ts'
import { HOUR, MINUTE } from '../../../../src/core/duration.ts'
import { section } from '../../../../src/core/options/section.ts'
import { indicators } from '../../../../src/indicators/registry.ts'

function parsed(value: object): ParsedAlerting {
  return section(alertingShape).parse(value)
}

const PEOPLE = {
  contacts: [
    { name: 'ann', email: 'ann@example.org' },
    { name: 'bob', email: 'bob@example.org' },
  ],
}

describe('alerting as it works', () => {
  test('watches what indicators declare, for whoever is on call, where nothing is written', () => {
    const { rules, contacts, route } = resolveAlerting(parsed({}))
    assert.deepEqual(
      rules[0]?.indicators,
      indicators.filter(one => one.watchedByDefault).map(({ name }) => name),
    )
    assert.deepEqual(
      contacts.map(({ name }) => name),
      ['on-call'],
    )
    assert.deepEqual(route.steps, [{ to: ['on-call'], after: 0 }])
  })

  test('has a route inherit what it leaves out', () => {
    const { route } = resolveAlerting(
      parsed({ ...PEOPLE, route: { to: ['ann'], repeat: '4h', routes: [{ name: 'money' }] } }),
    )
    const [money] = route.routes
    assert.equal(money?.name, 'everything / money')
    assert.equal(money?.repeat, 4 * HOUR)
    assert.deepEqual(money?.steps, [{ to: ['ann'], after: 0 }])
  })

  test('puts the steps of escalations beside contacts that are notified at once', () => {
    const steps = [{ to: ['bob'] }, { to: ['ann'], after: '30m' }]
    const { route } = resolveAlerting(
      parsed({ ...PEOPLE, escalations: [{ name: 'nights', steps }], route: { to: ['ann', 'nights'] } }),
    )
    assert.deepEqual(route.steps, [
      { to: ['ann', 'bob'], after: 0 },
      { to: ['ann'], after: 30 * MINUTE },
    ])
  })

  test('keeps the start of a rota on the clocks of its zone', () => {
    const rota = { name: 'duty', zone: 'Europe/Berlin', start: '2026-03-29T02:30', contacts: ['ann'] }
    const { rotas } = resolveAlerting(parsed({ ...PEOPLE, rotas: [rota] }))
    assert.ok(rotas[0] !== undefined && 'start' in rotas[0])
    assert.deepEqual(rotas[0].start, { year: 2026, month: 3, day: 29, minute: 150 })
  })
})
