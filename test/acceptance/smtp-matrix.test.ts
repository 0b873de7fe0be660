// Failpoints times misbehaviours, by the thousand: each seed is one night with a failing server and a process
// that is killed. SLOWBURN_FAULT_CASES says how many; a case that fails is repeated by its seed.
import assert from 'node:assert/strict'
import process from 'node:process'
import { after, before, describe, test } from 'node:test'
import type { Outbox, OutboxEntry } from '../../src/delivery/outbox.ts'
import { type FastSmtp, startFastSmtp } from '../support/fast-smtp.ts'
import { type Mutation, playCase } from '../support/fault-case.ts'

const CASES = Number(process.env.SLOWBURN_FAULT_CASES ?? 400)

describe('a night with a failing server and a process that is killed', () => {
  let smtp: FastSmtp
  before(async () => {
    smtp = await startFastSmtp()
  })
  after(() => smtp.close())

  test(`keeps every promise in ${CASES} cases`, async () => {
    for (let seed = 1; seed <= CASES; seed += 1) {
      assert.deepEqual(await playCase(smtp, seed), [], `seed ${seed}`)
    }
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
      outbox: outbox => ({ ...outbox, begin: (id, at) => outbox.settle(id, 'accepted', at, 'hoped for') }),
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
      for (let seed = 1; seed <= 200; seed += 1) {
        const broken = await playCase(smtp, seed, mutation)
        if (broken.length > 0) return
      }
      assert.fail('200 cases did not notice')
    })
  }
})

function allLater(outbox: Outbox): OutboxEntry[] {
  return outbox
    .list(100)
    .filter(({ state, sequence }) => state === 'queued' && sequence > 1)
    .flatMap(({ id }) => outbox.get(id) ?? [])
}
