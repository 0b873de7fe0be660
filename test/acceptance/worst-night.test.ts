// Nights that are worse than any one fault: three days without a mail server, ten thousand alarms at once, clocks that
// jump while messages wait. The mail server's log says what became of them.
import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { type ParsedMail, simpleParser } from 'mailparser'
import type { Clock } from '../../src/core/clock.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../../src/core/duration.ts'
import { brokenPromises } from '../support/alerts/promises.ts'
import { ANN, BOB, openChain, START } from '../support/chain/fault-chain.ts'
import { leapingClock } from '../support/delivery/delivery.ts'
import { type FastSmtp, startFastSmtp } from '../support/delivery/fast-smtp.ts'
import { startSmtp, type TestSmtp } from '../support/delivery/smtp.ts'
import { temporaryFolder } from '../support/folder.ts'

const YEAR = 365 * DAY

async function serverFor(t: TestContext): Promise<TestSmtp> {
  const server = await startSmtp()
  t.after(() => server.close())
  return server
}

describe('three days without a mail server', () => {
  test('lose nothing, merge what is over, and end within a minute of its return', async t => {
    // Nobody listens on its port until it is back.
    const gone = await startFastSmtp()
    await gone.close()
    const back = START + 72 * HOUR
    const returned: FastSmtp[] = []
    const leaping = leapingClock(START)
    const clock: Clock = {
      now: leaping.now,
      async sleep(ms, signal) {
        await leaping.sleep(ms, signal)
        if (leaping.now() >= back && returned.length === 0) returned.push(await startFastSmtp(gone.port))
      },
    }
    const to = [ANN, BOB]
    const chain = openChain({ folder: temporaryFolder(t), clock, to, smtp: { port: gone.port } })
    t.after(() => chain.close())
    // Every four hours something breaks; every other one of them is well again before the server is.
    for (let hour = 0; hour < 72; hour += 2) {
      leaping.set(START + hour * HOUR)
      if (hour % 4 === 0) chain.change(hour / 4 + 1)
      else chain.recover(index => index % 2 === 0)
      chain.look()
      await chain.settle(hour < 70 ? 2 * HOUR - 2 * MINUTE : 3 * HOUR)
    }
    const [smtp] = returned
    assert.ok(smtp)
    t.after(() => smtp.close())

    const episodes = chain.store.episodes.list(100)
    assert.equal(episodes.length, 18)
    for (const recipient of to) {
      const mails: string[] = smtp.taken
        .filter(taken => taken.recipient === recipient)
        .map(({ bytes }) => bytes.toString('latin1'))
      assert.equal(mails.length, episodes.length)
      for (const { id, state } of episodes) {
        const about = mails.filter(mail => mail.includes(`X-Slowburn-Episode: ${id};`))
        assert.deepEqual(
          about.map(mail => /^X-Slowburn-State: (\w+)/m.exec(mail)?.[1]),
          [state],
        )
      }
    }
    const last = Math.max(...chain.store.outbox.list(1000).map(({ settledAt }) => settledAt ?? 0))
    assert.ok(last - back < MINUTE, `${(last - back) / SECOND} s`)
    t.diagnostic(`all told ${(last - back) / SECOND} s after the return`)
  })
})

describe('alarms by the thousand', () => {
  test('ten thousand at once are one mail to each, small and with a link to all', async t => {
    const smtp = await serverFor(t)
    const clock = leapingClock(START)
    const to = [ANN, BOB]
    const chain = openChain({ folder: temporaryFolder(t), clock, to, smtp: { port: smtp.port } })
    t.after(() => chain.close())
    chain.change(10_000)
    const began = performance.now()
    chain.look()
    t.diagnostic(`decided, worded and committed in ${((performance.now() - began) / SECOND).toFixed(1)} s`)
    for (let minute = 0; minute < 15; minute += 5) {
      clock.set(START + minute * MINUTE)
      chain.look()
      await chain.settle(MINUTE)
    }
    for (const recipient of to) {
      const [mail] = await mailsTo(recipient, smtp)
      assert.match(mail?.subject ?? '', /^(PAGE|WATCH) 10000 alerts: /)
      assertSmall(mail)
    }
    assert.equal(smtp.accepted.length, to.length)
  })

  test('that come in one mail keep their order: no end is told before its beginning', async t => {
    const smtp = await serverFor(t)
    smtp.misbehave({ at: 'rcpt', code: 450 }, { at: 'rcpt', code: 450 })
    const clock = leapingClock(START)
    const chain = openChain({ folder: temporaryFolder(t), clock, smtp: { port: smtp.port } })
    t.after(() => chain.close())
    chain.change(5)
    chain.look()
    await chain.deliver()
    chain.recover(index => index === 0)
    clock.set(START + 16 * MINUTE)
    chain.look()
    await chain.settle(HOUR)
    const mails = await mailsTo(ANN, smtp)
    assert.deepEqual(
      mails.map(({ subject }) => subject?.replace(/:.*| back.*/, '')),
      ['PAGE 5 alerts', 'RESOLVED Task run time p50 of build'],
    )
  })

  test('that are over at once are one mail more', async t => {
    const smtp = await serverFor(t)
    const clock = leapingClock(START)
    const chain = openChain({ folder: temporaryFolder(t), clock, smtp: { port: smtp.port } })
    t.after(() => chain.close())
    chain.change(10_000)
    chain.look()
    // An end would take the place of a beginning that nobody has accepted yet.
    await chain.settle(MINUTE)
    chain.recover()
    for (let minute = 0; minute < 60; minute += 5) {
      clock.set(START + minute * MINUTE)
      chain.look()
      await chain.settle(MINUTE)
    }
    const [, over, ...more] = await mailsTo(ANN, smtp)
    assert.match(over?.subject ?? '', /^RESOLVED 10000 alerts/)
    assertSmall(over)
    assert.equal(more.length, 0)
    assert.equal(chain.store.episodes.open().length, 0)
  })
})

describe('a clock that jumps while a message is tried again', () => {
  /** Half an hour before summer time begins and ends in Berlin. */
  const SPRING = Date.UTC(2027, 2, 28, 0, 30)
  const AUTUMN = Date.UTC(2027, 9, 31, 0, 30)
  for (const [what, from, jump] of [
    ['an hour ahead', START, HOUR] as const,
    ['an hour back', START, -HOUR] as const,
    ['a year ahead', START, YEAR] as const,
    ['a year back', START, -YEAR] as const,
    ['into summer time', SPRING, HOUR] as const,
    ['out of summer time', AUTUMN, HOUR] as const,
    ['into summer time and back', SPRING + HOUR, -HOUR] as const,
    ['out of summer time and back', AUTUMN + HOUR, -HOUR] as const,
  ]) {
    test(`${what}: both ends of the alarm are told once, soon, and at the right hour`, async t => {
      const smtp = await serverFor(t)
      const again = { at: 'rcpt', code: 450 } as const
      smtp.misbehave(again, again, again, again)
      const clock = leapingClock(from)
      const chain = openChain({ folder: temporaryFolder(t), clock, smtp: { port: smtp.port } })
      t.after(() => chain.close())
      chain.change(1)
      chain.look()
      await chain.settle(4 * SECOND)
      assert.equal(smtp.accepted.length, 0)
      clock.set(clock.now() + jump)
      const jumped = clock.now()
      await chain.settle(2 * MINUTE)
      assert.equal(smtp.accepted.length, 1)
      assert.ok(clock.now() - jumped < MINUTE, `${clock.now() - jumped} ms`)
      chain.recover()
      chain.look()
      const over = clock.now()
      await chain.settle(2 * MINUTE)
      assert.deepEqual(brokenPromises(smtp.accepted, [ANN], 0), [])
      const { text } = await simpleParser(smtp.accepted[1]?.raw ?? Buffer.alloc(0))
      const there = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone: 'Europe/Berlin' })
      assert.match(
        text?.replace(/\s+/g, ' ') ?? '',
        new RegExp(`Resolved .{5,30} UTC \\(.*?${there.format(over)} Europe/Berlin\\)`),
      )
    })
  }
})

function mailsTo(recipient: string, { accepted }: TestSmtp): Promise<ParsedMail[]> {
  return Promise.all(
    accepted.filter(mail => mail.recipient === recipient).map(({ raw }) => simpleParser(raw)),
  )
}

function assertSmall(mail: ParsedMail | undefined): void {
  // The parser has put the pictures into the HTML.
  const html = String(mail?.html).replaceAll(/data:image[^"]+/g, '')
  assert.ok(Buffer.byteLength(html) <= 40_000)
  assert.match(mail?.text ?? '', /^All alerts:\nhttps:\/\/slowburn\.example\.org\/alerts$/m)
}
