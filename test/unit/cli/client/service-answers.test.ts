import assert from 'node:assert/strict'
import { test } from 'node:test'
import { historyAnswer, releaseAnswer } from '../../../../src/cli/client/service-answers.ts'

const ENTRY = { actor: 'ann', action: 'acknowledged', alert: null, detail: '' }

test('moments become milliseconds, and what else is in an answer is passed on', () => {
  const at = '2026-05-01T10:00:00.000Z'
  const parsed = historyAnswer.parse({ now: at, history: [{ ...ENTRY, at, more: 1 }], version: 'x' })
  assert.equal(parsed.history[0]?.at, Date.parse(at))
  assert.equal(parsed.history[0]?.more, 1)
  assert.equal(parsed.version, 'x')
})

test('an answer without what is shown is no answer', () => {
  assert.equal(historyAnswer.safeParse({ now: 'yesterday', history: [] }).success, false)
  assert.equal(releaseAnswer.safeParse({ changed: true }).success, false)
})
