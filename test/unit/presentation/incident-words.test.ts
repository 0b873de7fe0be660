import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stepWords } from '../../../src/presentation/incident-words.ts'

test('each step of an incident has its words, and what is not known is shown as it is', () => {
  assert.deepEqual(['opened', 'joined', 'root', 'paused', 'constructor'].map(stepWords), [
    'opened with',
    'joined by',
    'the root is now',
    'paused',
    'constructor',
  ])
})
