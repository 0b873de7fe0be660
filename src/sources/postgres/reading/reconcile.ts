// Holds what was taken against what the source has, slot by slot: a count would hide a loss that a deletion offsets, so
// the hashes of the keys are summed as well, and those of begin and end, for another row may have come under its key. What is missing
// here is read, what is gone there is forgotten.
import { DatabaseError } from 'pg'
import type { Millis } from '../../../core/clock.ts'
import { DAY, HOUR } from '../../../core/duration.ts'
import { messageOf } from '../../../core/errors.ts'
import { slotWidth } from '../completeness/taken.ts'
import { isRowFault } from '../connection/apart.ts'
import type { Row } from '../connection/session.ts'
import type { Reconciled } from './cursor.ts'
import { rowsOf, type SlotOptions, type SlotRows } from './rows/slot-rows.ts'
import { slotSums } from './statements.ts'

export interface ReconcileOptions extends SlotOptions {
  /** How often the latest slots are compared. */
  every: Millis
  /** Most rows of one comparison. */
  rows: number
}

/** What is compared in one go: slots `from <= slot < to`. */
interface Stretch {
  from: number
  to: number
}

/** A row that comes a day late is still among the latest at the comparison that follows. */
const LATEST: Millis = DAY + 2 * HOUR
/** Of a table in the order of a number, as many slots are the latest. */
const LATEST_SERIAL_SLOTS = 50
/** Slots of one comparison of older rows, at least: a day of time. */
const OLDER_SLOTS: Readonly<Record<'time' | 'serial', number>> = { time: 144, serial: 50 }

/** Where keys lie far apart most slots are empty: so many more are compared at once that a day sees them all, up to some 20 ms of them. */
const MOST_OLDER_SLOTS = 8_192
/** Within which all older slots are compared, that a day may be enough where pulls are held up. */
const OLDER_WITHIN: Millis = DAY / 2

/** The next stretches to compare: the latest slots often, the older ones in turn so that a day sees them all. */
export function dueStretches(
  { plan: { order }, taken, every, rows }: Pick<ReconcileOptions, 'plan' | 'taken' | 'every' | 'rows'>,
  reconciled: Reconciled,
  /** The first slot that is not complete yet. */
  end: number,
  now: Millis,
): { stretches: Stretch[]; next: Reconciled } {
  const { first, recentAt, older, failedAt } = reconciled
  if (first === null || end <= first) return { stretches: [], next: reconciled }
  if (failedAt !== undefined && now - failedAt < every) return { stretches: [], next: reconciled }
  /** Where a stretch that ends there begins, for neither slots nor rows to be too many. */
  const begin = (to: number, slots: number): number => {
    let from = to - 1
    let among = taken.sum(from).count
    while (from > first && from > to - slots) {
      among += taken.sum(from - 1).count
      if (among > rows) break
      from -= 1
    }
    return from
  }
  const latest = order.unit === 'time' ? Math.ceil(LATEST / slotWidth(order.unit)) : LATEST_SERIAL_SLOTS
  const edge = begin(end, latest)
  const stretches: Stretch[] = []
  let next = reconciled
  if (recentAt === null || failedAt !== undefined || now - recentAt >= every) {
    stretches.push({ from: edge, to: end })
    next = { ...next, recentAt: now }
  }
  if (older === null || (older.before <= first && now - older.beganAt >= DAY)) {
    next = { ...next, older: { before: edge, beganAt: now } }
  } else if (older.before > first) {
    const passed = Math.min(1, (now - older.beganAt) / OLDER_WITHIN)
    const owed = Math.ceil(older.before - first - (1 - passed) * (edge - first))
    const most = Math.max(OLDER_SLOTS[order.unit], Math.min(owed, MOST_OLDER_SLOTS))
    const { slots = most, ...rest } = older
    const from = begin(older.before, slots)
    stretches.push({ from, to: older.before })
    next = { ...next, older: { ...rest, before: from, ...(2 * slots < most ? { slots: 2 * slots } : {}) } }
  }
  return { stretches, next }
}

/** Into slots before these, from the last that is complete, rows come now and then at most: two hours. */
const UNRESTED: Readonly<Record<'time' | 'serial', number>> = { time: 12, serial: 4 }
/** Hashes that one comparison writes anew to take less room: 14 ms of processor time, and no more than one slot more. */
const MOST_COMPACTED = 30_000

/** Most slots with missing rows that one pull reads again. */
const SLOTS_PER_PULL = 50

/** With what has been reconciled once they are taken. */
export interface Finding extends SlotRows {
  reconciled: Reconciled
}

/**
 * Compares what is due and yields what is missing. What goes wrong in it is noted in what it yields last: it must not
 * keep the table from being read.
 */
export async function* reconcile(
  options: ReconcileOptions,
  reconciled: Reconciled,
  end: number,
  now: Millis,
): AsyncGenerator<Finding> {
  const { stretches, next } = dueStretches(options, reconciled, end, now)
  const differing = new Map(Object.entries(reconciled.differing).map(([slot, rows]) => [Number(slot), rows]))
  let reached = next
  const kept = (failure = reached.failure): Reconciled => ({
    ...reached,
    differing: Object.fromEntries(differing),
    failure,
  })
  try {
    for (const stretch of stretches) {
      const found = await compared(options, stretch, end)
      if (typeof found === 'string') {
        reached = { ...withoutStretch(reconciled, next, stretch), failure: found, failedAt: now }
        break
      }
      for (const [slot, rows] of found) differing.set(slot, rows)
      reached = { ...next, failure: null, failedAt: undefined }
    }
    for (const [slot, lacking] of [...differing].slice(0, SLOTS_PER_PULL)) {
      let left = lacking
      for await (const rows of rowsOf(options, slot)) {
        left -= rows.missing.length
        differing.set(slot, Math.max(1, left))
        yield { ...rows, reconciled: kept() }
      }
      differing.delete(slot)
    }
    for (const slot of againSlots(options, reached, end)) {
      for await (const rows of rowsOf(options, slot)) yield { ...rows, reconciled: kept() }
      reached = { ...reached, again: { from: reached.again?.from ?? slot, to: slot } }
    }
    if (reached.again?.to === reached.again?.from) reached = { ...reached, again: undefined }
    yield {
      missing: [],
      changed: [],
      reconciled: kept(reached.failedAt === undefined ? null : reached.failure),
    }
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error
    yield { missing: [], changed: [], reconciled: kept(messageOf(error)) }
  }
}

/** Of those whose rows are read again the next, from new to old; the oldest of them last, empty or not. */
function againSlots(
  { taken, rows: most }: ReconcileOptions,
  { first, again }: Reconciled,
  end: number,
): number[] {
  if (again === undefined || first === null) return []
  const slots: number[] = []
  let slot = Math.min(again.to ?? end, end)
  let rows = 0
  while (slot > again.from && slots.length < SLOTS_PER_PULL && rows < most) {
    slot -= 1
    const { count } = taken.sum(slot)
    rows += count
    if (slot === again.from || count > 0) slots.push(slot)
  }
  return slots
}

/** A text: why the source could not be asked. A slot that cannot be summed alone, for what one of its rows holds, say, differs: its rows are read. */
async function compared(
  options: ReconcileOptions,
  stretch: Stretch,
  end: number,
): Promise<ReadonlyMap<number, number> | string> {
  try {
    return await compare(options, stretch, end)
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error
    const { from, to } = stretch
    if (to - from === 1) return new Map([[from, 1]])
    if (!isRowFault(error)) return messageOf(error)
    const middle = Math.floor((from + to) / 2)
    const earlier = await compared(options, { from, to: middle }, end)
    if (typeof earlier === 'string') return earlier
    const later = await compared(options, { from: middle, to }, end)
    return typeof later === 'string' ? later : new Map([...earlier, ...later])
  }
}

/** What has been reconciled where that stretch could not be compared: of older slots half as many are tried next. */
function withoutStretch(before: Reconciled, next: Reconciled, { from, to }: Stretch): Reconciled {
  const { older } = before
  if (older?.before !== to) return before
  return { ...next, older: { ...older, slots: Math.ceil((to - from) / 2) } }
}

/** Slots of a stretch in which the source has other rows than were taken, with how many more. */
async function compare(
  { plan, session, taken }: ReconcileOptions,
  stretch: Stretch,
  end: number,
): Promise<ReadonlyMap<number, number>> {
  const [rows = []] = await session.read([slotSums(plan, stretch.from, stretch.to, taken.width)])
  const theirs = new Map(
    rows.map(
      ([slot, count, sum, said]) =>
        [Number(slot), { count: Number(count), sum: modulo(sum), said: modulo(said) }] as const,
    ),
  )
  const differing = new Map<number, number>()
  const rested = end - UNRESTED[plan.order.unit]
  let compacted = 0
  for (let slot = stretch.from; slot < stretch.to; slot++) {
    const ours = taken.sum(slot)
    const found = theirs.get(slot)
    if (found === undefined && ours.count === 0) continue
    const { count, sum, said } = found ?? { count: 0, sum: 0n, said: 0n }
    const isSame = count === ours.count && sum === ours.sum
    const known = taken.saidOf(slot)
    // Of rows that an earlier version has taken, what they say now is what they said.
    if (isSame && known === null && count > 0) taken.setSaid(slot, said)
    if (!isSame || (known ?? said) !== said) differing.set(slot, Math.max(1, count - ours.count))
    else if (slot < rested && compacted < MOST_COMPACTED) compacted += taken.compact(slot)
  }
  return differing
}

function modulo(sum: Row[number] | undefined): bigint {
  return BigInt.asUintN(64, BigInt(sum ?? 0))
}
