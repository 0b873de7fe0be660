import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR, MINUTE } from '../../../../src/core/duration.ts'
import { learn } from '../../../../src/sources/postgres/completeness/lateness.ts'
import { UTC_CLOCK, wallClock } from '../../../../src/sources/postgres/connection/wall-clock.ts'
import type { TablePlan } from '../../../../src/sources/postgres/mapping/plan.ts'
import { emptyState, type TableState } from '../../../../src/sources/postgres/reading/cursor.ts'
import { FIRST_LIFE } from '../../../../src/sources/postgres/reading/life.ts'
import { lastRowOf, sightProblems, unreadable } from '../../../../src/sources/postgres/sight.ts'
import { TASKS } from '../../../support/postgres/postgres-source.ts'

const NOW = Date.UTC(2026, 4, 1)
const plan = {
  mapping: TASKS,
  rowSecurity: false,
  user: 'reader',
  quoted: 'public.execution_tasks',
  zoneless: [],
  order: { role: 'createdAt' },
  clock: UTC_CLOCK,
} as unknown as TablePlan
const state: TableState = {
  ...emptyState('at', { ...FIRST_LIFE, newest: [['7', '2026-04-30 00:00:00+00']] }),
  rows: 7,
}
const problems = (more: Partial<TableState>, of = plan, followed = false) =>
  sightProblems(of, { ...state, ...more }, NOW, followed)

describe('the sight of a table', () => {
  test('is whole where nothing is wrong', () => {
    assert.deepEqual(problems({}), [])
  })

  test('says for a day that an id repeats, and that the key has changed', () => {
    const repeats = { rows: 2, of: 9, lastAt: NOW - HOUR, example: 'x' }
    const knownBy = {
      id: ['task_id'],
      key: ['id'],
      entity: 'id',
      found: ['id', 'at'],
      changedAt: NOW - HOUR,
    } as const
    assert.deepEqual(
      problems({ repeats, knownBy }).map(({ message }) => message),
      [
        'its id repeats: of 9 rows that were looked at, 2 have that of another; each id is taken once',
        'its key has changed to (id, at); its rows are still known by (id)',
      ],
    )
    const long = NOW - 2 * DAY
    assert.deepEqual(
      problems({ repeats: { ...repeats, lastAt: long }, knownBy: { ...knownBy, changedAt: long } }),
      [],
    )
  })

  test('is blind where it is empty though it was not', () => {
    const [problem] = problems({ life: { ...state.life, emptySince: NOW - HOUR } })
    assert.deepEqual(problem?.blind, { table: 'execution_tasks', since: NOW - HOUR, lastRow: NOW - DAY })
  })

  test('is blind where policies hide every row, and said to be partial where they hide some', () => {
    const secured = { ...plan, rowSecurity: true, policiesOf: [plan.quoted] }
    assert.ok(problems({ rows: 0 }, secured)[0]?.blind)
    const [some] = problems({}, secured)
    assert.equal(some?.blind, undefined)
    assert.match(some?.remedy ?? '', /CREATE POLICY slowburn ON public\.execution_tasks FOR SELECT TO reader/)
  })

  test('says when the last row was written by the clocks that wrote it', () => {
    const newest: TableState['life']['newest'] = [['7', '2026-04-30 00:00:00']]
    const shown = { ...state, life: { ...state.life, newest } }
    assert.equal(lastRowOf(shown, wallClock('Asia/Tokyo')), NOW - DAY - 9 * HOUR)
  })

  test('is doubtful where most rows seem to come hours late by times that name no zone', () => {
    const lateness = learn(state.lateness, 30, Array<number>(28).fill(4 * HOUR))
    const zoneless = { ...plan, zoneless: ['createdAt'] }
    assert.match(problems({ lateness }, zoneless)[0]?.message ?? '', /most of its rows come about 4h/)
    assert.deepEqual(problems({ lateness }), [])
    assert.deepEqual(problems({ lateness: learn(state.lateness, 60, [4 * HOUR]) }, zoneless), [])
  })

  test('says for a day that a table was replaced', () => {
    const life = { ...state.life, number: 2, since: NOW - HOUR }
    assert.match(problems({ life })[0]?.message ?? '', /\(life 2\)/)
    assert.match(problems({ life })[0]?.remedy ?? '', /since the pull before was not seen/)
    assert.match(problems({ life }, plan, true)[0]?.remedy ?? '', /^Nothing is to be done/)
    assert.deepEqual(problems({ life: { ...life, since: NOW - 2 * DAY } }), [])
  })

  test('says for a day that rows are deleted before their end is seen, unless they move to an archive', () => {
    const deleting = { rows: 400, gone: { rows: 12, lastAt: NOW - HOUR } }
    const [problem] = problems(deleting)
    assert.match(problem?.message ?? '', /^12 of its 400 rows were deleted before their end was seen/)
    assert.match(problem?.remedy ?? '', /`archive`/)
    const [later] = problems({ rows: 420, gone: { rows: 15, lastAt: NOW } })
    assert.notEqual(later?.message, problem?.message)
    assert.equal(later?.key, problem?.key, 'it is the same problem when more are gone')
    assert.deepEqual(problems({ ...deleting, rows: 1_200 }), [])
    assert.match(problems(deleting)[0]?.remedy ?? '', /follow: replication/)
    assert.match(problems(deleting, plan, true)[0]?.remedy ?? '', /write `deleted: completed`$/)
    assert.deepEqual(problems({ ...deleting, gone: { rows: 9, lastAt: NOW } }), [])
    assert.deepEqual(problems({ ...deleting, gone: { rows: 12, lastAt: NOW - DAY } }), [])
    const archiving = { ...plan, mapping: { ...TASKS, archive: 'done' } }
    assert.deepEqual(problems(deleting, archiving), [])
  })

  test('says for a day that rows come and go between two pulls, where no stream reports them', () => {
    const fleeting = { looked: 400, gone: 12, lastAt: NOW - HOUR }
    const [problem] = problems({ fleeting })
    assert.match(problem?.message ?? '', /^of the 400 rows that were read last at each pull, 12 were gone/)
    assert.match(problem?.remedy ?? '', /follow: replication/)
    assert.equal(problems({ fleeting: { ...fleeting, gone: 13 } })[0]?.key, problem?.key)
    assert.deepEqual(problems({ fleeting }, plan, true), [])
    assert.deepEqual(problems({ fleeting: { ...fleeting, gone: 9 } }), [])
    assert.deepEqual(problems({ fleeting: { ...fleeting, looked: 1_200 } }), [])
    assert.deepEqual(problems({ fleeting: { ...fleeting, lastAt: NOW - DAY } }), [])
    assert.deepEqual(problems({ fleeting }, { ...plan, mapping: { ...TASKS, archive: 'done' } }), [])
    const gone = { rows: 12, lastAt: NOW }
    assert.equal(problems({ fleeting, gone, rows: 400 }).length, 1, 'once, where open rows go, too')
  })

  test('says how many came and went at most, where the server counts them, though none of them was read', () => {
    const [passed, nobody] = [
      [800, 90, 80],
      [0, 0, 0],
    ] as const
    const unseen = { last: [900, 900, 0], base: [0, 0, 0, 0], beganAt: NOW - HOUR, stretch: passed } as const
    const said = (of: object) => problems({ unseen: { ...unseen, ...of } })[0]?.message
    assert.match(
      said({}) ?? '',
      /were not seen: 90 at most of the 800 that came within a day, or were rolled back/,
    )
    assert.match(
      said({ stretch: nobody, before: { stretch: passed, total: 90 } }) ?? '',
      /90 at most of the 800/,
    )
    assert.equal(said({ stretch: [800, 90, 8] }), undefined, 'a share of 1 %')
    assert.equal(said({ beganAt: NOW - 9 * MINUTE }), undefined, 'too soon')
    assert.deepEqual(problems({ unseen }, plan, true), [])
    const fleeting = { looked: 400, gone: 12, lastAt: NOW - HOUR }
    assert.match(problems({ fleeting })[0]?.message ?? '', /how many cannot be known here \(insufficient\)$/)
    assert.match(problems({ fleeting, unseen })[0]?.message ?? '', /was not seen: 90 at most of the 800/)
    const gone = { gone: { rows: 12, lastAt: NOW }, rows: 400 }
    assert.match(
      problems({ ...gone, unseen })[0]?.message ?? '',
      /; within a day 90 more at most came and went/,
    )
    assert.doesNotMatch(problems({ ...gone, unseen }, plan, true)[0]?.message ?? '', /90/)
  })

  test('says for a day that ids came back, and not for ever where they always do', () => {
    const again = { rows: 900, recent: 50, since: NOW - HOUR, lastAt: NOW, example: '7' }
    assert.match(problems({ again })[0]?.message ?? '', /^50 rows came under ids that other rows had had/)
    assert.match(
      problems({ again: { ...again, open: 4 } })[0]?.message ?? '',
      /of those before, 4 had not ended and count as removed$/,
    )
    assert.deepEqual(problems({ again: { ...again, since: NOW - DAY } }), [])
  })

  test('says for a day that what was completed is so no longer', () => {
    const undone = { rows: 3, recent: 3, since: NOW - HOUR, lastAt: NOW, example: '7' }
    assert.match(problems({ undone })[0]?.message ?? '', /^3 rows that were completed say otherwise by now/)
    assert.deepEqual(problems({ undone: { ...undone, since: NOW - DAY } }), [])
  })

  test('says why what was read could not be compared', () => {
    const failing = { ...state.reconciled, failure: 'statement timeout' }
    const [problem] = problems({ reconciled: failing })
    assert.match(problem?.message ?? '', /statement timeout/)
    assert.match(problem?.remedy ?? '', /raise `statement_timeout`/)
    const ended = { ...failing, failure: 'canceling statement due to conflict with recovery' }
    assert.match(problems({ reconciled: ended })[0]?.remedy ?? '', /hot_standby_feedback = on/)
  })
})

test('a table that cannot be read is blind since it first could not, with its last row', () => {
  const problem = { where: 't', message: 'away', refused: 0 }
  assert.deepEqual(unreadable(problem, 't', { ...state, failingSince: NOW - HOUR }, NOW).blind, {
    table: 't',
    since: NOW - HOUR,
    lastRow: NOW - DAY,
  })
  assert.deepEqual(unreadable(problem, 't', undefined, NOW).blind, {
    table: 't',
    since: NOW,
    lastRow: null,
  })
  assert.equal(lastRowOf(undefined), null)
})
