// What every channel must say of its server, whatever that does: each is tried on a server that it brings itself.
import assert from 'node:assert/strict'
import { connect, createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { describe, type TestContext, test } from 'node:test'
import * as z from 'zod'
import type { Channel, Recipient } from '../../../../src/delivery/notifiers/channel.ts'
import { alertNote, freezeNote, testNote } from '../../../../src/delivery/notifiers/http/note.ts'
import { channels } from '../../../../src/delivery/notifiers/registry.ts'
import type { FrozenMessage, SendResult } from '../../../../src/delivery/outbox/message.ts'
import { NOTIFIER_LAWS } from '../../../support/delivery/trials/notifier-laws.ts'
import type { NotifierTrial, Trouble } from '../../../support/delivery/trials/notifier-trial.ts'
import { trialOf } from '../../../support/delivery/trials/trial-of.ts'

for (const channel of channels) {
  describe(`the channel ${channel.name}`, () => {
    for (const [law, holds] of Object.entries(NOTIFIER_LAWS)) {
      test(law, async t => holds(t, channel, await trialOf(channel)))
    }
  })
}

// A pager line as operators had them: one line by TCP, one line as the answer.
const pagerOptions = z.object({ line: z.string(), code: z.string() })
type PagerOptions = z.output<typeof pagerOptions>

/** What the line answers; null: it says nothing. An empty text is a connection that ends. */
const ANSWERS: Readonly<Record<Exclude<Trouble, 'is not there'>, string | null>> = {
  'ends every connection at once': '',
  'says nothing': null,
  'is in trouble': 'LATER',
  'asks for patience': 'LATER 7',
  'refuses for good': 'NO',
  'takes the message, and its answer is lost': '',
  'takes the message': 'OK',
}

async function startPager(t: TestContext, trouble: Trouble) {
  let taken = 0
  const sockets = new Set<Socket>()
  const server = createServer(socket => {
    sockets.add(socket.on('error', () => {}))
    if (trouble === 'ends every connection at once') return void socket.end()
    createInterface({ input: socket }).on('line', line => {
      const isSent = line.startsWith('SEND') && trouble.startsWith('takes')
      if (isSent) taken++
      const answer = isSent || trouble !== 'takes the message' ? answerTo(trouble) : 'OK'
      if (answer !== null) socket.end(answer === '' ? '' : `${answer}\n`)
    })
  })
  const close = (): void => {
    for (const socket of sockets) socket.destroy()
    server.close()
  }
  await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve))
  t.after(close)
  const address = server.address()
  assert.ok(typeof address === 'object' && address !== null)
  if (trouble === 'is not there') close()
  return { options: { line: `127.0.0.1:${address.port}`, code: 'a secret code' }, taken: () => taken }
}

const answerTo = (trouble: Trouble): string | null => (trouble === 'is not there' ? '' : ANSWERS[trouble])

const trial: NotifierTrial = { start: startPager }

/** Empty where the line was cut after it had been said; null where nobody was reached. */
async function say({ line }: PagerOptions, words: string, signal: AbortSignal): Promise<string | null> {
  const [host = '', port] = line.split(':')
  const socket = connect({ host, port: Number(port), signal })
  let said: string | null = null
  try {
    await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject))
    said = ''
    socket.write(`${words}\n`)
    for await (const answer of createInterface({ input: socket })) return answer
    return ''
  } catch {
    return said
  } finally {
    socket.destroy()
  }
}

type Send = (to: Recipient<PagerOptions>, message: FrozenMessage, signal: AbortSignal) => Promise<SendResult>

const send: Send = async ({ options }, { bytes }, signal) => {
  const answer = await say(options, `SEND ${options.code} ${Buffer.from(bytes)}`, signal)
  if (answer === 'OK') return { accepted: true, answer }
  if (answer === 'NO') return { accepted: false, outcome: 'permanent', error: 'it refuses' }
  return { accepted: false, outcome: answer === '' ? 'unknown' : 'retry', error: 'it does not take it now' }
}

function pager(by: Send = send): Channel<'pager', typeof pagerOptions, Record<never, never>> {
  return {
    name: 'pager',
    options: pagerOptions,
    example: { line: '127.0.0.1:9', code: 'a secret code' },
    settings: {},
    audience: () => 'people',
    recipients: (_options, contact) => [`pager:${contact}`],
    renderAlert: (input, to, settings) => {
      const note = alertNote(input, settings)
      return to.map(({ recipient }) => freezeNote(note, recipient, note.title, settings))
    },
    renderSummary: () => [],
    renderReport: null,
    renderTest: (input, { recipient }, settings) => {
      const note = testNote(input, settings)
      return freezeNote(note, recipient, note.title, settings)
    },
    open: ([to]) => ({
      name: 'pager',
      send: (message, signal) => by(to as Recipient<PagerOptions>, message, signal),
      check: async signal => {
        const answer = await say((to as Recipient<PagerOptions>).options, 'PING', signal)
        return answer === 'OK' ? null : 'the pager line does not answer'
      },
      close: async () => {},
    }),
  }
}

/** What the laws say of a channel that breaks them. */
async function broken(t: TestContext, channel: Channel): Promise<string[]> {
  const found: string[] = []
  for (const [law, holds] of Object.entries(NOTIFIER_LAWS)) {
    await holds(t, channel, trial).catch((error: Error) => found.push(`${law}: ${error.message}`))
  }
  return found
}

describe('the suite of notifiers', () => {
  test('lets one pass that does not speak HTTP, on a server of its own', async t => {
    assert.deepEqual(await broken(t, pager() as unknown as Channel), [])
  })

  test('catches one that takes silence for an answer, and one that quotes its code', async t => {
    const hopeful: Send = async (...asked) => {
      const result = await send(...asked)
      return !result.accepted && result.outcome === 'unknown' ? { accepted: true, answer: '' } : result
    }
    const talkative: Send = async (to, ...asked) => ({
      ...(await send(to, ...asked)),
      error: to.options.code,
    })
    assert.match(
      (await broken(t, pager(hopeful) as unknown as Channel)).join('\n'),
      /its answer is lost: it says/,
    )
    assert.match(
      (await broken(t, pager(talkative) as unknown as Channel)).join('\n'),
      /it says a secret code in/,
    )
  })
})
