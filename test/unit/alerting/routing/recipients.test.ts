import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { reachedOn } from '../../../../src/alerting/routing/recipients.ts'
import type { Rota } from '../../../../src/alerting/routing/rota.ts'
import { DAY, HOUR, MINUTE } from '../../../../src/core/duration.ts'

describe('escalation', () => {
  const steps = [
    { to: ['ann'], after: 0 },
    { to: ['duty', 'ann'], after: 15 * MINUTE },
    { to: ['boss'], after: HOUR },
  ]
  const rotas: Rota[] = [
    {
      name: 'duty',
      start: { year: 1970, month: 1, day: 1, minute: 0 },
      zone: 'UTC',
      contacts: ['bob'],
      overrides: [],
    },
  ]

  function reached(firingSince: number, now: number, unreachable: string[] = []): string[] {
    return reachedOn({ steps }, { rotas, firingSince, now, unreachable: new Set(unreachable) }).map(
      ({ contact, step }) => `${contact} ${step}`,
    )
  }

  test('reaches further the longer nobody answers, each contact once', () => {
    assert.deepEqual(reached(0, 0), ['ann 0'])
    assert.deepEqual(reached(0, 15 * MINUTE), ['ann 0', 'bob 1'])
    assert.deepEqual(reached(0, DAY), ['ann 0', 'bob 1', 'boss 2'])
  })

  test('reaches the first step at once, whatever the clock', () => {
    assert.deepEqual(reached(DAY, 0), ['ann 0'])
  })

  test('does not wait where nobody so far could be reached', () => {
    assert.deepEqual(reached(0, MINUTE, ['ann']), ['ann 0', 'bob 1'])
    assert.deepEqual(reached(0, MINUTE, ['ann', 'bob']), ['ann 0', 'bob 1', 'boss 2'])
    assert.deepEqual(reached(0, MINUTE, ['bob']), ['ann 0'])
  })
})
