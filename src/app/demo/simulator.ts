// The example platform's life: what happens, in order, for as long as one cares to ask.
//
// Every entity draws from a stream of its own, so a world with plants and one without share all their
// randomness (common random numbers): what differs between them is the effect of the plants alone.
import type { Millis } from '../../core/clock.ts'
import { DAY, HOUR } from '../../core/duration.ts'
import { type Random, randomStream } from '../../core/random.ts'
import { type Conditions, conditions, type PlantId } from './plants.ts'
import { nextArrival } from './rhythm.ts'
import { LEDGER_KINDS, ROI_CATEGORIES } from './wording.ts'
import {
  FAILURE_RATE,
  FOUNDATION_TIMEOUT,
  type Model,
  PLANS_PER_DAY,
  TASK_TYPE_NAMES,
  TASK_TYPES,
  type TaskType,
} from './work.ts'

export interface Task {
  id: number
  type: TaskType
  model: Model
  createdAt: Millis
  startedAt: Millis
  endedAt: Millis
  /** `phantom`: the work was done, but recording it failed. */
  outcome: 'completed' | 'failed' | 'timeout' | 'phantom'
}

/** What the platform keeps of about one task in eight: its own measurements. */
export interface Sample {
  id: number
  task: Task
  tokens: number
  cost: number
  accuracy: number
}

export interface Claim {
  id: number
  task: Task
  claimType: string
  /** The probability of success that is claimed, and whether the work was in truth a success. */
  probability: number
  truth: boolean
  /** Drawn at random when the claim was made: it will be verified. */
  audited: boolean
  madeAt: Millis
  /** Null where nobody ever looks. */
  verifiedAt: Millis | null
  verifier: string | null
}

export interface Investment {
  id: number
  /** The task that it was spent on; null where none had been done yet. */
  taskNumber: number | null
  category: string
  projected: number
  spentAt: Millis
  /** It comes back or is written off, in the end. */
  end: 'realised' | 'written_off'
  endedAt: Millis
  realised: number
}

export interface LedgerEntry {
  id: number
  type: string
  category: string
  amount: number
  externalId: string
  at: Millis
}

/** Entities in the order of their ids, which is the order in which they came to be. */
export interface Happenings {
  tasks: Task[]
  samples: Sample[]
  claims: Claim[]
  investments: Investment[]
  ledger: LedgerEntry[]
}

export interface Simulator {
  /** All that came to be after the moment of the previous call and no later than `at`. */
  until(at: Millis): Happenings
}

export interface World {
  seed: number
  startedAt: Millis
  plants: ReadonlySet<PlantId>
}

export const AUDIT_PROPENSITY = 0.25
const SAMPLED_SHARE = 1 / 8
const INVESTMENTS_PER_DAY = 60
const LEDGER_ENTRIES_PER_DAY = 96

export function simulate(world: World): Simulator {
  const rules = conditions(world.startedAt, world.plants)
  const tasks = taskStream(world, rules)
  const finished = finishedTasks()
  const claims = claimStream(world, rules)
  const samples = sampleStream(world)
  const investments = investmentStream(world, rules)
  const ledger = ledgerStream(world, rules)
  return {
    until: at => {
      const begun = tasks(at)
      const ended = finished(begun, at)
      return {
        tasks: begun,
        samples: samples(ended),
        claims: claims(ended),
        investments: investments(ended, at),
        ledger: ledger(at),
      }
    },
  }
}

/** Plans arrive with the rhythm; their tasks queue for the one worker, which takes them in order. */
function taskStream({ seed, startedAt }: World, rules: Conditions): (at: Millis) => Task[] {
  const arrivals = randomStream(seed, 'plans')
  const waiting: Task[] = []
  let planAt = nextArrival(startedAt, PLANS_PER_DAY, arrivals)
  let plan = 0
  let id = 0
  let lastCreated = startedAt
  let workerFree = startedAt

  const enqueue = (type: TaskType, wanted: Millis): void => {
    id += 1
    const random = randomStream(seed, 'task', id)
    const createdAt = Math.max(Math.round(wanted), lastCreated + 1)
    const begins = Math.max(createdAt, workerFree)
    const task = perform(id, type, createdAt, begins, random, rules)
    lastCreated = createdAt
    workerFree = task.endedAt
    waiting.push(task)
  }
  const enqueuePlan = (): void => {
    const random = randomStream(seed, 'plan', plan)
    let at = planAt
    for (const type of TASK_TYPE_NAMES) {
      const wanted = random.chance(TASK_TYPES[type].share)
      const gap = random.integer(20, 250)
      if (wanted) enqueue(type, at)
      at += gap
    }
  }
  return at => {
    while (planAt <= at) {
      enqueuePlan()
      plan += 1
      planAt = nextArrival(planAt, PLANS_PER_DAY, arrivals)
    }
    return takeWhile(waiting, task => task.createdAt <= at)
  }
}

function perform(
  id: number,
  type: TaskType,
  createdAt: Millis,
  startedAt: Millis,
  random: Random,
  rules: Conditions,
): Task {
  const { median, logSd } = TASK_TYPES[type]
  const wanted = random.lognormal(median, logSd) * rules.slowdown(type, startedAt)
  const fails = random.chance(FAILURE_RATE)
  const luck = random.uniform()
  const limit = type === 'foundation' ? FOUNDATION_TIMEOUT : Number.POSITIVE_INFINITY
  const timesOut = wanted >= limit || rules.hangs(type, startedAt)
  const runTime = timesOut ? limit : Math.max(1, Math.round(wanted))
  const endedAt = startedAt + runTime
  const outcome = outcomeOf(timesOut, fails, luck < rules.phantomShare(endedAt))
  const model = rules.modelOf(type, startedAt)
  return { id, type, model, createdAt, startedAt, endedAt, outcome }
}

function outcomeOf(timesOut: boolean, fails: boolean, phantom: boolean): Task['outcome'] {
  if (timesOut) return 'timeout'
  if (fails) return 'failed'
  return phantom ? 'phantom' : 'completed'
}

/** Holds the tasks back until they have ended. One worker in order: they end in the order of their ids. */
function finishedTasks(): (begun: readonly Task[], at: Millis) => Task[] {
  const open: Task[] = []
  return (begun, at) => {
    open.push(...begun)
    return takeWhile(open, task => task.endedAt <= at)
  }
}

/** Whoever did the work claims success, with a probability; the claim is made before the record is written. */
function claimStream({ seed }: World, rules: Conditions): (ended: readonly Task[]) => Claim[] {
  let id = 0
  return ended =>
    ended.filter(wasDone).map(task => {
      id += 1
      const random = randomStream(seed, 'claim', task.id)
      const madeAt = task.endedAt
      const confidence = random.normal()
      const probability = round(logistic(logit(rules.claimed(madeAt)) + 0.5 * confidence), 4)
      const truth = random.chance(logistic(logit(0.6) + 0.3 * confidence))
      const audited = random.chance(AUDIT_PROPENSITY)
      // Whoever is not audited likes to show what went well.
      const volunteered = random.chance(truth ? 0.35 : 0.08)
      const auditDelay = random.lognormal(12 * HOUR, 0.55)
      const ownDelay = random.lognormal(6 * HOUR, 0.55)
      const seen = audited || volunteered
      return {
        id,
        task,
        claimType: TASK_TYPES[task.type].claim,
        probability,
        truth,
        audited,
        madeAt,
        verifiedAt: seen ? madeAt + Math.round(audited ? auditDelay : ownDelay) : null,
        verifier: seen ? verifierOf(audited, random) : null,
      }
    })
}

function wasDone(task: Task): boolean {
  return task.outcome === 'completed' || task.outcome === 'phantom'
}

function verifierOf(audited: boolean, random: Random): string {
  if (!audited) return 'self'
  return random.chance(0.8) ? 'test' : 'human'
}

function sampleStream({ seed }: World): (ended: readonly Task[]) => Sample[] {
  let id = 0
  return ended =>
    ended.flatMap(task => {
      const random = randomStream(seed, 'sample', task.id)
      if (!random.chance(SAMPLED_SHARE)) return []
      id += 1
      const tokens = Math.round(random.lognormal(2600, 0.6))
      const cost = round(tokens * 4e-6, 6)
      return [{ id, task, tokens, cost, accuracy: round(0.9 + 0.08 * random.uniform(), 3) }]
    })
}

/** Money is spent on what the last finished task made, and comes back later. */
function investmentStream(
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

function ledgerStream({ seed, startedAt }: World, rules: Conditions): (at: Millis) => LedgerEntry[] {
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

/** Takes the leading items that satisfy `belongs` out of `queue`. */
function takeWhile<T>(queue: T[], belongs: (item: T) => boolean): T[] {
  const end = queue.findIndex(item => !belongs(item))
  return queue.splice(0, end === -1 ? queue.length : end)
}

function round(value: number, digits: number): number {
  const scale = 10 ** digits
  return Math.round(value * scale) / scale
}

function logit(probability: number): number {
  return Math.log(probability / (1 - probability))
}

function logistic(value: number): number {
  return 1 / (1 + Math.exp(-value))
}
