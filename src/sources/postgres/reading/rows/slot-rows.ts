// The rows of one slot as the source has them, told apart by whether they were taken.
import { HashSet } from '../../completeness/hashes/hash-set.ts'
import type { SlotSum, TakenRows } from '../../completeness/taken.ts'
import type { Row, Session } from '../../connection/session.ts'
import type { TablePlan } from '../../mapping/plan.ts'
import { scanRows } from '../statements.ts'
import { hashOf, orderOf, placeOf, saidOf } from './cells.ts'

export interface SlotOptions {
  plan: TablePlan
  session: Session
  taken: TakenRows
  /** Most rows of one scan. */
  chunkRows: number
  /** Is shown the rows of each scan. */
  note(rows: readonly Row[]): void
}

/** Rows that were missing, and those that were taken and may say something else by now. */
export interface SlotRows {
  missing: readonly Row[]
  changed: readonly Row[]
}

/**
 * The rows of a slot, some at a time: a slot may lack a million. Those that were taken and are not there any more are forgotten at
 * the end.
 */
export async function* rowsOf(options: SlotOptions, slot: number): AsyncGenerator<SlotRows> {
  const { plan, taken, note } = options
  const found = new Found()
  for await (const rows of scanned(options, slot)) {
    note(rows)
    const missing: Row[] = []
    const changed: Row[] = []
    for (const row of rows) {
      const hash = hashOf(plan, row)
      found.add(hash, saidOf(plan, row))
      if (taken.has(orderOf(plan, row) ?? 0, hash)) changed.push(row)
      else missing.push(row)
    }
    if (rows.length > 0) yield { missing, changed }
  }
  const there = found.keys ?? (found.isAllOf(taken.sum(slot)) ? null : await takenOf(options, slot))
  if (there !== null) taken.keepOnly(slot, there)
  if (found.count > 0) taken.setSaid(slot, found.said)
}

/** Keys of a slot that are gathered while it is read: beyond so many only where some turn out to be gone. */
const MOST_GATHERED = 100_000

/** What a slot has in the source. */
class Found {
  keys: HashSet | null = new HashSet()
  count = 0
  said = 0n
  #sum = 0n

  add(hash: string, { begun, ended }: { begun: bigint; ended: bigint }): void {
    this.count += 1
    this.said += begun + ended
    this.#sum = BigInt.asUintN(64, this.#sum + BigInt(`0x${hash}`))
    this.keys?.add(hash)
    if (this.keys !== null && this.keys.size > MOST_GATHERED) this.keys = null
  }

  isAllOf({ count, sum }: SlotSum): boolean {
    return count === this.count && sum === this.#sum
  }
}

/** Keys of the rows of a slot that are there and were taken: one that has come since is not. */
async function takenOf(options: SlotOptions, slot: number): Promise<HashSet> {
  const { plan, taken } = options
  const there = new HashSet()
  for await (const rows of scanned(options, slot)) {
    for (const row of rows) {
      const hash = hashOf(plan, row)
      if (taken.has(orderOf(plan, row) ?? 0, hash)) there.add(hash)
    }
  }
  return there
}

async function* scanned(
  { plan, session, taken, chunkRows }: SlotOptions,
  slot: number,
): AsyncGenerator<readonly Row[]> {
  const { width } = taken
  const range = { from: slot * width, to: (slot + 1) * width }
  let after: Parameters<typeof scanRows>[1]['after'] = null
  for (;;) {
    const [rows = []] = await session.read([scanRows(plan, { ...range, after }, chunkRows)])
    // The end of the range belongs to the next slot, but the microseconds before it do not.
    yield rows.filter(row => taken.slotOf(orderOf(plan, row) ?? 0) === slot)
    const last = rows.at(-1)
    if (last === undefined || rows.length < chunkRows) return
    after = placeOf(plan, last)
  }
}
