import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import type { ChangeEpisode, EpisodeState, Transition } from '../../../src/alerting/episode.ts'
import type { Rule } from '../../../src/alerting/rule.ts'
import { HOUR, MINUTE } from '../../../src/core/duration.ts'
import type { ChangeRecord } from '../../../src/detection/change.ts'
import {
  changeOf,
  emptyMemory,
  look,
  type Memory,
  recordOf,
  ruleOf,
  seriesOf,
  T0,
} from '../../support/alerts/alerting.ts'

const series = seriesOf()
const standing = (raisedAt = T0, change = changeOf()) => [{ record: recordOf(raisedAt, { change }), series }]
const _states = (transitions: readonly Transition[]): EpisodeState[] => transitions.map(({ to }) => to)
const _only = (memory: Memory): ChangeEpisode => {
  const [episode, ...more] = memory.episodes.values()
  assert.ok(episode)
  assert.equal(more.length, 0)
  return episode
}

describe('laws', () => {
  /** A history: at each look some minutes have passed and some of three series stand changed, or do not. */
  const history = fc.array(
    fc.record({
      minutes: fc.integer({ min: -30, max: 90 }),
      changed: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
      kind: fc.constantFrom('level' as const, 'slope' as const, 'missing' as const),
    }),
    { maxLength: 40 },
  )
  const waits = fc.record({
    for: fc.integer({ min: 0, max: 120 }),
    keepFiringFor: fc.integer({ min: 0, max: 120 }),
  })
  const allSeries = [seriesOf(1), seriesOf(2, 'queue_wait_p95'), seriesOf(3, 'roi_latency')]

  type History = Parameters<Parameters<typeof history.map>[0]>[0]

  function run(
    steps: History,
    rules: readonly Rule[],
    forget: (memory: Memory, index: number) => Memory,
  ): Memory {
    let memory = emptyMemory()
    let now = T0
    const raised = new Map<number, ChangeRecord>()
    for (const [index, { minutes, changed, kind }] of steps.entries()) {
      now += minutes * MINUTE
      for (const [place, isChanged] of changed.entries()) {
        const before = raised.get(place)
        if (!isChanged) raised.delete(place)
        else if (before === undefined) raised.set(place, recordOf(now, { seriesId: place + 1 }))
        else raised.set(place, { ...before, change: changeOf({ kind }) })
      }
      memory = forget(memory, index)
      const standingNow = [...raised].flatMap(([place, record]) => {
        const one = allSeries[place]
        return one === undefined ? [] : [{ record, series: one }]
      })
      look(memory, rules, standingNow, now)
    }
    return memory
  }

  test('a restart at every point gives the same episodes and transitions as none', () => {
    fc.assert(
      fc.property(history, waits, (steps, wait) => {
        const straight = run(steps, rulesOf(wait), keep)
        const restarted = run(steps, rulesOf(wait), restart)
        assert.deepEqual(restarted, straight)
      }),
    )
  })

  test('a replay gives what the live run gave', () => {
    fc.assert(
      fc.property(history, waits, (steps, wait) => {
        assert.deepEqual(run(steps, rulesOf(wait), keep), run(steps, rulesOf(wait), keep))
      }),
    )
  })

  test('every episode is pending, then firing, then resolved, in this order', () => {
    const allowed: Readonly<Record<string, readonly string[]>> = {
      none: ['pending'],
      pending: ['firing', 'dropped'],
      firing: ['resolved'],
      resolved: ['pending'],
      dropped: ['pending'],
    }
    fc.assert(
      fc.property(history, waits, (steps, wait) => {
        const last = new Map<string, string>()
        for (const { to, episode } of run(steps, rulesOf(wait), keep).transitions) {
          const before = last.get(episode.id) ?? 'none'
          assert.ok(allowed[before]?.includes(to), `${before} -> ${to}`)
          last.set(episode.id, to)
        }
      }),
    )
  })

  test('at most one episode is open for a rule and series', () => {
    fc.assert(
      fc.property(history, waits, (steps, wait) => {
        const open = [...run(steps, rulesOf(wait), keep).episodes.values()]
          .filter(({ state }) => state === 'pending' || state === 'firing')
          .map(({ rule, series: key }) => `${rule} ${key}`)
        assert.equal(new Set(open).size, open.length)
      }),
    )
  })

  test('a second look at the same moment changes nothing', () => {
    fc.assert(
      fc.property(waits, wait => {
        const memory = emptyMemory()
        const now = T0 + HOUR
        look(memory, rulesOf(wait), standing(), now)
        const before = new Map(memory.episodes)
        assert.deepEqual(look(memory, rulesOf(wait), standing(), now).transitions, [])
        assert.deepEqual(memory.episodes, before)
      }),
    )
  })
})

function rulesOf(wait: { for: number; keepFiringFor: number }): Rule[] {
  return [
    ruleOf({ name: 'a', for: wait.for * MINUTE, keepFiringFor: wait.keepFiringFor * MINUTE }),
    ruleOf({ name: 'b', for: 0, keepFiringFor: 0, indicators: ['queue_*', 'roi_*'], when: 'any' }),
  ]
}

function keep(memory: Memory): Memory {
  return memory
}

function restart(memory: Memory): Memory {
  const episodes = new Map(JSON.parse(JSON.stringify([...memory.episodes])) as Array<[string, ChangeEpisode]>)
  return { episodes, transitions: memory.transitions }
}
