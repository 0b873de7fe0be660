import assert from 'node:assert/strict'
import { test } from 'node:test'
import { faultOfBatch } from '../../../src/sources/batch.ts'

const good = { events: [], cursor: {}, completeUpTo: null, progress: null, problems: [] }

test('a batch that is whole has no fault', () => {
  assert.equal(faultOfBatch(good), null)
  const problem = { where: 't.c', message: 'is missing', refused: 0 }
  assert.equal(faultOfBatch({ ...good, completeUpTo: 5, progress: 0.5, problems: [problem] }), null)
})

test('what is no batch is named by the part that makes no sense', () => {
  const circular: Record<string, unknown> = {}
  circular.self = circular
  const cases: ReadonlyArray<readonly [unknown, RegExp]> = [
    [undefined, /no object/],
    [[], /no object/],
    [{ ...good, events: 'many' }, /`events` is no list/],
    [{ ...good, cursor: null }, /`cursor` is no object/],
    [{ ...good, cursor: circular }, /`cursor` cannot be written as JSON/],
    [{ ...good, cursor: { at: 5n } }, /`cursor` cannot be written as JSON/],
    [{ ...good, completeUpTo: Number.NaN }, /`completeUpTo`/],
    [{ ...good, completeUpTo: Number.POSITIVE_INFINITY }, /`completeUpTo`/],
    [{ ...good, progress: 40 }, /`progress`/],
    [{ ...good, problems: ['broken'] }, /`problems`/],
    [{ ...good, problems: [{ where: 't', message: 'm', refused: Number.NaN }] }, /`problems`/],
  ]
  for (const [batch, fault] of cases) assert.match(faultOfBatch(batch) ?? 'none', fault)
})
