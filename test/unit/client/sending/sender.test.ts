import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createQueue } from '../../../../src/client/sending/queue.ts'
import { Sender } from '../../../../src/client/sending/sender.ts'
import { fakeRuntime, keeps, type Sent, SOURCE, TOKEN } from '../../../support/client/runtime.ts'

const target = { url: `${SOURCE}/events`, token: TOKEN, shown: SOURCE }

function sending(answer?: (sent: Sent) => Response | Promise<Response>) {
  const runtime = fakeRuntime(answer)
  const queue = createQueue({ events: 1200, characters: 1e6 })
  const figures = { accepted: 0, duplicates: 0, refused: 0, dropped: 0, invalid: 0 }
  const reports: string[] = []
  const report = (what: string, message: string): void => void reports.push(`${what}: ${message}`)
  const sender = new Sender({ queue, target, runtime, figures, report })
  let count = 0
  const add = (events: number): void => {
    for (let i = 0; i < events; i++) {
      count += 1
      sender.added(queue.add(`{"id":"${count}"}`))
    }
  }
  const messages = (): string[][] => runtime.sent.map(({ events }) => events.map(({ id }) => id))
  return { runtime, queue, figures, reports, sender, add, messages }
}

const UNAVAILABLE = (): Response => new Response('', { status: 503 })

describe('events that wait', () => {
  test('are sent together a second after the first, and no timer is left', async () => {
    const { runtime, add, messages, figures } = sending()
    add(1)
    await runtime.advance(500)
    add(1)
    await runtime.advance(499)
    assert.deepEqual(messages(), [])
    await runtime.advance(1)
    assert.deepEqual(messages(), [['1', '2']])
    assert.equal(figures.accepted, 2)
    assert.equal(runtime.timers(), 0)
  })

  test('are sent at once when there are as many as a message holds, message after message', async () => {
    const { runtime, add, messages } = sending()
    add(1100)
    await runtime.advance(0)
    assert.deepEqual(
      messages().map(ids => ids.length),
      [500, 500, 100],
    )
  })

  test('are sent again with the same ids until they are kept, ever more slowly, and nobody waits for it', async () => {
    const outcomes = [UNAVAILABLE, UNAVAILABLE, keeps]
    const { runtime, add, messages, figures, reports } = sending(sent => (outcomes.shift() ?? keeps)(sent))
    add(2)
    await runtime.advance(1000)
    add(1)
    assert.equal(runtime.isAwaited(), false)
    await runtime.advance(749)
    assert.equal(messages().length, 1)
    await runtime.advance(1)
    assert.equal(messages().length, 2)
    await runtime.advance(1500)
    assert.deepEqual(messages(), [['1', '2'], ['1', '2'], ['1', '2'], ['3']])
    assert.deepEqual(figures, { accepted: 3, duplicates: 0, refused: 0, dropped: 0, invalid: 0 })
    assert.deepEqual(reports[0], `not sent: events wait and are sent again: ${SOURCE} answers 503`)
  })

  test('wait as long as the server asks', async () => {
    let busy = true
    const { runtime, add, messages } = sending(sent =>
      busy ? new Response('', { status: 429, headers: { 'retry-after': '90' } }) : keeps(sent),
    )
    add(1)
    await runtime.advance(1000)
    busy = false
    add(700)
    await runtime.advance(89_000)
    assert.equal(messages().length, 1)
    await runtime.advance(1000)
    assert.equal(messages().flat().length, 702)
  })

  test('that are too many for one message go in smaller ones, and one that is too large alone is refused', async () => {
    const { runtime, add, messages, figures, reports } = sending(sent =>
      sent.events.length > 2 || sent.events.some(({ id }) => id === '4')
        ? new Response('', { status: 413 })
        : keeps(sent),
    )
    add(5)
    await runtime.advance(1000)
    assert.deepEqual(
      messages().filter(ids => ids.length < 3),
      [['1', '2'], ['3', '4'], ['3'], ['4'], ['5']],
    )
    assert.equal(figures.accepted, 4)
    assert.equal(figures.refused, 1)
    assert.deepEqual(reports, ['refused: one event is larger than what is taken'])
  })

  test('that cannot be read are refused once, and do not stand in the way of the others', async () => {
    const outcomes = [(): Response => new Response('', { status: 400 }), keeps]
    const { runtime, add, figures } = sending(sent => (outcomes.shift() ?? keeps)(sent))
    add(2)
    await runtime.advance(1000)
    add(1)
    await runtime.advance(1000)
    assert.deepEqual([figures.refused, figures.accepted], [2, 1])
  })
})

describe('what was given up', () => {
  test('is reported with the next message, the same in each repetition of it, and what comes later in a later one', async () => {
    const outcomes = [UNAVAILABLE, UNAVAILABLE]
    const { runtime, sender, add } = sending(sent => (outcomes.shift() ?? keeps)(sent))
    sender.added(3)
    add(1)
    await runtime.advance(1000)
    sender.added(4)
    await runtime.advance(10_000)
    assert.deepEqual(
      runtime.sent.map(({ dropped }) => dropped),
      [3, 3, 3, 4],
    )
  })

  test('is not reported by a message that went out before, of which slowburn may know already', async () => {
    const outcomes = [UNAVAILABLE]
    const { runtime, sender, add } = sending(sent => (outcomes.shift() ?? keeps)(sent))
    add(1)
    await runtime.advance(1000)
    sender.added(3)
    await runtime.advance(10_000)
    assert.deepEqual(
      runtime.sent.map(({ dropped, events }) => [dropped, events.length]),
      [
        [0, 1],
        [0, 1],
        [3, 0],
      ],
    )
  })

  test('is reported after a message that cannot be read', async () => {
    const outcomes = [(): Response => new Response('', { status: 400 })]
    const { runtime, sender, add } = sending(sent => (outcomes.shift() ?? keeps)(sent))
    sender.added(3)
    add(1)
    await runtime.advance(1000)
    assert.deepEqual(
      runtime.sent.map(({ dropped, events }) => [dropped, events.length]),
      [
        [3, 1],
        [3, 0],
      ],
    )
  })

  test('is reported without events where none follow', async () => {
    const { runtime, sender } = sending()
    sender.added(2)
    await runtime.advance(1000)
    assert.deepEqual(
      runtime.sent.map(({ dropped, events }) => [dropped, events.length]),
      [[2, 0]],
    )
  })

  test('is what a full queue has no room for, while the message under way stays', async () => {
    let busy = true
    const { runtime, add, messages, figures, queue } = sending(sent => (busy ? UNAVAILABLE() : keeps(sent)))
    add(500)
    await runtime.advance(0)
    add(1300)
    assert.equal(queue.size(), 1200)
    busy = false
    await runtime.advance(60_000)
    assert.equal(figures.accepted, 1700)
    assert.deepEqual(messages().at(-1)?.at(-1), '1800')
    assert.deepEqual(
      runtime.sent.map(({ dropped }) => dropped).filter(dropped => dropped > 0),
      [100],
    )
  })
})

describe('flushing', () => {
  test('sends at once, whatever the server asked for, and says whether all went', async () => {
    let busy = true
    const { runtime, sender, add } = sending(sent => (busy ? UNAVAILABLE() : keeps(sent)))
    add(1)
    assert.equal(await sender.flush(1000), false)
    busy = false
    assert.equal(await sender.flush(1000), true)
    assert.equal(sender.waiting(), 0)
    assert.equal(runtime.timers(), 0)
  })

  test('ends in its time where no answer comes, keeps the process alive until then, and loses nothing', async () => {
    const { runtime, sender, add } = sending(() => new Promise(() => {}))
    add(1)
    const flushed = sender.flush(1000)
    assert.equal(runtime.isAwaited(), true)
    await runtime.advance(1000)
    assert.equal(await flushed, false)
    assert.equal(runtime.isAwaited(), false)
    assert.equal(sender.waiting(), 1)
  })

  test('asked for twice is done once', async () => {
    const { sender, add, messages } = sending()
    add(1)
    assert.deepEqual(await Promise.all([sender.flush(1000), sender.flush(1000)]), [true, true])
    assert.deepEqual(messages(), [['1']])
  })
})

test('what has ended sends nothing more, and says how many were left', async () => {
  const { runtime, sender, add, messages } = sending(UNAVAILABLE)
  add(2)
  await runtime.advance(1000)
  add(600)
  assert.equal(sender.end(), 602)
  await runtime.advance(100_000)
  assert.equal(messages().length, 1)
  assert.equal(runtime.timers(), 0)
})
