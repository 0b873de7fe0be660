import assert from 'node:assert/strict'
import { test } from 'node:test'
import { KIND_NAMES } from '../../../../src/detection/kinds/kinds.ts'
import { assessmentOf } from '../../../../src/presentation/change/assessment.ts'

test('a change is worse where it goes against the good direction, and neutral where there is none', () => {
  assert.equal(assessmentOf({ kind: 'level', good: false }), 'worse')
  assert.equal(assessmentOf({ kind: 'level', good: true }), 'better')
  assert.equal(assessmentOf({ kind: 'level', good: null }), 'neutral')
})

test('a series that is stuck or silent is worse, whatever its direction', () => {
  for (const kind of ['stuck', 'missing'] as const) {
    for (const good of [true, false, null]) assert.equal(assessmentOf({ kind, good }), 'worse')
  }
})

test('every kind is assessed', () => {
  for (const kind of KIND_NAMES) assert.match(assessmentOf({ kind, good: null }), /^(worse|neutral)$/)
})
