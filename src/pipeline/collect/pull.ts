// One pull of one source, within its budget of time: what throws, makes no sense or does not end is named.
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises'
import type { Millis } from '../../core/clock.ts'
import { formatDuration, SECOND } from '../../core/duration.ts'
import { faultOf, SourceError } from '../../core/errors.ts'
import type { Owner, Owners } from '../../core/loop-guard/owners.ts'
import { withOwnSignal } from '../../core/parts/own-signal.ts'
import type { Courtesy } from '../../core/turns/courtesy.ts'
import { createPause } from '../../core/turns/pause.ts'
import type { RefusalReason } from '../../events/intake.ts'
import { type BatchRead, readBatch } from '../../sources/batch.ts'
import type {
  Batch,
  Cursor,
  PulledSource,
  RowRefusals,
  SourceBacklog,
  SourceProblem,
  TableProgress,
} from '../../sources/source.ts'
import type { SourceState } from '../../storage/store.ts'
import { type AskDeps, ask, askLater } from './ask.ts'
import { type CommitDeps, type CommitObserver, commitBatch, completeUpTo } from './commit.ts'
import { createStandstill } from './problems/standstill.ts'
import type { SourceStatus } from './status.ts'

export interface PullObserver extends CommitObserver {
  refusedRows(source: string, refusal: RowRefusals, count: number): void
  progress(source: string, share: number | null): void
}

export interface PullDeps extends CommitDeps, AskDeps {
  owners: Owners
  observe: PullObserver
  /** Real time, seconds, for durations; never for anything that is kept. */
  stopwatch: () => number
  /** Whether it is read no further for now, though its budget is not spent; left out: it is. */
  isEnough?: () => boolean
  /** Who is let go first; left out: nobody waits. */
  courtesy?: Pick<Courtesy, 'leave'>
  /** Real time that a source has beyond its budget to yield or to stop. */
  grace?: Millis
  /** Real time that a source has to stop when all is to end, which is little: whoever has asked for that waits. */
  ending?: Millis
}

const GRACE: Millis = 10 * SECOND
const ENDING: Millis = 4 * SECOND

const GIVEN_UP =
  'an earlier pull was given up and has not ended yet; the source is not pulled again until it has'

/** How a pull went, as it goes. */
interface Course {
  problems: readonly SourceProblem[]
  /** What could not be believed of its cursor and its batches, by what it concerns. */
  doubts: Map<string, SourceProblem>
  progress: number | null
  unaccounted: Readonly<Record<string, number>>
  replaced: Readonly<Record<string, number>>
  tables: Readonly<Record<string, TableProgress>>
  backlog: SourceBacklog | undefined
  /** Batches that came and pieces of them that were kept: a machine that has much to do is slow, and no source is to blame. */
  moves: number
  /** Whatever the source still brings is passed over. */
  givenUp: boolean
}

/**
 * Reads a source up to the present, or until its budget is spent: then it stops at the next batch. A source that
 * brings no batch for longer than that is aborted, and one that does not even end then is left to itself.
 */
export async function pull(source: PulledSource, deps: PullDeps, signal: AbortSignal): Promise<SourceStatus> {
  const { store, stopwatch, unanswered, log } = deps
  const started = stopwatch()
  const course: Course = {
    problems: [],
    doubts: new Map(),
    progress: null,
    unaccounted: {},
    replaced: {},
    tables: {},
    backlog: undefined,
    moves: 0,
    givenUp: false,
  }
  const error = unanswered.get(source.name) ?? (await bounded(source, course, deps, signal))
  if (error !== null && signal.aborted)
    log.warn('slowburn waits for a source no longer', { source: source.name, error })
  const { completeUpTo: complete, lastSuccessAt } = store.sources.load(source.name)
  return {
    name: source.name,
    up: error === null,
    error,
    completeUpTo: complete,
    lastSuccessAt,
    progress: course.progress,
    durationSeconds: stopwatch() - started,
    problems: [...course.problems, ...course.doubts.values()],
    downSince: null,
    unaccounted: course.unaccounted,
    replaced: course.replaced,
    tables: course.tables,
    backlog: course.backlog,
  }
}

/** Why the pull failed; null where it did not. */
async function bounded(
  source: PulledSource,
  course: Course,
  deps: PullDeps,
  signal: AbortSignal,
): Promise<string | null> {
  const { grace = GRACE, ending = ENDING } = deps
  const own = new AbortController()
  const timers = new AbortController()
  const either = AbortSignal.any([signal, own.signal])
  const late = `brought nothing for ${formatDuration(source.budget + grace)}`
  const owner: Owner = { kind: 'source', name: source.name }
  const drained = withOwnSignal(owner, either, deps, its => drain(source, course, deps, its)).then(
    () => (own.signal.aborted ? late : null),
    (cause: unknown) => (own.signal.aborted ? late : signal.aborted ? null : faultOf(cause)),
  )
  const watch = async (): Promise<string> => {
    await wait(source.budget, undefined, { signal: timers.signal })
    let moves: number
    do {
      moves = course.moves
      await wait(grace, undefined, { signal: timers.signal })
    } while (course.moves !== moves)
    own.abort(new Error(late))
    await wait(grace, undefined, { signal: timers.signal })
    course.givenUp = true
    if (!deps.unanswered.has(source.name)) deps.unanswered.set(source.name, GIVEN_UP)
    void drained.then(() => {
      if (deps.unanswered.get(source.name) === GIVEN_UP) deps.unanswered.delete(source.name)
    })
    return `${late} and did not end when it was asked to`
  }
  const end = async (): Promise<string> => {
    await abortionOf(signal, timers.signal)
    await wait(ending, undefined, { signal: timers.signal })
    course.givenUp = true
    return `did not end within ${formatDuration(ending)} of when it was asked to`
  }
  const never = new Promise<never>(() => {})
  const error = await Promise.race([drained, watch().catch(() => never), end().catch(() => never)])
  timers.abort()
  return error
}

/** Does not resolve any more once `until` is aborted. */
async function abortionOf(signal: AbortSignal, until: AbortSignal): Promise<void> {
  if (signal.aborted) return
  await new Promise<void>(resolve => {
    signal.addEventListener('abort', () => resolve(), { once: true, signal: until })
  })
}

async function drain(
  source: PulledSource,
  course: Course,
  deps: PullDeps,
  signal: AbortSignal,
): Promise<void> {
  const { stopwatch } = deps
  const ends = stopwatch() + source.budget / SECOND
  const cursor = cursorOf(source, course, deps)
  const standstill = createStandstill(cursor)
  for await (const read of batchesOf(source, cursor, deps, signal)) {
    if (course.givenUp) return
    course.moves += 1
    if ('fault' in read) {
      throw new Error(`brought a batch that makes no sense: ${read.fault}; nothing of it was kept`)
    }
    const { batch, doubts } = read
    for (const doubt of doubts) course.doubts.set(doubt.where, doubt)
    // What is written must not be interrupted for the fault of the source.
    const fresh = await deps.owners.under(null, () => commit(source, batch, course, deps, signal))
    if (course.givenUp) return
    course.problems = batch.problems
    course.progress = batch.progress
    course.unaccounted = batch.unaccounted ?? {}
    course.replaced = batch.replaced ?? {}
    course.tables = batch.tables ?? {}
    course.backlog = batch.backlog
    deps.observe.progress(source.name, batch.progress)
    const stuck = standstill(batch, fresh)
    if (stuck !== null) throw new SourceError(stuck)
    if (signal.aborted || stopwatch() >= ends || deps.isEnough?.() === true) return
    // A source that never waits must not keep the others, and its own time limit, from their turn.
    await nextTurn()
    await deps.courtesy?.leave()
  }
}

/**
 * Each step is asked for under watch, and what it brings is read there. What has thrown, or did not return, has ended, and is not told
 * that it should.
 */
async function* batchesOf(
  source: PulledSource,
  cursor: Cursor | null,
  deps: PullDeps,
  signal: AbortSignal,
): AsyncGenerator<BatchRead, void> {
  const later = (call: () => PromiseLike<IteratorResult<unknown>> | IteratorResult<unknown>) =>
    askLater(source.name, call, step => readStep(step, knownNow(source.name, deps)), deps)
  const batches = ask(source.name, () => stepsOf(source.pull(cursor, signal)), deps)
  let hasEnded = false
  try {
    for (;;) {
      hasEnded = true
      const read = await later(() => batches.next())
      if (read === null) return
      hasEnded = false
      yield read
    }
  } finally {
    if (!hasEnded) await later(() => batches.return?.() ?? { done: true, value: null })
  }
}

/** In words of the contract where it is none: the source is not written in ours. */
function stepsOf(answer: Partial<AsyncIterable<unknown>> | null | undefined): AsyncIterator<unknown> {
  const begin = answer?.[Symbol.asyncIterator]
  const steps = typeof begin === 'function' ? begin.call(answer) : null
  if (typeof steps?.next !== 'function') throw new Error('its `pull` answers no async iterable')
  return steps
}

/** Null at the end. */
function readStep({ done, value }: IteratorResult<unknown>, now: Millis): BatchRead | null {
  return done === true ? null : readBatch(value, now)
}

/** A clock that has jumped back must not make what was good look like the future. */
function knownNow(source: string, { store, clock }: PullDeps): Millis {
  return Math.max(clock.now(), store.sources.load(source).lastSuccessAt ?? 0)
}

/** Null, the beginning, where it is not known up to where the source was read: what was taken already changes nothing. */
function cursorOf(source: PulledSource, { doubts }: Course, deps: PullDeps): Cursor | null {
  const { cursor } = deps.store.sources.load(source.name)
  if (cursor === null || ask(source.name, () => source.reads?.(cursor) !== false, deps)) return cursor
  doubts.set('its cursor', {
    where: source.name,
    message: 'its cursor cannot be read, so that it was read again from its beginning',
    remedy:
      'What was taken before changes nothing. Where it stays, report it to whoever wrote this type of source',
    refused: 0,
  })
  return null
}

/** Events that are kept in one commit, at most: some milliseconds, and others have their turn. */
const AT_ONCE = 1500

/**
 * The cursor moves with the last events of the batch: what is cut short before is read again, and changes nothing. Resolves to how
 * many of the events were not known before.
 */
async function commit(
  source: PulledSource,
  batch: Batch,
  course: Course,
  deps: PullDeps,
  signal: AbortSignal,
): Promise<number> {
  const pause = createPause(deps.stopwatch, signal, deps.courtesy)
  const at = batch.now === undefined ? {} : { now: batch.now }
  const { length } = batch.events
  // Parts of one size: a last one that is small would cost as much as the others.
  const size = Math.ceil(length / Math.max(1, Math.ceil(length / AT_ONCE)))
  let from = 0
  let fresh = 0
  for (; length - from > size; from += size) {
    fresh += commitBatch(source, batch.events.slice(from, from + size), null, deps, at).accepted
    course.moves += 1
    await pause()
    if (course.givenUp) return fresh
  }
  const advance = (before: SourceState, now: Millis): SourceState => ({
    cursor: batch.cursor,
    completeUpTo: completeUpTo(before, batch.completeUpTo),
    lastSuccessAt: now,
  })
  fresh += commitBatch(source, batch.events.slice(from), advance, deps, batch).accepted
  for (const { refused, refusal } of batch.problems) {
    if (refused === 0) continue
    deps.observe.refused(source.name, 'unreadable' satisfies RefusalReason, refused)
    if (refusal !== undefined) deps.observe.refusedRows(source.name, refusal, refused)
  }
  return fresh
}
