// Every failure of a web server, with every death of the process, for every channel that posts by HTTP.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Channel } from '../../src/delivery/notifiers/channel.ts'
import { channels } from '../../src/delivery/notifiers/registry.ts'
import {
  BEHAVIOURS,
  DEATHS,
  type Mutation,
  playHttpNight,
  startOracle,
} from '../support/delivery/http-night.ts'
import { trialOf } from '../support/delivery/trials/trial-of.ts'

const CASES = Number(process.env.SLOWBURN_FAULT_CASES ?? 300)

/** Mulberry32: the same seed gives the same night. */
function generator(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

interface Posting {
  channel: Channel
  optionsAt(url: string): unknown
}

const posting: Posting[] = (
  await Promise.all(channels.map(async channel => ({ channel, ...(await trialOf(channel)) })))
).flatMap(({ channel, optionsAt }) =>
  optionsAt === undefined ? [] : [{ channel, optionsAt: url => channel.options.parse(optionsAt(url)) }],
)

describe('a night of faults', () => {
  for (const { channel, optionsAt } of posting) {
    test(`loses nothing of ${channel.name}, doubles only what nobody can know, and keeps the order`, async t => {
      const oracle = await startOracle()
      t.after(() => oracle.close())
      const options = optionsAt(oracle.url)
      const met = new Set<string>()
      for (let seed = 1; seed <= CASES; seed += 1) {
        const broken = await playHttpNight(oracle, channel, options, generator(seed), { met })
        assert.deepEqual(broken, [], `${channel.name}, seed ${seed}`)
      }
      if (CASES >= 1000) assert.equal(met.size, BEHAVIOURS.length * DEATHS.length, 'every trouble was met')
    })
  }
})

describe('the judge', () => {
  const mutations: Readonly<Record<string, Mutation>> = {
    'a failure taken for success': notifier => ({
      ...notifier,
      send: async (message, signal) => {
        const result = await notifier.send(message, signal)
        return result.accepted ? result : { accepted: true, answer: 'so it seems' }
      },
    }),
    'a success taken for an unknown ending': notifier => ({
      ...notifier,
      send: async (message, signal) => {
        const result = await notifier.send(message, signal)
        await notifier.send(message, signal)
        return result
      },
    }),
    'a failure that may pass taken for good': notifier => ({
      ...notifier,
      send: async (message, signal) => {
        const result = await notifier.send(message, signal)
        return result.accepted ? result : { ...result, outcome: 'permanent' }
      },
    }),
  }
  for (const [what, mutate] of Object.entries(mutations)) {
    test(`is failed by ${what}`, async t => {
      const oracle = await startOracle()
      t.after(() => oracle.close())
      const [first] = posting
      assert.ok(first)
      const { channel, optionsAt } = first
      for (let seed = 1; seed <= 200; seed += 1) {
        const options = optionsAt(oracle.url)
        const broken = await playHttpNight(oracle, channel, options, generator(seed), { mutate })
        if (broken.length > 0) return
      }
      assert.fail('200 nights did not notice')
    })
  }
})
