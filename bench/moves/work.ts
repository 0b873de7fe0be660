// Work of one task type, done by several models: one or more of them get worse, or work only moves between them.
import type { Millis } from '../../src/core/clock.ts'
import { DAY, HOUR, WEEK } from '../../src/core/duration.ts'
import { type Random, randomStream } from '../../src/core/random.ts'
import { runTime } from '../../src/indicators/patterns/durations.ts'
import { startTally, type Tally } from '../../src/indicators/tally.ts'
import type { Slice } from '../../src/series/cells.ts'
import { addToSketch, startSketch } from '../../src/stats/sketches/log-sketch.ts'

export const STORIES = ['moved', 'one worse', 'all worse', 'worse and moved', 'a new one'] as const
export type Story = (typeof STORIES)[number]

export interface Work {
  story: Story
  onset: Millis
  /** Every hour, oldest first: what each model has ended in it. */
  slices: readonly Slice[]
}

interface Model {
  name: string
  before: Share
  after: Share
}

interface Share {
  /** Of the work; of all models together 1. */
  work: number
  /** Of failures. */
  rate: number
  /** Seconds. */
  median: number
}

const BASELINE = 5 * WEEK
const AFTERWARDS = 10 * DAY
/** Of the whole: what moves or gets worse is as large as what a person would want to know. */
const LEAST = { median: 1.35, rate: 0.08 }

/** By day there is up to three times as much to do as at night. */
export function drawWork(seed: number, story: Story): Work {
  const random = randomStream(seed, 'moves', story)
  const models = drawModels(random, story)
  const onset = BASELINE + random.integer(0, 167) * HOUR
  const hourly = 15 * 4 ** random.uniform()
  const slices: Slice[] = []
  for (let from = 0; from < onset + AFTERWARDS; from += HOUR) {
    const tasks = hourly * (1 + 0.5 * Math.sin((2 * Math.PI * from) / DAY)) * (0.8 + 0.4 * random.uniform())
    slices.push(sliceOf(random, models, { from, isAfter: from >= onset, tasks: Math.round(tasks) }))
  }
  return { story, onset, slices }
}

function sliceOf(
  random: Random,
  models: readonly Model[],
  { from, isAfter, tasks }: { from: Millis; isAfter: boolean; tasks: number },
): Slice {
  const tallies = new Map<string, Tally>()
  for (let i = 0; i < tasks; i++) {
    const model = pick(random, models, isAfter)
    const tally = tallies.get(model.name) ?? startTally()
    tallies.set(model.name, tally)
    const { rate, median } = isAfter ? model.after : model.before
    tally.counts.set('tasks_ended', (tally.counts.get('tasks_ended') ?? 0) + 1)
    if (random.chance(rate)) tally.counts.set('tasks_failed', (tally.counts.get('tasks_failed') ?? 0) + 1)
    const sketch = tally.sketches.get('run_time') ?? startSketch()
    tally.sketches.set('run_time', sketch)
    addToSketch(sketch, runTime.scale, random.lognormal(median, 0.4) * 1000)
  }
  const cells = [...tallies].map(([name, tally]) => ({ labels: { model: name, task_type: 'build' }, tally }))
  return { from, to: from + HOUR, cells }
}

function pick(random: Random, models: readonly Model[], isAfter: boolean): Model {
  let left = random.uniform()
  for (const model of models) {
    left -= (isAfter ? model.after : model.before).work
    if (left < 0) return model
  }
  return models.at(-1) as Model
}

/** Drawn anew until the whole changes by as much as it should. */
function drawModels(random: Random, story: Story): Model[] {
  for (;;) {
    const before = drawShares(random, random.integer(2, 5), story === 'a new one')
    const models = before.map((share, place) => ({ name: `m${place}`, before: share, after: share }))
    const drawn = told(random, story, models)
    const [was, is] = [wholeOf(drawn, 'before'), wholeOf(drawn, 'after')]
    if (is.median / was.median >= LEAST.median && is.rate - was.rate >= LEAST.rate) return drawn
  }
}

/** Slower ones fail more often. */
function drawShares(random: Random, count: number, hasNew: boolean): Share[] {
  const weights = Array.from({ length: count }, (_, place) =>
    hasNew && place === 0 ? 0 : 0.15 + random.uniform(),
  )
  const total = weights.reduce((sum, one) => sum + one, 0)
  return weights.map(weight => {
    const worse = random.uniform()
    return { work: weight / total, rate: 0.02 + 0.4 * worse ** 2, median: 20 * 8 ** worse }
  })
}

function told(random: Random, story: Story, models: readonly Model[]): Model[] {
  const worst = models.reduce((a, b) => (b.before.median > a.before.median ? b : a))
  const [one] = models
  switch (story) {
    case 'moved':
      return moved(models, worst, 0.4 + 0.5 * random.uniform())
    case 'a new one':
      return one === undefined ? [] : moved([slower(one, 3), ...models.slice(1)], one, 0.5)
    case 'one worse': {
      const largest = models.reduce((a, b) => (b.before.work > a.before.work ? b : a))
      return models.map(model => (model === largest ? slower(model, 2 + 2 * random.uniform()) : model))
    }
    case 'all worse':
      return models.map(model => slower(model, 1.6 + random.uniform()))
    case 'worse and moved':
      return moved(
        models.map(model => slower(model, 1.6 + random.uniform())),
        worst,
        0.15,
      )
  }
}

/** So much of the work of all others goes to the model of that name. */
function moved(models: readonly Model[], { name }: Model, share: number): Model[] {
  return models.map(model => {
    const { work } = model.after
    const now = model.name === name ? work + share * (1 - work) : work * (1 - share)
    return { ...model, after: { ...model.after, work: now } }
  })
}

function slower(model: Model, times: number): Model {
  const { work, rate, median } = model.after
  return { ...model, after: { work, rate: Math.min(0.9, 0.03 + rate * times), median: median * times } }
}

/** Of the median of all roughly, by the logarithm. */
function wholeOf(models: readonly Model[], side: 'before' | 'after'): { median: number; rate: number } {
  const sum = (of: (share: Share) => number): number =>
    models.reduce((total, model) => total + model[side].work * of(model[side]), 0)
  return { median: Math.exp(sum(({ median }) => Math.log(median))), rate: sum(({ rate }) => rate) }
}
