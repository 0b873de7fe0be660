import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { delayOf, isOnsetCovered, isRightKind, judgeAudit } from '../../../../src/assurance/audit/verdict.ts'
import { DAY, HOUR } from '../../../../src/core/duration.ts'
import { ONSET, trialOf } from '../../../support/audit/invented-trial.ts'

const seen = { trials: [trialOf()], cards: [], unruled: [], silentDetectors: [], facts: [] }

describe('the verdict', () => {
  test('is a pass where all that must be noticed was', () => {
    assert.deepEqual(judgeAudit(seen), { verdict: 'pass', findings: [] })
  })

  test('is a failure where a detector is silent or no rule watches, and says which', () => {
    const { verdict, findings } = judgeAudit({
      ...seen,
      silentDetectors: ['level'],
      unruled: ['Task throughput'],
    })
    assert.equal(verdict, 'fail')
    assert.match(
      findings.map(({ words }) => words).join(' '),
      /detector level .* No rule watches Task throughput/,
    )
  })

  test('is a failure where nothing was raised, or nobody notified, and says what kept them', () => {
    const judged = (more: object): string => {
      const { verdict, findings } = judgeAudit({ ...seen, trials: [trialOf({ reported: null, ...more })] })
      return `${verdict}: ${findings.map(({ what, words }) => `${what}: ${words}`).join(' ')}`
    }
    assert.match(
      judged({ raised: [] }),
      /^fail: unraised: Task run time p50 of build: level was planted, .* within 3d/,
    )
    const suppressed = [
      { episodeId: 'e', contact: 'on call', reason: 'silenced', by: 'wide', until: ONSET + DAY },
    ]
    assert.match(judged({ suppressed }), /unreported: .*silenced by wide for on call until 2026-04-21T00:00Z/)
    const raised = trialOf().raised.map(one => ({ ...one, severity: 'watch' }))
    assert.match(judged({ raised }), /it is a watch, and no rule mails that/)
  })

  test('is a failure where what must be noticed of a source was not', () => {
    const fact = { plant: 'dead collector', must: true, onset: ONSET, until: ONSET + DAY, reported: null }
    const judged = judgeAudit({ ...seen, facts: [fact] })
    assert.equal(judged.verdict, 'fail')
    assert.match(judged.findings[0]?.words ?? '', /A dead collector was planted .* within 1d/)
    assert.equal(judgeAudit({ ...seen, facts: [{ ...fact, must: false }] }).verdict, 'pass')
  })

  test('does not rest on what it need not notice, and is insufficient where nothing else was planted', () => {
    const spread = trialOf({ plant: 'spread', reported: null, raised: [] })
    assert.equal(judgeAudit({ ...seen, trials: [trialOf(), spread] }).verdict, 'pass')
    assert.equal(judgeAudit({ ...seen, trials: [spread] }).verdict, 'insufficient')
    const { series } = spread
    assert.equal(
      judgeAudit({ ...seen, trials: [{ plant: 'level', series, unplanted: 'why' }] }).verdict,
      'insufficient',
    )
  })

  test('is a failure where more placebos are reported than ten times the design allows', () => {
    const placebo = trialOf({ plant: 'placebo' })
    const quiet = trialOf({ plant: 'placebo', reported: null, raised: [] })
    const judged = (noisy: number): string =>
      judgeAudit({
        ...seen,
        trials: [trialOf(), ...Array(noisy).fill(placebo), ...Array(40 - noisy).fill(quiet)],
      }).verdict
    // 120 days of series: 1.2 are allowed; the lower limit of 4 is 1.09, of 5 is 1.62 (R: poisson.test(5)).
    assert.deepEqual([0, 4, 5].map(judged), ['pass', 'pass', 'fail'])
  })

  test('rests on a delay, a kind and an onset that can be looked up', () => {
    assert.equal(delayOf(trialOf()), 3 * HOUR)
    assert.equal(delayOf(trialOf({ reported: null })), null)
    assert.deepEqual([isRightKind(trialOf()), isRightKind(trialOf({ plant: 'stuck' }))], [true, false])
    assert.equal(isRightKind(trialOf({ reported: null })), null)
    assert.deepEqual(
      [isOnsetCovered(trialOf()), isOnsetCovered(trialOf({ onset: ONSET + DAY }))],
      [true, false],
    )
    assert.equal(isOnsetCovered(trialOf({ raised: [] })), null)
  })
})
