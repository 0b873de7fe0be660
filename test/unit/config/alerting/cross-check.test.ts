import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { crossCheckAlerting } from '../../../../src/config/alerting/cross-check.ts'
import { alertingShape } from '../../../../src/config/alerting/schema.ts'
import { section } from '../../../../src/core/options/section.ts'

const ANN = { name: 'ann', email: 'ann@example.org' }

function faultsIn(value: object): string[] {
  const parsed = section(alertingShape).parse(value)
  return crossCheckAlerting(parsed).map(({ path, message }) => `${path.join('.')}: ${message}`)
}

describe('the parts of alerting', () => {
  test('that agree have no fault', () => {
    assert.deepEqual(faultsIn({ contacts: [ANN], route: { to: ['ann'] } }), [])
  })

  const cases: ReadonlyArray<readonly [string, object, RegExp]> = [
    ['a contact that no channel leads to', { contacts: [{ name: 'ann' }] }, /contacts\.0: cannot be reached/],
    ['a route to nobody', { contacts: [ANN], route: { to: ['bob'] } }, /route\.to\.0: no contact.*"bob"/],
    [
      'a route to one and the same twice',
      { contacts: [ANN], route: { to: ['ann', 'ann'], routes: [{ to: ['ann'] }] } },
      /^route\.to\.1: names "ann" again$/,
    ],
    [
      'a report to one and the same twice',
      { contacts: [ANN], digests: [{ name: 'd', to: ['ann', 'ann'] }] },
      /^digests\.0\.to\.1: names "ann" again$/,
    ],
    [
      'a step to one and the same twice',
      { contacts: [ANN], escalations: [{ name: 'n', steps: [{ to: ['ann', 'ann'] }] }] },
      /^escalations\.0\.steps\.0\.to\.1: names "ann" again$/,
    ],
    [
      'a rota and a contact of one name',
      { contacts: [ANN], rotas: [{ name: 'ann', start: '2026-01-01', contacts: ['ann'] }] },
      /rotas\.0\.name: duplicate name "ann"/,
    ],
    [
      'hours that do not exist',
      { contacts: [ANN], route: { active_during: ['office'] } },
      /route\.active_during\.0: no time interval is named "office"/,
    ],
    [
      'a first route that chooses',
      { contacts: [ANN], route: { match: ['a="b"'] } },
      /route\.match: the first route takes every alert/,
    ],
    [
      'mail by an Alertmanager that is not there',
      { contacts: [ANN], route: { mail: 'alertmanager' } },
      /route\.mail: no Alertmanager is configured/,
    ],
    [
      'a first step that waits',
      { contacts: [ANN], escalations: [{ name: 'n', steps: [{ to: ['ann'], after: '5m' }] }] },
      /escalations\.0\.steps\.0\.after: the first step waits/,
    ],
  ]
  for (const [what, value, expected] of cases) {
    test(`say that there is ${what}`, () => assert.match(faultsIn(value).join('\n'), expected))
  }
})
