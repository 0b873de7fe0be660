import assert from 'node:assert/strict'
import { test } from 'node:test'
import { draftShape } from '../../../../src/storage/shapes/drafts.ts'

test('a draft holds changes of episodes and lines of the history, and nothing else is carried out', () => {
  const revision = { id: 'a', set: { sequence: 1, notified: {} }, unset: [], was: { state: 'firing' } }
  assert.equal(draftShape({ revisions: [revision], history: [] }), null)
  for (const wrong of [
    null,
    {},
    { revisions: [{ ...revision, id: '' }], history: [] },
    { revisions: [{ ...revision, set: { sequence: 'one' } }], history: [] },
    { revisions: [], history: [{ at: 1 }] },
  ]) {
    assert.equal(typeof draftShape(wrong), 'string')
  }
})
