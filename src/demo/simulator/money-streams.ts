// Money: what is spent on finished tasks and comes back or does not, and the ledger.
import type { Millis } from '../../core/clock.ts'
import { DAY } from '../../core/duration.ts'
import { randomStream } from '../../core/random.ts'
import { type Investment, type LedgerEntry, round, type Task, type World, wasDone } from './entities.ts'
import type { Conditions } from './plants.ts'
import { nextArrival } from './rhythm.ts'
import { LEDGER_KINDS, ROI_CATEGORIES } from './wording.ts'

const INVESTMENTS_PER_DAY = 60
const LEDGER_ENTRIES_PER_DAY = 96

/** Money is spent on what the last finished task made, and comes back later. */
export function investmentStream(
  { seed, startedAt }: World,
  rules: Conditions,
): (ended: readonly Task[], at: Millis) => Investment[] {
  const arrivals = randomStream(seed, 'investments')
  let next = nextArrival(startedAt, INVESTMENTS_PER_DAY, arrivals)
  let latest: Task | null = null
  let id = 0
  const spendUntil = (at: Millis): Investment[] => {
    const investments: Investment[] = []
    while (next <= at) {
      id += 1
      investments.push(invest(id, latest?.id ?? null, Math.round(next), seed, rules))
      next = nextArrival(next, INVESTMENTS_PER_DAY, arrivals)
    }
    return investments
  }
  return (ended, at) => {
    const investments: Investment[] = []
    for (const task of ended.filter(wasDone)) {
      investments.push(...spendUntil(task.endedAt))
      latest = task
    }
    return [...investments, ...spendUntil(at)]
  }
}

function invest(
  id: number,
  taskNumber: number | null,
  spentAt: Millis,
  seed: number,
  rules: Conditions,
): Investment {
  const random = randomStream(seed, 'investment', id)
  const category = random.pick(ROI_CATEGORIES)
  const projected = round(random.lognormal(40, 0.8), 2)
  const latency = random.lognormal(2.5 * DAY, 0.8) * rules.roiSlowdown(spentAt)
  const writtenOff = random.chance(0.05)
  const patience = random.lognormal(7 * DAY, 0.4)
  const endedAt = spentAt + Math.round(writtenOff ? patience : latency)
  const realised = round(projected * random.lognormal(0.9, 0.3), 2)
  const end = writtenOff ? 'written_off' : 'realised'
  return { id, taskNumber, category, projected, spentAt, end, endedAt, realised }
}

export function ledgerStream({ seed, startedAt }: World, rules: Conditions): (at: Millis) => LedgerEntry[] {
  const arrivals = randomStream(seed, 'ledger')
  let next = nextArrival(startedAt, LEDGER_ENTRIES_PER_DAY, arrivals)
  let id = 0
  return at => {
    const entries: LedgerEntry[] = []
    while (next <= at) {
      id += 1
      const random = randomStream(seed, 'ledger', id)
      const { type, category, median } = random.pick(LEDGER_KINDS)
      const amount = round(random.lognormal(median, 0.4), 2)
      const entry = {
        id,
        type,
        category,
        amount,
        externalId: `ext_${random.word().toString(16).padStart(8, '0')}`,
        at: Math.round(next),
      }
      if (!rules.ledgerSilent(next)) entries.push(entry)
      next = nextArrival(next, LEDGER_ENTRIES_PER_DAY, arrivals)
    }
    return entries
  }
}
