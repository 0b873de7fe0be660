import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { summariesOf, unplantedOf } from '../../../../../src/assurance/audit/report/summary.ts'
import { HOUR } from '../../../../../src/core/duration.ts'
import { ONSET, trialOf } from '../../../../support/audit/invented-trial.ts'

describe('what came of the plants', () => {
  test('is counted by plant, with the middle of the delays', () => {
    const late = trialOf().reported
    assert.ok(late !== null)
    const trials = [
      trialOf(),
      trialOf({ reported: { ...late, at: ONSET + 9 * HOUR } }),
      trialOf({ reported: null, raised: [] }),
    ]
    const summary = summariesOf({ trials }).find(({ plant }) => plant === 'level')
    assert.deepEqual(summary, {
      plant: 'level',
      must: true,
      planted: 3,
      reported: 2,
      medianDelay: 6 * HOUR,
      rightKind: 2,
      onsetCovered: 2,
      raised: 2,
    })
  })

  test('a series in which nothing could be planted counts once for each reason', () => {
    const { series } = trialOf()
    const because = (plant: string, unplanted: string) => ({ plant, series, unplanted })
    const trials = [because('level', 'too little'), because('stuck', 'too little'), because('tail', 'no')]
    assert.deepEqual(
      [...unplantedOf({ trials })],
      [
        ['too little', 1],
        ['no', 1],
      ],
    )
  })
})
