// The source of JSON Lines: files that a platform writes are followed through rotation, truncation and compression.
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import type { Clock, Millis } from '../../core/clock.ts'
import { messageOf, SourceError } from '../../core/errors.ts'
import type { Event } from '../../events/event.ts'
import type { Batch, Cursor, PulledSource, SourceProblem } from '../source.ts'
import type { SourceType } from '../source-type.ts'
import { type Found, filesOf } from './find.ts'
import { linesFrom } from './lines.ts'
import { type Read, readLine } from './meaning.ts'
import { type JsonlOptions, jsonlOptions } from './options.ts'
import { headOf, type Place, placeIn, tailOf } from './place.ts'

/** Lines of one batch. */
const BATCH = 1000
/** Places of files that are no longer there are kept: a rotated one may be away while it is compressed. */
const MOST_PLACES = 1000

export const jsonl = {
  type: 'jsonl',
  options: jsonlOptions,
  example: {
    name: 'log',
    type: 'jsonl',
    files: '/var/log/platform/*.jsonl*',
    events: [
      { type: 'task.finished', when: { event: 'done' }, subject: 'task_id', data: { taskType: 'kind' } },
    ],
  },
  create: (settings: JsonlOptions, { clock }) => createJsonlSource(settings, clock),
} as const satisfies SourceType

const kept = Compile(
  Type.Object({
    places: Type.Array(
      Type.Object({
        head: Type.String(),
        offset: Type.Integer({ minimum: 0 }),
        tail: Type.String(),
        done: Type.Union([Type.String(), Type.Null()]),
      }),
    ),
    tally: Type.Object({ lines: Type.Integer(), refused: Type.Record(Type.String(), Type.Integer()) }),
  }),
)

function createJsonlSource(options: JsonlOptions, clock: Clock): PulledSource {
  return {
    name: options.name,
    feeds: [...new Set(options.events.map(feedOf))].filter(feed => feed !== null),
    budget: options.budget,
    reads: cursor => kept.Check(cursor),
    pull: (cursor, signal) => pull(options, clock, cursor, signal),
    check: () => check(options),
    close: async () => {},
  }
}

/** The kind of lifecycle or the gauge that events feed; null where they feed none, as releases. */
function feedOf({ type, data }: JsonlOptions['events'][number]): string | null {
  if (type === 'gauge.observed') return String(data.name).slice(1)
  const [kind = ''] = type.split('.')
  return kind === 'rollout' ? null : kind
}

async function check({ files }: JsonlOptions): Promise<SourceProblem[]> {
  try {
    for (const { path } of await filesOf(files)) await headOf(path)
    return []
  } catch (error) {
    const remedy = 'Check the pattern, and that the user of the service may read there'
    return [{ where: 'files', message: messageOf(error), remedy, refused: 0 }]
  }
}

/** What was refused since the source began, by its reason: it stays shown. */
interface Tally {
  lines: number
  refused: Readonly<Record<string, number>>
}

async function* pull(
  options: JsonlOptions,
  clock: Clock,
  cursor: Cursor | null,
  signal: AbortSignal,
): AsyncGenerator<Batch> {
  if (signal.aborted) return
  const begun = clock.now()
  const known = (cursor?.places ?? []) as readonly Place[]
  const state: State = {
    options,
    places: known,
    tally: (cursor?.tally as Tally | undefined) ?? { lines: 0, refused: {} },
    problems: [],
  }
  for (const file of await filesOf(options.files)) {
    try {
      yield* follow(file, state, signal)
    } catch (error) {
      if (error instanceof SourceError) throw error
      // One that was renamed or is being compressed is found again at the next pull.
      state.problems.push({ where: file.path, message: `cannot be read: ${messageOf(error)}`, refused: 0 })
    }
    if (signal.aborted) return
  }
  // Whatever was written before this pull began has been read: the files were all read to their ends after it.
  const complete = state.problems.length === 0 ? begun - options.lateness : null
  yield batchOf(state, [], new Map(), { complete, caughtUp: true })
}

interface State {
  options: JsonlOptions
  places: readonly Place[]
  tally: Tally
  problems: SourceProblem[]
}

async function* follow(
  { path, state: seen }: Found,
  state: State,
  signal: AbortSignal,
): AsyncGenerator<Batch> {
  if (state.places.some(({ done }) => done === seen)) return
  const head = await headOf(path)
  if (head === null) return
  const old = await placeIn(path, head, state.places)
  const { name: source, at, events: meanings } = state.options
  let offset = old.offset
  let pending = emptied()
  let current = old
  const place = async (done: string | null): Promise<void> => {
    const now: Place = { head, offset, tail: await tailOf(path, offset), done }
    state.places = [...state.places.filter(one => one !== old && one !== current), now].slice(-MOST_PLACES)
    current = now
  }
  for await (const { text, end } of linesFrom(path, offset)) {
    if (signal.aborted) break
    add(pending, readLine(text, { source, at, events: meanings }))
    offset = end
    if (pending.lines < BATCH) continue
    await place(null)
    yield taken(state, pending)
    pending = emptied()
  }
  await place(signal.aborted ? null : seen)
  if (pending.lines > 0) yield taken(state, pending)
}

interface Pending {
  lines: number
  events: Event[]
  refused: Map<string, number>
}

function emptied(): Pending {
  return { lines: 0, events: [], refused: new Map() }
}

function add(pending: Pending, { events, faults }: Read): void {
  pending.lines++
  pending.events.push(...events)
  for (const fault of faults) pending.refused.set(fault, (pending.refused.get(fault) ?? 0) + 1)
}

function taken(state: State, { lines, events, refused }: Pending): Batch {
  const counts = { ...state.tally.refused }
  for (const [reason, count] of refused) counts[reason] = (counts[reason] ?? 0) + count
  state.tally = { lines: state.tally.lines + lines, refused: counts }
  return batchOf(state, events, refused, { complete: null, caughtUp: false })
}

interface Standing {
  complete: Millis | null
  caughtUp: boolean
}

function batchOf(
  { places, tally, problems, options }: State,
  events: Event[],
  fresh: ReadonlyMap<string, number>,
  { complete, caughtUp }: Standing,
): Batch {
  const refusals = Object.entries(tally.refused).map(([reason, total]) => ({
    where: options.name,
    key: `refused: ${reason}`,
    message: `${total} of ${tally.lines} lines were refused: ${reason}`,
    refused: fresh.get(reason) ?? 0,
    refusal: { table: options.name, reason, total, of: tally.lines, example: '' },
  }))
  return {
    events,
    cursor: { places, tally },
    completeUpTo: complete,
    progress: caughtUp ? null : 0,
    problems: [...problems, ...refusals],
  }
}
