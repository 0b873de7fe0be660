import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { kayentaAnswer, plainAnswer } from '../../../../src/assurance/gate/answers.ts'
import { type GateResult, judgeGate } from '../../../../src/assurance/gate/judge.ts'
import { asked, observedOf, SOUND, tasksOf } from '../../../support/gate/rollout.ts'

const passed = await judgeGate(asked(), observedOf(tasksOf({ tasks: 2500 })), SOUND)
const failed = await judgeGate(asked({ split: '0.5' }), observedOf(tasksOf({ candidate: 0.3 })), SOUND)
const broken = await judgeGate(asked({ split: '0.1' }), observedOf(tasksOf()), SOUND)
const empty = await judgeGate(asked(), observedOf([], { from: null, past: [] }), SOUND)

describe('the answer of a gate', () => {
  test('has a verdict, whether that is a pass, and the exit code of the command', () => {
    const of = (result: GateResult) => {
      const { ok, verdict, exit_code: code } = plainAnswer(result)
      return [ok, verdict, code]
    }
    assert.deepEqual([passed, failed, empty, broken].map(of), [
      [true, 'pass', 0],
      [false, 'fail', 1],
      [false, 'insufficient', 2],
      [false, 'broken', 3],
    ])
  })

  test('is JSON without anything that JSON has no word for', () => {
    for (const result of [passed, failed, broken, empty])
      for (const body of [plainAnswer(result), kayentaAnswer(result)])
        assert.deepEqual(JSON.parse(JSON.stringify(body)), body)
  })

  test('says of each guard what it rests on, and of the split whether it was judged', () => {
    const { guards, split, candidate, horizon_seconds: horizon } = plainAnswer(failed)
    assert.partialDeepStrictEqual(guards, [{ name: 'failures', verdict: 'fail' }, { name: 'durations' }])
    assert.partialDeepStrictEqual(split, { judged: true, meant: 0.5, of: 999, mismatch: false })
    assert.partialDeepStrictEqual(candidate, { name: 'v2' })
    assert.ok(Number(horizon) > 120)
    assert.deepEqual(plainAnswer(empty).split, { judged: false })
  })
})

interface Judgement {
  judgeName: string
  score: Score
  groupScores: Array<Score & { name: string }>
  results: Array<Readonly<Record<string, unknown>> & { classification: string }>
}

interface Score {
  score: number
  classification: string
  classificationReason: string
}

describe("the same as Kayenta's judge says it", () => {
  // Fields of CanaryJudgeResult, CanaryAnalysisResult, CanaryJudgeScore and CanaryJudgeGroupScore of spinnaker/kayenta that must not be null.
  const ANALYSIS = [
    'name tags id classification groups experimentMetadata controlMetadata resultMetadata criticality',
  ].flatMap(names => names.split(' '))

  test('has every field that must be there', () => {
    for (const result of [passed, failed, broken, empty]) {
      const answer = JSON.parse(JSON.stringify(kayentaAnswer(result))) as Judgement
      assert.equal(typeof answer.judgeName, 'string')
      for (const score of [answer.score, ...answer.groupScores]) {
        assert.ok(score.score >= 0 && score.score <= 100)
        assert.match(score.classification, /^(Pass|Marginal|Fail)$/)
        assert.equal(typeof score.classificationReason, 'string')
      }
      assert.equal(answer.groupScores[0]?.name, 'guards')
      for (const one of answer.results) {
        for (const field of ANALYSIS) assert.ok(one[field] !== undefined && one[field] !== null, field)
        assert.match(one.classification, /^(Pass|High|Low|Error|Nodata)$/)
        assert.deepEqual(one.groups, ['guards'])
      }
    }
  })

  test('passes where the gate does, and at no threshold where it fails or is broken', () => {
    const scores = [passed, failed, broken, empty].map(result => {
      const { score } = kayentaAnswer(result) as { score: { score: number; classification: string } }
      return [score.score, score.classification]
    })
    assert.deepEqual(scores, [
      [100, 'Pass'],
      [0, 'Fail'],
      [0, 'Fail'],
      [50, 'Marginal'],
    ])
  })
})
