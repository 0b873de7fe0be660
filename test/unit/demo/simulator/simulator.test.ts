import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import type { Millis } from '../../../../src/core/clock.ts'
import { DAY, HOUR, MINUTE } from '../../../../src/core/duration.ts'
import type { Happenings, Task } from '../../../../src/demo/simulator/entities.ts'
import { PLANT_IDS, type PlantId, plants } from '../../../../src/demo/simulator/plants.ts'
import { rhythm } from '../../../../src/demo/simulator/rhythm.ts'
import { simulate } from '../../../../src/demo/simulator/simulator.ts'
import { inForm } from '../../../support/long-form.ts'

const startedAt = Date.UTC(2026, 4, 4)
const seed = 42
const day = (n: number): Millis => startedAt + n * DAY
const lived = (ids: readonly PlantId[], days = 90): Happenings =>
  simulate({ seed, startedAt, plants: new Set(ids) }).until(day(days))
const planted = lived(PLANT_IDS, 130)
const healthy = lived([])

const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length
const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0
const between = <T>(items: readonly T[], at: (item: T) => Millis, from: number, to: number): T[] =>
  items.filter(item => at(item) >= day(from) && at(item) < day(to))
const tasks = (life: Happenings, from: number, to: number, type?: Task['type']): Task[] =>
  between(life.tasks, task => task.startedAt, from, to).filter(
    task => type === undefined || task.type === type,
  )
const runTime = (task: Task): Millis => task.endedAt - task.startedAt
const close = (actual: number, expected: number, tolerance: number): void =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual}, expected ${expected} +-${tolerance}`)

describe('a healthy platform', () => {
  test('does at least 42,000 tasks of five types on three models in 90 days', () => {
    assert.ok(healthy.tasks.length >= 42_000)
    assert.equal(new Set(healthy.tasks.map(task => task.type)).size, 5)
    assert.equal(new Set(healthy.tasks.map(task => task.model)).size, 3)
  })

  test('works on one task at a time, in the order in which they came, and never idles while one waits', () => {
    let free = startedAt
    for (const task of healthy.tasks) {
      assert.equal(task.startedAt, Math.max(task.createdAt, free))
      assert.ok(task.endedAt > task.startedAt)
      free = task.endedAt
    }
    assert.ok(healthy.tasks.every((task, i) => task.createdAt > (healthy.tasks[i - 1]?.createdAt ?? 0)))
  })

  test('is busy for between a fifth and a third of the time', () => {
    const busy = healthy.tasks.reduce((sum, task) => sum + runTime(task), 0) / (90 * DAY)
    assert.ok(busy > 0.2 && busy < 1 / 3, String(busy))
  })

  test('has three times as many arrivals at the busiest hour as at the quietest, and weekends at 0.6', () => {
    close(rhythm(day(0) + 14 * HOUR) / rhythm(day(0) + 2 * HOUR), 3, 1e-9)
    close(rhythm(day(5) + HOUR) / rhythm(day(4) + HOUR), 0.6, 1e-9)
    const hours = Array.from({ length: 7 * 24 * 60 }, (_, i) => rhythm(startedAt + (i * HOUR) / 60))
    close(mean(hours), 1, 1e-3)
    const created = healthy.tasks.map(task => task.createdAt)
    const weekend = created.filter(isWeekend)
    close(weekend.length / 26 / ((created.length - weekend.length) / 64), 0.6, 0.04)
  })

  test('gets each type of task as a Poisson process: counts have the variance of their mean', () => {
    for (const type of ['research', 'foundation', 'build', 'test', 'review'] as const) {
      const counts = new Map<number, number>()
      const expected = new Map<number, number>()
      const mine = healthy.tasks.filter(task => task.type === type)
      for (let at = startedAt; at < day(90); at += HOUR) {
        counts.set(at, 0)
        expected.set(at, ((mine.length / (90 * 24)) * (rhythm(at) + rhythm(at + HOUR - 1))) / 2)
      }
      for (const { createdAt } of mine) {
        const hour = Math.floor(createdAt / HOUR) * HOUR
        counts.set(hour, (counts.get(hour) ?? 0) + 1)
      }
      const dispersion = mean(
        [...counts].map(([at, count]) => (count - (expected.get(at) ?? 1)) ** 2 / (expected.get(at) ?? 1)),
      )
      // Pearson's statistic of 2160 hours: 1 with a standard deviation of sqrt(2 / 2160) and a little more.
      close(dispersion, 1, 0.15)
    }
  })

  test('fails about 3 % of its tasks, and none of them for its database', () => {
    const outcomes = healthy.tasks.map(task => task.outcome)
    close(outcomes.filter(outcome => outcome === 'failed').length / outcomes.length, 0.03, 0.004)
    assert.ok(!outcomes.includes('phantom'))
    assert.ok(outcomes.filter(outcome => outcome === 'timeout').length < 50)
  })

  test('is no different in its last month from its first', () => {
    for (const type of ['research', 'foundation', 'build', 'test', 'review'] as const) {
      const [first, last] = [tasks(healthy, 0, 30, type), tasks(healthy, 60, 90, type)]
      close(median(last.map(runTime)) / median(first.map(runTime)), 1, 0.06)
    }
  })
})

describe('claims', () => {
  const claims = between(healthy.claims, claim => claim.madeAt, 0, 88)

  test('are made once for each task whose work was done, when it was done', () => {
    const done = planted.tasks.filter(({ outcome, endedAt }) => isDone(outcome) && endedAt <= day(130))
    assert.deepEqual(
      planted.claims.map(claim => [claim.task.id, claim.madeAt]),
      done.map(task => [task.id, task.endedAt]),
    )
  })

  test('are true in about 0.60 of the cases and state about 0.65', () => {
    close(mean(claims.map(claim => Number(claim.truth))), 0.6, 0.01)
    close(mean(claims.map(claim => claim.probability)), 0.65, 0.01)
  })

  test('are audited at random with the recorded propensity, nearly all within 48 hours', () => {
    const audited = claims.filter(claim => claim.audited)
    close(audited.length / claims.length, 0.35, 0.01)
    close(mean(audited.map(claim => Number(claim.truth))), 0.6, 0.02)
    const delays = audited.map(({ verifiedAt, madeAt }) => (verifiedAt ?? Number.NaN) - madeAt)
    close(median(delays) / HOUR, 12, 0.5)
    assert.ok(mean(delays.map(delay => Number(delay <= 48 * HOUR))) > 0.985)
  })

  test('flatter whoever averages all that happened to be verified', () => {
    const verified = claims.filter(claim => claim.verifiedAt !== null)
    const naive = mean(verified.map(claim => Number(claim.truth)))
    // By design .6 (.35 + .65 * .35) of the true and .4 (.35 + .65 * .08) of the false are verified.
    close(naive, 0.3465 / (0.3465 + 0.1608), 0.015)
  })
})

describe('the plants', () => {
  const known = plants(startedAt)

  test('are seven, and none begins before day 40', () => {
    assert.equal(known.length, 7)
    assert.ok(known.every(({ onset }) => onset >= day(40) && onset < day(90)))
  })

  test('leave everything before the first of them as it would have been', () => {
    const [sick, sound] = [planted, healthy].map(life => life.tasks.filter(task => task.endedAt < day(42)))
    assert.deepEqual(sick, sound)
  })

  test('make build tasks 0.8 % slower every day from day 42, and stop at day 120', () => {
    close(buildLevel(0, 42), 1, 0.03)
    close(buildLevel(86, 90), 1.008 ** 46, 0.08)
    close(buildLevel(120, 130), 1.008 ** 78, 0.1)
  })

  test('make review tasks 35 % slower when their model is swapped', () => {
    const swap = day(61) + 10 * HOUR
    const reviews = planted.tasks.filter(task => task.type === 'review')
    const [before, after] = [reviews.filter(isBefore(swap)), reviews.filter(task => !isBefore(swap)(task))]
    close(median(after.map(runTime)) / median(before.map(runTime)), 1.35, 0.05)
    assert.deepEqual(new Set(before.map(task => task.model)), new Set(['aurora-small']))
    assert.deepEqual(new Set(after.map(task => task.model)), new Set(['basalt-mini']))
  })

  test('make claims state ever more while as many are true', () => {
    const late = between(planted.claims, claim => claim.madeAt, 90, 130)
    close(mean(late.map(claim => claim.probability)), 0.91, 0.01)
    close(mean(late.map(claim => Number(claim.truth))), 0.6, 0.02)
  })

  test('make returns come 2.5 % later for every day after day 48', () => {
    close(latency(0, 48), 2.5, 0.15)
    close(latency(85, 90), 2.5 * 1.025 ** 39.5, 1.2)
  })

  test('make nearly a third of the finished tasks phantom failures from the release of day 66', () => {
    const release = day(66) + 14 * HOUR
    const ended = planted.tasks.filter(({ outcome }) => isDone(outcome))
    assert.equal(phantomShare(ended.filter(task => task.endedAt < release)), 0)
    close(phantomShare(ended.filter(task => task.endedAt >= release)), 0.3, 0.01)
  })

  test('make every foundation task end at its timeout, to the millisecond, from day 72', () => {
    const hung = tasks(planted, 72.5, 130, 'foundation')
    assert.deepEqual(new Set(hung.map(runTime)), new Set([120_000]))
    assert.deepEqual(new Set(hung.map(task => task.outcome)), new Set(['timeout']))
  })

  test('silence the ledger from day 80', () => {
    const last = planted.ledger.at(-1)?.at ?? 0
    assert.ok(last < day(80) + 3 * HOUR && last > day(80) - HOUR)
    close(between(planted.ledger, ({ at }) => at, 0, 80).length / 80 / 24, 4, 0.2)
  })
})

describe('time', () => {
  test('can be cut anywhere: the parts together are the whole', () => {
    const whole = lived(PLANT_IDS, 3)
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 3 * DAY }), { maxLength: 30 }), cuts => {
        const simulator = simulate({ seed, startedAt, plants: new Set(PLANT_IDS) })
        const parts = [...cuts.toSorted((a, b) => a - b), 3 * DAY].map(cut =>
          simulator.until(startedAt + cut),
        )
        assert.deepEqual(
          {
            tasks: parts.flatMap(part => part.tasks),
            samples: parts.flatMap(part => part.samples),
            claims: parts.flatMap(part => part.claims),
            investments: parts.flatMap(part => part.investments),
            ledger: parts.flatMap(part => part.ledger),
            deployments: parts.flatMap(part => part.deployments),
          },
          whole,
        )
      }),
      { numRuns: inForm(6, 30), seed: 1 },
    )
  })

  test('brings a release every week, whatever was planted, and one more with which the harm begins', () => {
    const lives = [healthy, planted].map(life => life.deployments.filter(({ at }) => at < day(90)))
    assert.deepEqual(lives[0], lives[1])
    const [releases = []] = lives
    assert.deepEqual(
      releases.map(({ id }) => id),
      releases.map((_, index) => index + 1),
    )
    assert.equal(releases.length, 13)
    const [harm] = plants(startedAt).filter(({ release }) => release !== null)
    const faulty = releases.find(({ version }) => version === harm?.release)
    assert.equal(faulty?.at, harm?.onset)
    // The others coincide with no fault that begins at once.
    const sudden = plants(startedAt).filter(({ kinds }) => !kinds.includes('slope'))
    for (const { at, version } of releases.filter(release => release !== faulty)) {
      assert.ok(
        sudden.every(({ onset }) => Math.abs(at - onset) > DAY),
        version,
      )
    }
  })

  test('may go on for more than a year at once, with the ramps at rest from day 120', () => {
    const [days, least] = inForm([160, 75_000], [400, 190_000])
    const long = lived(PLANT_IDS, days)
    const waits = long.tasks.slice(-20_000).map(task => task.startedAt - task.createdAt)
    assert.ok(median(waits) < 10 * MINUTE, String(median(waits)))
    assert.equal(long.tasks.length > least, true)
  })

  test('of another seed is another life', () => {
    const other = simulate({ seed: seed + 1, startedAt, plants: new Set() }).until(day(1))
    assert.notDeepEqual(other.tasks.slice(0, 5), healthy.tasks.slice(0, 5))
  })
})

function buildLevel(from: number, to: number): number {
  return median(tasks(planted, from, to, 'build').map(runTime)) / 50_000
}

function latency(from: number, to: number): number {
  const spent = between(planted.investments, ({ spentAt }) => spentAt, from, to)
  const realised = spent.filter(({ end }) => end === 'realised')
  return median(realised.map(({ spentAt, endedAt }) => endedAt - spentAt)) / DAY
}

function phantomShare(some: readonly Task[]): number {
  return mean(some.map(task => Number(task.outcome === 'phantom')))
}

function isDone(outcome: Task['outcome']): boolean {
  return outcome === 'completed' || outcome === 'phantom'
}

function isBefore(at: Millis): (task: Task) => boolean {
  return task => task.startedAt < at
}

function isWeekend(at: Millis): boolean {
  return new Date(at).getUTCDay() % 6 === 0
}
