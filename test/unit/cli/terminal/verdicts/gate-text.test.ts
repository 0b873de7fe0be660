import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { plainAnswer } from '../../../../../src/assurance/gate/answers.ts'
import { type GateResult, judgeGate } from '../../../../../src/assurance/gate/judge.ts'
import { gateAnswer } from '../../../../../src/cli/client/service-answers.ts'
import { gateText } from '../../../../../src/cli/terminal/verdicts/gate-text.ts'
import { asked, observedOf, SOUND, tasksOf } from '../../../../support/gate/rollout.ts'

async function textOf(result: Promise<GateResult>): Promise<string> {
  return gateText(gateAnswer.parse(JSON.parse(JSON.stringify(plainAnswer(await result)))))
}

describe('the verdict of a gate on a terminal', () => {
  test('is a sentence, a table of the guards, and what it rests on', async () => {
    const text = await textOf(judgeGate(asked(), observedOf(tasksOf({ candidate: 0.3 })), SOUND))
    assert.match(text, /^FAIL\. Tasks of v2 fail more often than those of v1: /)
    assert.match(
      text,
      /\nGUARD +v2 +v1 +ODDS RATIO +VERDICT\nfailures +\d+\/\d+ +\d+\/\d+ +\d\.\d\d to [\d.]+ +fail\n/,
    )
    assert.match(text, /\n\d+ tasks of the candidate and \d+ of the baseline began;/)
    assert.match(text, /No split was stated, so that\s+it is not judged\.\n$/)
    for (const line of text.split('\n')) assert.ok(line.length <= 80, line)
  })

  test('has no table where nothing was compared, and no limit where none is known', async () => {
    const empty = await textOf(judgeGate(asked(), observedOf([], { from: null, past: [] }), SOUND))
    assert.ok(!empty.includes('GUARD'))
    assert.match(await textOf(judgeGate(asked(), observedOf(tasksOf({ tasks: 30 })), SOUND)), /0\.00 to inf/)
  })
})
