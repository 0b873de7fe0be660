// A fault is planted, noticed, mailed by slowburn and by an Alertmanager, mended, and over: each mail leads somewhere, and each step is timed.
import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { HOUR, SECOND } from '../../src/core/duration.ts'
import {
  bookshelf,
  type Letter,
  lettersIn,
  type Platform,
  platformOn,
  rulesOn,
  watch,
} from '../support/dashboards/drill.ts'
import { startSmtp, type TestSmtp } from '../support/delivery/smtp.ts'
import { needs } from '../support/exposition/prometheus.ts'
import { temporaryFolder } from '../support/folder.ts'

const OWN = 'on-call@example.org'
const TEAM = 'team@example.org'
/** Real time from the end of the tick that noticed it to the last mail; Prometheus scrapes and evaluates four times a second here. */
const SLOWEST_MAIL = 20 * SECOND
/** Hours of the platform until a doubling is noticed, and until its end is. */
const SLOWEST_NOTICE = 12
const SLOWEST_END = 48

describe('a fire drill', { ...needs('prometheus', 'prometheus-alertmanager'), timeout: 300_000 }, () => {
  test('plant, fire, mail with links that lead somewhere, mend, resolve', async t => {
    const smtp = await startSmtp()
    t.after(() => smtp.close())
    // Links of mails go by the clock of the machine: they are good for a week.
    const begun = Math.floor(Date.now() / HOUR) * HOUR - 26 * 24 * HOUR
    const platform = platformOn(temporaryFolder(t), begun)
    platform.liveOn(21 * 24, 1)
    const { host, ticked } = await watch(t, platform, smtp)
    await rulesOn(t, { target: host, smtp, shelf: await bookshelf(t) })
    for (let day = 0; day < 3; day++) {
      platform.liveOn(24, 1)
      await ticked()
    }
    assert.deepEqual(await changes(smtp), [], 'before anything is planted')

    const hours = await until(SLOWEST_NOTICE, async () => {
      platform.liveOn(1, 2)
      await ticked()
      return isStanding(host)
    })
    const noticed = performance.now()
    const letters = await arrived(smtp, platform, [OWN, TEAM])
    const mailed = performance.now() - noticed
    for (const letter of letters) await leadsSomewhere(letter)
    assert.ok(letters.find(({ to }) => to === TEAM)?.links.some(link => link.includes('?viewPanel=')))
    assert.ok(letters.find(({ to }) => to === OWN)?.links.some(link => link.includes(`${host}/alerts/`)))

    const mended = await until(SLOWEST_END, async () => {
      platform.liveOn(1, 1)
      await ticked()
      return !(await isStanding(host))
    })
    platform.liveOn(2, 1)
    await ticked()
    const over = performance.now()
    await arrived(smtp, platform, [OWN, TEAM], /resolved|over|back/i)
    report(t, { hours, mailed, mended, resolved: performance.now() - over })
    assert.ok(mailed < SLOWEST_MAIL, `${mailed} ms`)
  })
})

function report(t: TestContext, { hours, mailed, mended, resolved }: Record<string, number>): void {
  t.diagnostic(
    `noticed ${hours} h after it was planted, mailed ${((mailed ?? 0) / SECOND).toFixed(1)} s later; over ${mended} h after it was mended, mailed ${((resolved ?? 0) / SECOND).toFixed(1)} s later`,
  )
}

/** How many times it was tried until it was so. */
async function until(most: number, tried: () => Promise<boolean>): Promise<number> {
  for (let times = 1; times <= most; times++) if (await tried()) return times
  throw new Error(`not within ${most} hours`)
}

async function isStanding(host: string): Promise<boolean> {
  const text = await (await fetch(`http://${host}/metrics`)).text()
  return /^slowburn_change_active\{[^}]*severity="page"[^}]*\} 1$/m.test(text)
}

/** What is mailed of the series of the drill. */
async function changes(smtp: TestSmtp): Promise<Letter[]> {
  return (await lettersIn(smtp)).filter(({ subject }) => /build|SlowburnChangePage/.test(subject))
}

/** The last of each recipient, once everybody has one whose subject is like that. */
async function arrived(
  smtp: TestSmtp,
  { clock }: Pick<Platform, 'clock'>,
  recipients: readonly string[],
  like = /./,
): Promise<Letter[]> {
  for (let left = 600; left > 0; left--) {
    const letters = (await changes(smtp)).filter(({ subject }) => like.test(subject))
    const last = recipients.flatMap(to => letters.findLast(letter => letter.to === to) ?? [])
    if (last.length === recipients.length) return last
    await wait(100)
    // What sends the mail of slowburn goes by the clock of the drill.
    clock.advance(SECOND)
  }
  const subjects = (await lettersIn(smtp)).map(({ to, subject }) => `${to}: ${subject}`)
  throw new Error(`within a minute only ${subjects.join('; ')}`)
}

async function leadsSomewhere({ to, links }: Letter): Promise<void> {
  assert.ok(links.length > 2, `${to}: ${links.join(' ')}`)
  for (const link of links) {
    const { status } = await fetch(link)
    assert.equal(status, 200, `${to}: ${link}`)
  }
}
