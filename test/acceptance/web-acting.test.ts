import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { manualClock } from '../../src/core/clock.ts'
import { WEEK } from '../../src/core/duration.ts'
import type { LinkAction } from '../../src/operations/links.ts'
import { ALERT_ACTIONS, signAction } from '../../src/operations/signed-link.ts'
import { type Listening, listen } from '../../src/web/listen.ts'
import { createWeb } from '../../src/web/server.ts'
import { onceEach } from '../support/alerts/links.ts'
import { launchChromium, withoutChromium } from '../support/browser/chromium.ts'
import { depsOf } from '../support/web/deps.ts'
import { fixture } from '../support/web/fixture.ts'
import { NOW } from '../support/web/moment.ts'

const KEY = createHash('sha256').update('a key for tests').digest()

const acts: LinkAction[] = []

function perform(act: LinkAction): { done: true } {
  acts.push(act)
  return { done: true }
}

async function codeOn(page: Page): Promise<string> {
  return (await page.locator('.code').textContent()) ?? ''
}

describe('acting by a link in Chromium', { skip: withoutChromium }, () => {
  let browser: Browser
  let web: Listening

  before(async () => {
    const { views } = await fixture()
    const links = { key: KEY, clock: manualClock(NOW), useCode: onceEach(), perform }
    web = await listen(createWeb(depsOf(views, { links })), { host: '127.0.0.1', port: 0 })
    browser = await launchChromium()
  })

  after(async () => {
    await browser?.close()
    await web?.close()
  })

  async function visit(
    action: (typeof ALERT_ACTIONS)[number],
    use: (page: Page) => Promise<void>,
  ): Promise<string[]> {
    const context = await browser.newContext({ viewport: { width: 375, height: 812 } })
    try {
      const page = await context.newPage()
      const heard: string[] = []
      page.on('console', message => heard.push(message.text()))
      const asked = { action, episodeId: 'drift{"2"}', recipient: 'oncall@example.org', expires: NOW + WEEK }
      await page.goto(`${web.url}act/${signAction(KEY, asked)}`)
      await use(page)
      return heard
    } finally {
      await context.close()
    }
  }

  test('a person types the code and is led to the alert', async () => {
    acts.length = 0
    const heard = await visit('acknowledge', async page => {
      const code = await codeOn(page)
      await page.getByLabel(/To confirm, type/).fill(code)
      await page.getByRole('button', { name: 'Acknowledge' }).click()
      await page.getByText(/^Rule “drift/).waitFor()
      assert.match(page.url(), /\/alerts\/drift/)
      assert.equal((await page.context().cookies()).length, 0)
    })
    assert.deepEqual(heard, [])
    assert.deepEqual(
      acts.map(({ action, who }) => [action, who]),
      [['acknowledge', 'oncall@example.org']],
    )
  })

  test('a program that clicks the button or submits the form changes nothing', async () => {
    acts.length = 0
    for (const action of ALERT_ACTIONS) {
      await visit(action, async page => {
        await page.getByRole('main').getByRole('button').click()
        assert.match(page.url(), /\/act\//)
        await Promise.all([
          page.waitForEvent('load'),
          page.evaluate('document.querySelector("form.act").submit()'),
        ])
        await page.getByText('Nothing was done: the code was not typed.').waitFor()
      })
    }
    assert.deepEqual(acts, [])
  })

  test('a wrong code is told, and a new one is given', async () => {
    acts.length = 0
    await visit('snooze', async page => {
      const first = await codeOn(page)
      await page.getByLabel(/To confirm, type/).fill(first === '000 000' ? '111 111' : '000 000')
      await page.getByRole('button', { name: 'Snooze' }).click()
      await page.getByText('that is not the code').waitFor()
      const second = await codeOn(page)
      assert.notEqual(second, first)
      await page.getByLabel('For').selectOption('4 hours')
      await page.getByLabel(/To confirm, type/).fill(second)
      await page.getByRole('button', { name: 'Snooze' }).click()
      await page.getByText(/^Rule “drift/).waitFor()
    })
    assert.deepEqual(
      acts.map(({ length }) => length),
      [4 * 3_600_000],
    )
  })

  test('another site cannot send the form for its visitor', async () => {
    acts.length = 0
    await visit('accept', async page => {
      const fields = {
        action: page.url(),
        challenge: await page.locator('[name=challenge]').inputValue(),
        code: await codeOn(page),
      }
      await page.goto('about:blank')
      await page.setContent(
        `<form method="post" action="${fields.action}"><input name="challenge" value="${fields.challenge}"><input name="code" value="${fields.code}"></form>`,
      )
      await Promise.all([
        page.waitForURL(fields.action),
        page.evaluate('document.querySelector("form").submit()'),
      ])
      await page.getByText('The form came from another site.').waitFor()
    })
    assert.deepEqual(acts, [])
  })
})
