// Reads of the store what a gate judges by: the tasks of both sides by their begin, and how long tasks took before.
import type { Millis } from '../../core/clock.ts'
import { DAY, HOUR, MINUTE } from '../../core/duration.ts'
import type { Pause } from '../../core/turns/pause.ts'
import { overAt } from '../../lifecycles/facts.ts'
import type { Lifecycle } from '../../lifecycles/lifecycle.ts'
import type { LifecycleStore } from '../../storage/lifecycle-store.ts'
import type { Question } from './question.ts'

/** A task of one of the two sides. */
export interface Begun {
  isCandidate: boolean
  at: Millis
  /** How long it took; null: it has not ended. */
  took: Millis | null
  outcome: 'failed' | 'other' | 'removed' | null
}

export interface Observed {
  /** In order of their begin, from that of the first task of the candidate on. */
  tasks: readonly Begun[]
  /** When the first task of the candidate began; null: none was seen. */
  from: Millis | null
  /** How long tasks took that began in the day before `from`, or in less where these are many; infinity where one has not ended. */
  past: readonly Millis[]
  /** Values of the attribute since `from`, and how many tasks had each. */
  seen: ReadonlyMap<string, number>
  /** When tasks began since `from` that have not ended and say nothing of the attribute. */
  unnamedOpen: readonly Millis[]
  /** Tasks that ended since `from` and of which no begin is known. */
  beginless: number
}

export type Reading = Pick<LifecycleStore, 'over' | 'open'>

export interface Bounds {
  /** Whose tasks are read. */
  sources: readonly string[]
  now: Millis
  /** Everything that ended since is kept. */
  keptFrom: Millis
  pause: Pause
}

/** As far back as it is looked how long tasks take: an hour where so many end in one, a day where few do. */
const PASTS: ReadonlyArray<{ least: number; past: Millis }> = [
  { least: 2000, past: HOUR },
  { least: 350, past: 6 * HOUR },
  { least: 0, past: DAY },
]
/** What is read at once: some thousand tasks of a busy platform. */
const PIECE: Millis = 10 * MINUTE
const PAGE = 2000

export async function observe(store: Reading, question: Question, bounds: Bounds): Promise<Observed> {
  const { by, candidate } = question
  const asked = Math.max(question.from ?? bounds.keptFrom, bounds.keptFrom)
  let first: Millis | null = null
  await walk(store, question, asked, bounds, (task, begin) => {
    if (begin === null || begin < asked || !isWithin(question, begin)) return
    if (task.labels[by] === candidate) first = Math.min(first ?? begin, begin)
  })
  // Before the first task of the candidate there is nothing to compare.
  const from = first ?? asked
  const earliest = Math.max(bounds.keptFrom, from - (await pastOf(store, from, bounds)))
  const gathering = createGathering(question, earliest, from)
  await walk(store, question, earliest, bounds, gathering.see)
  return { from: first, ...(await gathering.all(bounds.pause)) }
}

/** By what had ended then: it is the same at every look. */
async function pastOf(store: Reading, from: Millis, { sources, pause }: Bounds): Promise<Millis> {
  let ended = 0
  for (const source of sources) {
    for (let at = from - HOUR; at < from; at += PIECE) {
      ended += store.over('task', source, at, at + PIECE).length
      await pause()
    }
  }
  return PASTS.find(({ least }) => ended >= least)?.past ?? DAY
}

type See = (task: Lifecycle, begin: Millis | null) => void

function createGathering(question: Question, earliest: Millis, from: Millis) {
  const { by, candidate, baseline } = question
  const tasks = new Map<Millis, Named[]>()
  const past: Millis[] = []
  const seen = new Map<string, number>()
  const unnamedOpen: Millis[] = []
  let beginless = 0
  const seeCurrent = (task: Lifecycle, at: Millis): void => {
    const value = task.labels[by]
    if (value === undefined) {
      if (overAt(task) === null) unnamedOpen.push(at)
      return
    }
    seen.set(value, (seen.get(value) ?? 0) + 1)
    if (value !== candidate && value !== baseline) return
    const isCandidate = value === candidate
    const { subject } = task
    const piece = tasks.get(pieceOf(at)) ?? []
    tasks.set(pieceOf(at), piece)
    piece.push({ isCandidate, at, took: tookOf(task, at), outcome: endOf(task), subject })
  }
  return {
    see: (task: Lifecycle, begin: Millis | null): void => {
      if (begin === null) {
        if ((overAt(task) ?? 0) >= from) beginless += 1
      } else if (begin >= from) {
        if (isWithin(question, begin)) seeCurrent(task, begin)
      } else if (begin >= earliest && task.outcome !== 'removed')
        past.push(tookOf(task, begin) ?? Number.POSITIVE_INFINITY)
    },
    all: async (pause: Pause) => ({ tasks: await inOrder(tasks, pause), past, seen, unnamedOpen, beginless }),
  }
}

/** Tasks of one moment are in the order of their names, so that they are in the same one at every look. */
type Named = Begun & { subject: string }

function pieceOf(at: Millis): Millis {
  return Math.floor(at / PIECE) * PIECE
}

/** Sorted piece by piece: a quarter of a million at once would hold up everything for a tenth of a second. */
async function inOrder(pieces: ReadonlyMap<Millis, Named[]>, pause: Pause): Promise<Begun[]> {
  const all: Begun[] = []
  for (const [, piece] of [...pieces].sort(([a], [b]) => a - b)) {
    all.push(...piece.sort((a, b) => a.at - b.at || (a.subject < b.subject ? -1 : 1)))
    await pause()
  }
  return all
}

function tookOf({ endedAt }: Lifecycle, begin: Millis): Millis | null {
  return endedAt === null ? null : Math.max(0, endedAt - begin)
}

function endOf(task: Lifecycle): Begun['outcome'] {
  if (task.outcome === 'removed') return 'removed'
  if (task.endedAt === null) return null
  return task.outcome === 'failed' ? 'failed' : 'other'
}

function isWithin({ to }: Question, begin: Millis): boolean {
  return to === null || begin < to
}

/** Each task once, of those that are open or were over since a moment. */
async function walk(
  store: Reading,
  { only }: Question,
  from: Millis,
  { sources, now, pause }: Bounds,
  see: See,
): Promise<void> {
  const wanted = Object.entries(only)
  const seeWanted = (task: Lifecycle): void => {
    if (wanted.every(([name, value]) => task.labels[name] === value))
      see(task, task.openedAt ?? task.startedAt)
  }
  for (const source of sources) {
    // Those that are open first, for one may end while others are read.
    const open = await openOf(store, source, pause)
    for (let at = from; at <= now; at += PIECE) {
      for (const task of store.over('task', source, at, at + PIECE)) {
        open.delete(task.subject)
        seeWanted(task)
      }
      await pause()
    }
    for (const task of open.values()) seeWanted(task)
  }
}

async function openOf(store: Reading, source: string, pause: Pause): Promise<Map<string, Lifecycle>> {
  const open = new Map<string, Lifecycle>()
  for (let after: string | undefined = ''; after !== undefined; ) {
    const page = store.open('task', source, after, PAGE)
    for (const task of page) open.set(task.subject, task)
    after = page.at(-1)?.subject
    await pause()
  }
  return open
}
