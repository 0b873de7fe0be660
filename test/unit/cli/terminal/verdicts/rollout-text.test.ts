import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rolloutsAnswer } from '../../../../../src/cli/client/service-answers.ts'
import { rolloutText } from '../../../../../src/cli/terminal/verdicts/rollout-text.ts'

test('the verdict comes first, then what is no condition, then a line a condition with its age', () => {
  const conditions = [
    { name: 'artefact', holds: true, words: 'that of v1 is there', age_seconds: 3600 },
    { name: 'rehearsed', holds: null, words: 'never\u001b[2J', age_seconds: null },
    { name: 'digest', holds: false, words: 'it is b, recorded was a', age_seconds: 0 },
  ]
  const reasons = ['the last rehearsal was begun and has not ended', 'rehearsed: never']
  const one = { rollout: 'api', verdict: 'broken', from: 'v2', to: 'v1', reasons, conditions, underway: null }
  assert.equal(
    rolloutText(rolloutsAnswer.parse({ rollouts: [one] }).rollouts),
    `BROKEN. api, back from v2 to v1.
  the last rehearsal was begun and has not ended
  yes artefact      that of v1 is there (1h ago)
  ?   rehearsed     never [2J
  NO  digest        it is b, recorded was a (1s ago)
`,
  )
})
