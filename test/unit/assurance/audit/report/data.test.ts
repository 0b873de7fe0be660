import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { dataOf } from '../../../../../src/assurance/audit/report/data.ts'
import { ONSET, trialOf } from '../../../../support/audit/invented-trial.ts'

describe('an audit as JSON', () => {
  test('has the verdict, its exit code, and of every plant what came of it', () => {
    const { series } = trialOf()
    const trials = [trialOf(), { plant: 'tail', series, unplanted: 'too little' }]
    const data = dataOf({
      at: ONSET,
      series: 1,
      silentDetectors: [],
      facts: [],
      cards: [],
      crossChecks: [],
      trials,
      verdict: 'insufficient',
      findings: [],
    })
    assert.deepEqual([data.verdict, data.exit_code, data.at], ['insufficient', 2, '2026-04-20T00:00:00.000Z'])
    assert.deepEqual(data.plants[0]?.median_delay_seconds, 10_800)
    const text = JSON.stringify(data.trials)
    assert.match(text, /"delay_seconds":10800,"right_kind":true,"onset_covered":true/)
    assert.match(text, /"plant":"tail","series":".*","unplanted":"too little"/)
  })
})
