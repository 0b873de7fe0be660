import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR, MINUTE } from '../../../src/core/duration.ts'
import { readBatch, readProblems } from '../../../src/sources/batch.ts'

const NOW = Date.UTC(2026, 4, 1)
const good = { events: [], cursor: {}, completeUpTo: null, progress: null, problems: [] }
const problem = { where: 't.c', message: 'is missing', refused: 0 }
const withProblem = (more: object) => ({ ...good, problems: [{ ...problem, ...more }] })

function faultOf(batch: unknown): string {
  const read = readBatch(batch, NOW)
  return 'fault' in read ? read.fault : 'none'
}

describe('a batch', () => {
  test('that is whole is read as it is', () => {
    const whole = {
      events: [{ id: '1' }],
      cursor: { row: 1 },
      completeUpTo: NOW,
      now: NOW,
      progress: 0.5,
      problems: [
        {
          ...problem,
          remedy: 'Add the column',
          refusal: { table: 't', reason: 'no end', total: 1, of: 2, example: '{}' },
          blind: { table: 't', since: NOW, lastRow: null },
        },
      ],
      unaccounted: { t: 3 },
      replaced: { t: 4 },
      tables: { t: { completeUpTo: 1, unseen: 2, underway: 3 }, u: { completeUpTo: null, unseen: null } },
      backlog: { slot: 's', bytes: 3, limit: 9 },
      memory: [{ key: 'a', value: Buffer.from('abc') }, { key: 'b', value: null }, { drop: 'c' }],
    }
    for (const batch of [good, whole]) assert.deepEqual(readBatch(batch, NOW), { batch, doubts: [] })
  })

  test('is read once: what it says afterwards changes nothing', () => {
    const problems = [{ ...problem }]
    const cursor = { row: 1 }
    const read = readBatch({ ...good, problems, cursor }, NOW)
    problems[0] = null as never
    cursor.row = 2
    assert.deepEqual(read, { batch: { ...good, problems: [problem], cursor: { row: 1 } }, doubts: [] })
  })

  test('is named by the part that makes no sense', () => {
    const circular: Record<string, unknown> = {}
    circular.self = circular
    const cases: ReadonlyArray<readonly [unknown, RegExp]> = [
      [undefined, /no object/],
      [[], /no object/],
      [{ ...good, events: 'many' }, /`events` is no list/],
      [{ ...good, cursor: null }, /`cursor` is no object/],
      [{ ...good, cursor: circular }, /`cursor` cannot be written as JSON/],
      [{ ...good, cursor: { at: 5n } }, /`cursor` cannot be written as JSON/],
      [{ ...good, cursor: { toJSON: () => 'row 5' } }, /`cursor` is no object once it is written/],
      [{ ...good, cursor: { at: 'x'.repeat(2_000_000) } }, /`cursor` is longer than 1000000/],
      [{ ...good, completeUpTo: Number.NaN }, /`completeUpTo`/],
      [{ ...good, completeUpTo: Number.POSITIVE_INFINITY }, /`completeUpTo`/],
      [{ ...good, completeUpTo: 5n }, /`completeUpTo`/],
      [{ ...good, now: 1.5 }, /`now` is no whole number of milliseconds/],
      [{ ...good, progress: 40 }, /`progress`/],
      [{ ...good, problems: ['broken'] }, /`problems`/],
      [withProblem({ refused: Number.NaN }), /`problems` is no list of problems \(0\.refused/],
      [withProblem({ blind: null }), /0\.blind/],
      [withProblem({ blind: { since: 'x' } }), /0\.blind/],
      [withProblem({ refusal: null }), /0\.refusal/],
      [withProblem({ remedy: 5 }), /0\.remedy/],
      [withProblem({ more: () => 5 }), /`problems` cannot be read/],
      [{ ...good, unaccounted: { t: -1 } }, /`unaccounted` is no count of rows by table/],
      [{ ...good, unaccounted: null }, /`unaccounted`/],
      [{ ...good, backlog: { slot: 's', bytes: -1, limit: 9 } }, /`backlog` is not what is held back/],
      [{ ...good, memory: [{ key: 'a', value: 'text' }] }, /`memory` is no list of records/],
      [{ ...good, memory: {} }, /`memory`/],
    ]
    for (const [batch, fault] of cases) assert.match(faultOf(batch), fault)
  })

  test('of which a part throws is named by what was thrown', () => {
    for (const part of Object.keys({ ...good, unaccounted: {}, memory: [] })) {
      const broken = Object.defineProperty({ ...good }, part, {
        get: () => {
          throw new Error('out of order')
        },
      })
      assert.match(faultOf(broken), /it cannot be read: out of order/, part)
    }
  })

  test('is complete up to the present, and not beyond: a bucket that was closed stays closed', () => {
    const read = (completeUpTo: number, theirs?: number) => {
      const found = readBatch(
        { ...good, completeUpTo, ...(theirs === undefined ? {} : { now: theirs }) },
        NOW,
      )
      assert.ok('batch' in found)
      return [found.batch.completeUpTo, ...found.doubts.map(({ where, message }) => `${where}: ${message}`)]
    }
    const clock = 'now: its clock is 5h ahead of ours'
    const complete =
      'completeUpTo: it calls complete what is 5h ahead of our clock; it is taken to be complete up to the present'
    assert.deepEqual(read(NOW + 5 * MINUTE, NOW + 5 * MINUTE), [NOW + 5 * MINUTE])
    assert.deepEqual(read(NOW + 5 * HOUR), [NOW, complete])
    assert.deepEqual(read(NOW + 5 * HOUR, NOW + 5 * HOUR), [NOW, clock, complete])
    assert.deepEqual(read(NOW - HOUR, NOW + 5 * HOUR), [NOW - HOUR, clock])
  })

  test('that is more than a day ahead of our clock makes no sense', () => {
    for (const part of ['completeUpTo', 'now']) {
      assert.equal(faultOf({ ...good, [part]: NOW + DAY }), 'none')
      for (const ahead of [NOW + DAY + 1, Number.MAX_SAFE_INTEGER]) {
        assert.match(faultOf({ ...good, [part]: ahead }), /more than a day ahead of our clock/)
      }
    }
  })
})

test('what a source finds when it checks itself is read as problems, or is nonsense', () => {
  assert.deepEqual(readProblems([problem]), { problems: [problem] })
  for (const nonsense of [
    null,
    undefined,
    'fine',
    [null],
    [{ where: 't' }],
    [{ ...problem, more: () => 5 }],
  ]) {
    assert.ok('fault' in readProblems(nonsense))
  }
})
