// Tasks: they come in plans, wait for the one worker, and end.
import type { Millis } from '../../core/clock.ts'
import { type Random, randomStream } from '../../core/random.ts'
import type { Task, World } from './entities.ts'
import type { Conditions } from './plants.ts'
import { nextArrival } from './rhythm.ts'
import {
  FAILURE_RATE,
  FOUNDATION_TIMEOUT,
  PLANS_PER_DAY,
  TASK_TYPE_NAMES,
  TASK_TYPES,
  type TaskType,
} from './work.ts'

/** Plans arrive with the rhythm; their tasks queue for the one worker, which takes them in order. */
export function taskStream({ seed, startedAt }: World, rules: Conditions): (at: Millis) => Task[] {
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
export function finishedTasks(): (begun: readonly Task[], at: Millis) => Task[] {
  const open: Task[] = []
  return (begun, at) => {
    for (const task of begun) open.push(task)
    return takeWhile(open, task => task.endedAt <= at)
  }
}

/** Takes the leading items that satisfy `belongs` out of `queue`. */
function takeWhile<T>(queue: T[], belongs: (item: T) => boolean): T[] {
  const end = queue.findIndex(item => !belongs(item))
  return queue.splice(0, end === -1 ? queue.length : end)
}
