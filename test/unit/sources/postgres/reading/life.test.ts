import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { MINUTE } from '../../../../../src/core/duration.ts'
import type { Session } from '../../../../../src/sources/postgres/connection/session.ts'
import type { TablePlan } from '../../../../../src/sources/postgres/mapping/plan.ts'
import {
  type Anchor,
  FIRST_LIFE,
  judgeLife,
  type Life,
  nextLife,
  withAnchors,
} from '../../../../../src/sources/postgres/reading/life.ts'

const plan = {
  key: [{ sql: 't.id', type: 'int' }],
  order: { sql: 't.at' },
  relation: 't',
} as unknown as TablePlan
const anchors = (from: number, to: number): Anchor[] =>
  [...Array(to - from).keys()].map(i => [String(from + i), `time ${from + i}`] as const)
const life = { ...withAnchors(FIRST_LIFE, anchors(0, 100), anchor => anchor), fingerprint: 'files' }

/** A table that has these orders at the places of the anchors that are asked for, and may hold others that are as old. */
const having = (rows: ReadonlyArray<readonly [order: string, place: number]>, others = false): Session => ({
  read: async ([statement]) =>
    statement?.text.includes('<=')
      ? [others ? [['1']] : []]
      : [rows.map(([order, place]) => [order, String(place)])],
  close: async () => {},
})

const verdictOf = async (...args: Parameters<typeof judgeLife>) => (await judgeLife(...args)).verdict

describe('the life of a table', () => {
  test('is the same as long as one row is there with its very time, whatever the files', async () => {
    assert.equal(await verdictOf(having([['time 84', 1]]), plan, life, 'other files'), 'same')
  })

  test('is a new one where the keys are there with other times: they were given out again', async () => {
    assert.equal(await verdictOf(having([['later', 1]]), plan, life, 'files'), 'new')
  })

  test('goes on where others are there that are as old, in the same files: those that are known were queued anew', async () => {
    assert.equal(await verdictOf(having([['later', 1]], true), plan, life, 'files'), 'same')
    assert.equal(await verdictOf(having([['later', 1]], true), plan, life, 'other files'), 'new')
    assert.equal(await verdictOf(having([], true), plan, life, 'files'), 'emptied')
  })

  test('goes on where rows are found by their ends, and have others by now in the same files', async () => {
    const byEnds = { ...plan, order: { ...plan.order, role: 'completedAt' } }
    assert.equal(await verdictOf(having([['later', 1]]), byEnds, life, 'files'), 'same')
    assert.equal(await verdictOf(having([['later', 1]]), byEnds, life, 'other files'), 'new')
  })

  test('is a new one where no row is left and the files are others, and else it was emptied', async () => {
    assert.equal(await verdictOf(having([]), plan, life, 'other files'), 'new')
    assert.equal(await verdictOf(having([]), plan, life, 'files'), 'emptied')
  })

  test('cannot have ended where nothing was read yet', async () => {
    assert.equal(await verdictOf(having([]), plan, { ...FIRST_LIFE, fingerprint: 'files' }, 'others'), 'same')
  })

  test('shows a key that several rows have', async () => {
    const twice = having([
      ['time 84', 1],
      ['time 85', 2],
      ['later', 2],
    ])
    assert.deepEqual(await judgeLife(twice, plan, life, 'files'), {
      verdict: 'same',
      repeated: ['85', 'time 85'],
      by: 0,
      found: new Set([0, 1]),
    })
  })

  test('goes on where all of its rows lie elsewhere by what zones are apart, and only then', async () => {
    const time = (minutes: number): string => new Date(Date.UTC(2026, 4, 1) + minutes * MINUTE).toISOString()
    const dated: Life = { ...life, newest: [0, 1, 2, 3].map(i => [String(i), time(i)] as const), spread: [] }
    const byTime = { ...plan, order: { ...plan.order, unit: 'time' } } as TablePlan
    const judge = async (...minutes: number[]) => {
      const found = having(minutes.map((minute, i) => [time(minute), i + 1]))
      const { verdict, by } = await judgeLife(found, byTime, dated, 'others')
      return [verdict, by]
    }
    assert.deepEqual(await judge(120, 121, 122, 123), ['moved', 120 * MINUTE])
    assert.deepEqual(await judge(-60, -59, -118, -117), ['moved', -60 * MINUTE])
    assert.deepEqual(await judge(120, 122, 124, 126), ['new', 0])
    assert.deepEqual(await judge(120, 121), ['new', 0])
  })

  test('has the newest rows as its anchors, and as many that are spread over all', () => {
    let now = FIRST_LIFE
    for (let page = 0; page < 200; page++)
      now = withAnchors(now, anchors(page * 50, page * 50 + 50), anchor => anchor)
    assert.deepEqual(
      now.newest.map(([key]) => Number(key)),
      [...Array(16).keys()].map(i => 9_984 + i),
    )
    assert.ok(now.spread.length <= 16 && now.spread.length >= 8)
    assert.equal(now.spread[0]?.[0], '0')
    assert.ok(Number(now.spread.at(-1)?.[0]) >= 8_000)
  })

  test('is followed by one with nothing of it but the next number', () => {
    assert.deepEqual(nextLife(life, 'new files', 5), {
      ...FIRST_LIFE,
      number: 2,
      since: 5,
      fingerprint: 'new files',
    })
  })
})
