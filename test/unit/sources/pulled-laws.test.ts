// The suite of pulled sources, tried on toys: right ones keep every law, and each wrong one is caught by the law that it breaks.
import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { MINUTE } from '../../../src/core/duration.ts'
import { SourceError } from '../../../src/core/errors.ts'
import type { Event } from '../../../src/events/event.ts'
import type { Batch, Cursor, PulledSource } from '../../../src/sources/source.ts'
import type { PulledTrial } from '../../support/sources/installation.ts'
import { PULLED_LAWS } from '../../support/sources/pulled-laws.ts'
import type { TrialSystem } from '../../support/sources/source-trial.ts'

interface Row {
  readonly id: string
  readonly at: number
  readonly isOver: boolean
}

/** A system in memory: its rows as they are, and every change of one in order. */
class System {
  readonly rows = new Map<string, Row>()
  readonly changes: Row[] = []
  isAway = false

  put(ids: readonly string[], at: number, isOver: boolean): Promise<void> {
    for (const id of ids) {
      const row = { id, at, isOver }
      this.rows.set(id, row)
      this.changes.push(row)
    }
    return Promise.resolve()
  }

  /** Throws SourceError while it is away. */
  demand(): void {
    if (this.isAway) throw new SourceError('the toy is away')
  }
}

/** What a toy does at one pull; none of it is asked while its system does not answer. */
type Pull = (system: System, cursor: Cursor | null, signal: AbortSignal) => Iterable<Partial<Batch>>

type Asking = (url: string, signal: AbortSignal) => Promise<unknown>

const AT_ONCE = 100

function eventOf({ id, at, isOver }: Row): Event {
  const type = isOver ? 'task.finished' : 'task.started'
  return {
    id: `${id}:${type}`,
    type,
    at,
    source: 'toy',
    subject: id,
    attributes: {},
    data: { taskType: 'x' },
  }
}

/** Changes from a place on: a row that has changed is read again. */
function* byChanges(system: System, cursor: Cursor | null, signal: AbortSignal): Iterable<Partial<Batch>> {
  for (let seen = Number(cursor?.seen ?? 0); seen < system.changes.length && !signal.aborted; ) {
    const some = system.changes.slice(seen, seen + AT_ONCE)
    seen += some.length
    const isLast = seen === system.changes.length
    yield { events: some.map(eventOf), cursor: { seen }, completeUpTo: isLast ? Date.now() : null }
  }
}

/** Rows from a place on: one that was open when it was read is never looked at again. */
function* byRows({ rows }: System, cursor: Cursor | null): Iterable<Partial<Batch>> {
  const seen = Number(cursor?.seen ?? 0)
  const some = [...rows.values()].slice(seen)
  if (some.length > 0)
    yield { events: some.map(eventOf), cursor: { seen: rows.size }, completeUpTo: Date.now() }
}

/** Facts without an id are refused, and its cursor moves over good ones alone. */
function* overGood(system: System, cursor: Cursor | null, signal: AbortSignal): Iterable<Partial<Batch>> {
  for (let seen = Number(cursor?.seen ?? 0); seen < system.changes.length && !signal.aborted; ) {
    const some = system.changes.slice(seen, seen + AT_ONCE)
    const good = some.filter(({ id }) => id !== '')
    const refused = some.length - good.length
    seen += good.length
    const problems = refused === 0 ? [] : [{ where: 'rows', message: 'rows have no id', refused }]
    const isLast = seen === system.changes.length
    yield { events: good.map(eventOf), cursor: { seen }, problems, completeUpTo: isLast ? Date.now() : null }
  }
}

function* heedless(system: System, cursor: Cursor | null): Iterable<Partial<Batch>> {
  yield* byChanges(system, cursor, new AbortController().signal)
}

/** Complete a minute before its time: no more than two clocks may differ, and too early all the same. */
function* hasty(system: System, cursor: Cursor | null, signal: AbortSignal): Iterable<Partial<Batch>> {
  for (const batch of byChanges(system, cursor, signal)) yield { ...batch, completeUpTo: Date.now() + MINUTE }
}

/** Shows what is there now, under an id of its own at each pull. */
const sampling = (idOf: (row: Row) => string): Pull =>
  function* sample({ changes }, _, signal) {
    const row = changes.at(-1)
    if (row === undefined || signal.aborted) return
    const data = { name: row.id, value: 1 }
    const event: Event = { ...eventOf(row), id: idOf(row), type: 'gauge.observed', at: Date.now(), data }
    yield { events: [event], cursor: {}, completeUpTo: Date.now() }
  }

let sampled = 0
const anew = (): string => `sample-${++sampled}`

const byFetch: Asking = (url, signal) => fetch(url, { signal })
const byFetchAlone: Asking = url => fetch(url)

function trialOf(
  pull: Pull,
  rest: { keeps?: 'nothing'; asking?: Asking; isBlind?: boolean; feeds?: readonly string[] } = {},
): PulledTrial {
  const { keeps, asking = byFetch, isBlind = false } = rest
  const { feeds = keeps === undefined ? ['task'] : GAUGES } = rest
  const system = new System()
  const start = async (): Promise<TrialSystem> => ({
    entry: { name: 'toy', type: 'toy', url: 'http://toy.example/' },
    ...(keeps === undefined ? {} : { keeps }),
    write: (ids, at) => system.put(ids, at, true),
    ...(pull === overGood && { spoil: (count, at) => system.put(Array<string>(count).fill(''), at, true) }),
    begin: keeps === undefined ? (ids, at) => system.put(ids, at, false) : null,
    subjectOf: event => {
      if (event.type === 'gauge.observed') return event.data.name
      return event.type === 'task.finished' ? event.subject : null
    },
    takeAway: async () => {
      system.isAway = true
    },
    bringBack: async () => {
      system.isAway = false
    },
  })
  const make = ({ url }: TrialSystem['entry']): PulledSource => ({
    name: 'toy',
    feeds,
    budget: MINUTE,
    async *pull(cursor, signal) {
      if (String(url).includes('127.0.0.1')) await asking(String(url), signal)
      if (!isBlind) system.demand()
      if (system.isAway) yield { ...EMPTY, completeUpTo: Date.now() }
      else for (const batch of pull(system, cursor, signal)) yield { ...EMPTY, ...batch }
    },
    check: async () => [],
    close: async () => {},
  })
  return { start, make }
}

/** The subjects of the suite, which a toy that samples takes for names of gauges. */
const GAUGES = Array.from({ length: 200 }, (_, i) => `w${String(i).padStart(3, '0')}`)

const EMPTY: Batch = { events: [], cursor: {}, completeUpTo: null, progress: null, problems: [] }

/** What each law says of a toy that breaks it; the laws that it keeps are left out. */
async function broken(t: TestContext, pull: () => PulledTrial): Promise<string[]> {
  const found: string[] = []
  for (const [law, holds] of Object.entries(PULLED_LAWS)) {
    await holds(t, pull()).catch((error: Error) => found.push(`${law}: ${error.message.split('\n')[0]}`))
  }
  return found
}

describe('the suite of pulled sources', () => {
  test('lets a right one pass, whether it keeps a history or only samples', async t => {
    assert.deepEqual(await broken(t, () => trialOf(byChanges)), [])
    assert.deepEqual(await broken(t, () => trialOf(sampling(anew), { keeps: 'nothing' })), [])
  })

  for (const [what, wrong, law, why] of [
    [
      'forgets what was open when it was read',
      () => trialOf(byRows),
      'brings the end of what was open',
      /the ends of what was open are brought/,
    ],
    [
      'never passes what it refuses',
      () => trialOf(overGood),
      'passes what it refuses',
      /its cursor stands still: it brings one batch again and again \(rows: rows have no id\)/,
    ],
    [
      'goes on after it was given up',
      () => trialOf(heedless),
      'ends soon where it is given up between two batches',
      /it goes on after it was given up/,
    ],
    [
      'does not hand on the signal',
      () => trialOf(byChanges, { asking: byFetchAlone }),
      'ends soon where it is given up while its system does not answer',
      /it does not end within 5 s/,
    ],
    [
      'calls complete what it cannot see',
      () => trialOf(byChanges, { isBlind: true }),
      'calls nothing complete while its system is away',
      /complete up to no later moment/,
    ],
    [
      'brings what it does not say that it feeds',
      () => trialOf(byChanges, { feeds: ['claim'] }),
      'brings everything once',
      /its `feeds` \(claim\) names all that it brings/,
    ],
    [
      'calls complete what has not happened yet',
      () => trialOf(hasty),
      'brings everything once',
      /complete what has not happened yet/,
    ],
    [
      'samples once and for all',
      () =>
        trialOf(
          sampling(() => 'sample'),
          { keeps: 'nothing' },
        ),
      'brings everything once',
      /under an id of its own/,
    ],
    [
      'samples what it cannot see',
      () => trialOf(sampling(anew), { keeps: 'nothing', isBlind: true }),
      'calls nothing complete while its system is away',
      /complete up to no later moment/,
    ],
  ] as const) {
    test(`catches one that ${what}`, async t => {
      const found = await broken(t, wrong)
      assert.ok(
        found.some(one => one.startsWith(law) && why.test(one)),
        found.join('\n') || 'it passes',
      )
    })
  }
})
