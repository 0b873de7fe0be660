// Failpoints times misbehaviours, by the thousand: each seed is one night with a failing server and a process
// that is killed. SLOWBURN_FAULT_CASES says how many, SLOWBURN_FAULT_FROM from which seed on, so that a long run can
// be shared out; a case that fails is repeated by its seed.
import assert from 'node:assert/strict'
import process from 'node:process'
import { after, before, describe, test } from 'node:test'
import type { Outbox, OutboxEntry } from '../../src/delivery/outbox/outbox.ts'
import { type FastSmtp, startFastSmtp } from '../support/delivery/fast-smtp.ts'
import { type Mutation, playCase } from '../support/delivery/fault-case.ts'
import { describeCoverage, emptyCoverage, TRIPLES } from '../support/delivery/fault-plan.ts'

const FROM = Number(process.env.SLOWBURN_FAULT_FROM ?? 1)
const CASES = Number(process.env.SLOWBURN_FAULT_CASES ?? TRIPLES)
/** Nights played at once: a server that hangs costs time, but no processor. */
const LANES = 8

describe('a night with a failing server and a process that is killed', () => {
  const lanes: FastSmtp[] = []
  before(async () => {
    for (let lane = 0; lane < LANES; lane += 1) lanes.push(await startFastSmtp())
  })
  after(() => Promise.all(lanes.map(smtp => smtp.close())))

  test(`keeps every promise in ${CASES} cases from seed ${FROM} on`, { timeout: 2 ** 31 - 1 }, async t => {
    const coverage = emptyCoverage()
    const began = performance.now()
    let seed = FROM
    const play = async (smtp: FastSmtp): Promise<void> => {
      while (seed < FROM + CASES) {
        const mine = seed
        seed += 1
        assert.deepEqual(await playCase(smtp, mine, { coverage }), [], `seed ${mine}`)
        if ((mine - FROM + 1) % REPORT_EVERY === 0) report(mine - FROM + 1, began)
      }
    }
    await Promise.all(lanes.map(play))
    const { lines, empty } = describeCoverage(coverage)
    for (const line of ['met, by stage and by failpoint:', ...lines]) t.diagnostic(line)
    if (CASES >= TRIPLES) assert.deepEqual(empty, [], 'not met')
  })

  const mutations: Readonly<Record<string, Mutation>> = {
    'a Message-ID made anew for each attempt': {
      notifier: notifier => ({
        ...notifier,
        send: (message, signal) => {
          const text = Buffer.from(message.bytes).toString('latin1')
          const other = text.replace('Message-ID: <', `Message-ID: <${performance.now()}.`)
          return notifier.send({ ...message, bytes: Buffer.from(other, 'latin1') }, signal)
        },
      }),
    },
    'an outcome that is written before the attempt': {
      outbox: outbox => ({
        ...outbox,
        begin(id, at) {
          const owed = outbox.begin(id, at)
          outbox.settle(id, 'accepted', at, 'hoped for')
          return owed
        },
      }),
    },
    'an outbox that forgets the order': {
      outbox: outbox => ({ ...outbox, due: (now, limit) => outbox.due(now, limit).concat(allLater(outbox)) }),
    },
    'a failure that is taken for success': {
      notifier: notifier => ({
        ...notifier,
        send: async (message, signal) => {
          await notifier.send(message, signal)
          return { accepted: true, answer: 'never mind' }
        },
      }),
    },
    'an unknown ending that is taken for a permanent one': {
      notifier: notifier => ({
        ...notifier,
        send: async (message, signal) => {
          const result = await notifier.send(message, signal)
          return !result.accepted && result.outcome !== 'permanent'
            ? { ...result, outcome: 'permanent', scope: 'message' }
            : result
        },
      }),
    },
  }
  for (const [name, mutation] of Object.entries(mutations)) {
    test(`is failed by ${name}`, async () => {
      const [smtp] = lanes
      assert.ok(smtp)
      for (let seed = 1; seed <= 400; seed += 1) {
        const broken = await playCase(smtp, seed, { mutation })
        if (broken.length > 0) return
      }
      assert.fail('400 cases did not notice')
    })
  }
})

/** To standard error, which the test runner passes on at once. */
const REPORT_EVERY = 10_000

function report(done: number, began: number): void {
  const seconds = Math.round((performance.now() - began) / 1000)
  const memory = Math.round(process.memoryUsage.rss() / 2 ** 20)
  process.stderr.write(`${done} of ${CASES} nights in ${seconds} s, ${memory} MB\n`)
}

function allLater(outbox: Outbox): OutboxEntry[] {
  return outbox
    .list(100)
    .filter(({ state, sequence }) => state === 'queued' && sequence > 1)
    .flatMap(({ id }) => outbox.get(id) ?? [])
}
