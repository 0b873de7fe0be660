import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { reportableBy } from '../../../../../src/assurance/audit/cards/reportable.ts'
import { MINUTE } from '../../../../../src/core/duration.ts'
import type { Alarm } from '../../../../../src/detection/change.ts'
import { createFleet } from '../../../../../src/detection/fleet.ts'
import { RULE, SERIES } from '../../../../support/audit/plotted.ts'

const page: Alarm = { at: 0, severity: 'page', kind: 'level', direction: 'up', evidence: 16 }
const by = (rules: readonly Partial<typeof RULE>[], size = 10) =>
  reportableBy(
    rules.map(rule => ({ ...RULE, ...rule })),
    SERIES,
    { fleet: createFleet(), size },
  )

describe('whether an alarm would be mailed', () => {
  test('is a matter of the rules that select the series, and of the shortest wait', () => {
    assert.equal(by([{ for: 10 * MINUTE }, { for: MINUTE }])(page, 100), MINUTE)
    assert.equal(by([{ indicators: ['roi_*'] }])(page, 100), null)
    assert.equal(by([{ when: 'better' }])(page, 100), null)
  })

  test('a watch is mailed by a rule for watches alone', () => {
    const watch = { ...page, severity: 'watch' as const }
    assert.deepEqual([by([{}])(watch, 100), by([{ severity: 'watch' }])(watch, 100)], [null, 0])
  })

  test('a page that a large fleet does not grant is a watch', () => {
    // e-BH: 16 - ln 100 = 11.4 against ln 10 - ln .1 = 4.6, and against ln 1e6 - ln .1 = 16.1.
    assert.deepEqual([by([{}], 10)(page, 100), by([{}], 1e6)(page, 100)], [0, null])
  })
})
