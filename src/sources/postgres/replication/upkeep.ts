// The life of the slot: it is made when there is something to follow, dropped when it holds too much back, and made anew when it
// was lost. Whatever happens to it, what follows for what was seen is said.
import type { Millis } from '../../../core/clock.ts'
import { DAY, formatDuration, HOUR, MINUTE } from '../../../core/duration.ts'
import type { SourceProblem } from '../../source.ts'
import type { LostChanges, StreamState } from '../completeness/followed.ts'
import type { Session } from '../connection/session.ts'
import type { DatabaseState } from '../reading/cursor.ts'
import type { SlotMaker } from './making.ts'
import { readLsn, writeLsn } from './pgoutput.ts'
import { cancelMaking, dropIdleSlot, dropSlot, type Names, type ServerView, type Slot } from './slot.ts'

export interface UpkeepOptions {
  name: string
  names: Names
  /** Bytes of log that the slot may hold back. */
  most: number
  maker: Pick<SlotMaker, 'make'>
}

export interface OpenedSlot {
  state: StreamState
  /** Whether it can be read. */
  open: boolean
  /** Up to where the server believes that it was read. */
  confirmed: bigint
  problems: readonly SourceProblem[]
  /** Bytes of log that the server holds back for us; null: it has no slot of ours. */
  held: number | null
}

/** Where that happens twice within as long, more is written than can be read, and no slot is made for as long. */
const REST: Millis = HOUR
/** How long it is said that changes were lost. */
const REMEMBERED: Millis = DAY

/**
 * `wanted`: there are tables to follow, and nothing forbids it. A slot that is not wanted any more stays, so that nothing is
 * lost for a passing fault, until it holds too much back.
 */
export async function openSlot(
  { name, names, most, maker }: UpkeepOptions,
  session: Session,
  view: ServerView,
  before: StreamState | undefined,
  { now, wanted }: { now: Millis; wanted: boolean },
): Promise<OpenedSlot> {
  const known = before?.slot === names.slot ? before : nothing(names)
  const closed = (
    state: StreamState,
    held: number | null,
    problems: readonly SourceProblem[] = [],
  ): OpenedSlot => ({
    state,
    open: false,
    confirmed: 0n,
    problems: [...problems, ...lostProblem(name, state, now)],
    held,
  })
  const { slot } = view
  // A standby has none of its own: when it takes over, or the primary is back, it will be seen what became of it.
  if (view.standby) return closed(known, null)
  if (slot === null) {
    const lost =
      known.position === NOWHERE ? known : withLoss(known, now, `the slot ${names.slot} is gone`, now)
    if (!wanted || (lost.lost?.until ?? now) > now) return closed(lost, null)
    const position = await maker.make(names)
    if (position === null) return closed(lost, null, [beingMade(name, names)])
    const state = { ...lost, position: writeLsn(position), tables: {} }
    return { state, open: true, confirmed: position, problems: lostProblem(name, state, now), held: 0 }
  }
  if (slot.plugin !== 'pgoutput' || !slot.ours) return closed(known, null)
  if (slot.activePid !== null) {
    return closed(known, slot.holds, [await inHand(session, name, names, slot, most)])
  }
  const why = tooMuch(names, slot, most) ?? undecodable(names, known, now)
  if (why !== null) {
    await dropSlot(session, names)
    const again = known.lost !== null && now - known.lost.at < REST
    return closed(withLoss(known, now, why, again ? now + REST : now), null)
  }
  if (!wanted) return closed(known, slot.holds)
  return { ...resumed(name, names, view.end, slot.confirmed, known, now), held: slot.holds }
}

/** Why the slot has to be dropped; null: it may stay. */
function tooMuch({ slot }: Names, { lost, holds }: Slot, most: number): string | null {
  if (lost !== null) return `the server threw away what the slot ${slot} had still to read (${lost})`
  if (holds <= most) return null
  return `the slot ${slot} held back ${inMegabytes(holds)} of the log, more than ${inMegabytes(most)}, and was dropped`
}

/** How long the server may refuse to decode what comes next before the slot is given up: it answers the same for ever. */
const PATIENCE: Millis = MINUTE

function undecodable({ slot }: Names, { failing }: StreamState, now: Millis): string | null {
  if (failing === undefined || now - failing.since < PATIENCE) return null
  return `the slot ${slot} could not be read (${failing.why}), and was dropped`
}

/** What is to be said of a slot that a process has in hand; one that holds too much back before it is made is given up. */
async function inHand(
  session: Session,
  name: string,
  names: Names,
  { activePid, isBeingMade, holds }: Slot,
  most: number,
): Promise<SourceProblem> {
  if (!isBeingMade) return readElsewhere(name, names, activePid ?? '')
  if (holds > most) await cancelMaking(session, names)
  return beingMade(name, names)
}

function beingMade(where: string, { slot }: Names): SourceProblem {
  return {
    where,
    message: `the slot ${slot} is being made: PostgreSQL waits for transactions that run; the tables are polled meanwhile`,
    remedy:
      'Nothing is to be done where they end within minutes; SELECT pid, usename, xact_start FROM pg_stat_activity WHERE xact_start IS NOT NULL ORDER BY xact_start names them',
    refused: 0,
  }
}

function readElsewhere(where: string, { slot }: Names, pid: string): SourceProblem {
  const message = `the slot ${slot} is being read by another process (pid ${pid}); the tables are polled`
  return { where, message, remedy: 'Give each slowburn a slot of its own', refused: 0 }
}

/** Drops the slot of before where changes are followed no more, or by another one. Its places in the log are not read again. */
export async function retireSlot(session: Session, state: DatabaseState, names: Names | null): Promise<void> {
  const { stream } = state
  if (stream === undefined || stream.slot === names?.slot) return
  await dropIdleSlot(session, stream)
  delete state.stream
}

/** A slot that stands elsewhere than it was left: our own store, or the server, was restored from a copy. */
function resumed(
  name: string,
  { slot }: Names,
  end: bigint,
  confirmed: bigint,
  known: StreamState,
  now: Millis,
): Omit<OpenedSlot, 'held'> {
  const position = readLsn(known.position)
  if (position >= confirmed && position <= end) {
    return { state: known, open: true, confirmed, problems: lostProblem(name, known, now) }
  }
  const why =
    position < confirmed
      ? `the slot ${slot} has been read further than what is kept here`
      : 'the log of the server ends before what was read of it'
  const gap = known.position === NOWHERE ? known : withLoss(known, now, why, now)
  const state = { ...gap, position: writeLsn(confirmed), within: null, tables: {} }
  return { state, open: true, confirmed, problems: lostProblem(name, state, now) }
}

/** What is to be said for a while after changes were lost. */
export function lostProblem(where: string, state: StreamState | undefined, now: Millis): SourceProblem[] {
  const lost = state?.lost ?? null
  if (lost === null || now - lost.at >= REMEMBERED) return []
  const again =
    lost.until > now
      ? `; it is made again in ${formatDuration(Math.ceil((lost.until - now) / 60_000) * 60_000)}`
      : ''
  return [
    {
      where,
      key: `changes lost at ${lost.at}`,
      message: `${lost.why}: rows that came and were deleted meanwhile were not seen${again}`,
      remedy:
        'What is in the tables is read and compared as ever; where a limit has done it, raise that, and `slot_wal`, to what a stop of slowburn takes',
      refused: 0,
    },
  ]
}

/** The place of a stream that was never read. */
const NOWHERE = '0/0'

function nothing({ slot }: Names): StreamState {
  return { slot, position: NOWHERE, tables: {}, lost: null }
}

function withLoss(state: StreamState, at: Millis, why: string, until: Millis): StreamState {
  const lost: LostChanges = { at, why, until }
  const { failing: _, ...rest } = state
  return { ...rest, position: NOWHERE, within: null, tables: {}, lost }
}

function inMegabytes(bytes: number): string {
  return `${Math.round(bytes / 1024 ** 2)} MB`
}
