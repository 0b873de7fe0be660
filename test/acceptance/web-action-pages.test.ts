// Acting on alerts from the pages in a real browser, without any script: a person signs in, acts, and silences.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { systemClock } from '../../src/core/clock.ts'
import { HOUR } from '../../src/core/duration.ts'
import { openSqliteStore } from '../../src/storage/sqlite/store.ts'
import type { Store } from '../../src/storage/store.ts'
import { type Listening, listen } from '../../src/web/listen.ts'
import { createWeb } from '../../src/web/server.ts'
import { controlOn, plantDrift, viewsOn } from '../support/alerts/acting.ts'
import { launchChromium, withoutChromium } from '../support/browser/chromium.ts'
import { colours, contrast, focused, outline, overflow } from '../support/browser/looks.ts'
import { temporaryFolder } from '../support/folder.ts'
import { depsOf } from '../support/web/deps.ts'

const TOKEN = 'dGhlIHRva2VuIG9mIHRoZSB0ZXN0cyBpcyBub3Qgc2VjcmV0'
const DRAFT = '/silences/new?matchers=task_type%3Dbuild&for=2h&comment=new+compiler'

describe('acting on the pages in Chromium', { skip: withoutChromium }, () => {
  const cleanup: Array<() => unknown> = []
  let browser: Browser
  let web: Listening
  let store: Store
  let alert: string

  before(async () => {
    store = openSqliteStore(temporaryFolder({ after: step => void cleanup.push(step as () => unknown) }))
    const now = systemClock.now()
    alert = `/alerts/${(await plantDrift(store, now)).id}`
    const control = controlOn(store, systemClock, TOKEN)
    for (const [name, value] of [
      ['task_type', 'review'],
      ['model', `${'long'.repeat(80)}"><img src=x>`],
    ] as const) {
      const matchers = [{ name, op: '=' as const, value }]
      const span = { startsAt: now, endsAt: now + 5 * HOUR }
      control.acting.silence({ matchers, ...span, createdBy: 'bob', comment: `${'why '.repeat(40)}<b>` })
    }
    const deps = depsOf(viewsOn(store, systemClock), { clock: systemClock, control })
    web = await listen(createWeb(deps), { host: '127.0.0.1', port: 0 })
    browser = await launchChromium()
  })
  after(async () => {
    await browser?.close()
    await web?.close()
    store?.close()
    for (const step of cleanup) step()
  })

  const at = (path: string): string => new URL(path, web.url).href

  interface View {
    width?: number
    scheme?: 'light' | 'dark'
    signedIn?: boolean
    script?: boolean
  }

  async function visit(
    { width = 1280, scheme = 'light', signedIn = false, script = true }: View,
    look: (page: Page, context: BrowserContext) => Promise<void>,
  ): Promise<void> {
    const context = await browser.newContext({
      viewport: { width, height: 812 },
      colorScheme: scheme,
      javaScriptEnabled: script,
    })
    try {
      const page = await context.newPage()
      const heard: string[] = []
      page.on('console', message => heard.push(message.text()))
      page.on('pageerror', error => heard.push(error.message))
      if (signedIn) await signIn(page)
      await look(page, context)
      assert.deepEqual(heard, [])
    } finally {
      await context.close()
    }
  }

  async function signIn(page: Page): Promise<void> {
    await page.goto(at(alert))
    await page.getByRole('link', { name: 'Sign in to act' }).click()
    await page.getByLabel('Your name').fill('ann')
    await page.getByLabel('Token').fill(TOKEN)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('Signed in as ann.').waitFor()
  }

  const pages = (): string[] => [alert, '/silences', DRAFT, '/silences/new?matchers=nonsense', '/sign-in']

  test('the pages fit a phone, whether one is signed in or not', async () => {
    for (const signedIn of [false, true]) {
      await visit({ width: 375, signedIn }, async page => {
        for (const path of pages()) {
          await page.goto(at(path))
          assert.equal(await overflow(page), null, `${path}, signed in: ${signedIn}`)
        }
      })
    }
  })

  test('every text and button has a contrast of 4.5 or more, in light and in dark', async () => {
    for (const scheme of ['light', 'dark'] as const) {
      await visit({ scheme, signedIn: true }, async page => {
        for (const path of pages()) {
          await page.goto(at(path))
          for (const { text, ink, paper } of await colours(page)) {
            const ratio = contrast(ink, paper)
            assert.ok(ratio >= 4.5, `${path} in ${scheme}: "${text}" has ${ratio.toFixed(2)}`)
          }
        }
      })
    }
  })

  test('every field has a name, every button is large enough to hit, and hostile text stays text', async () => {
    await visit({ width: 375, signedIn: true }, async page => {
      for (const path of pages()) {
        await page.goto(at(path))
        assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1, path)
        assert.equal(await page.locator('img').count(), 0, path)
        for (const field of await page.locator('input:visible, select:visible, textarea:visible').all()) {
          const id = await field.getAttribute('id')
          const name = await page.locator(`label[for="${id}"]`).textContent()
          assert.ok(name, `${path}: ${await field.evaluate(element => element.outerHTML)}`)
        }
        for (const button of await page.locator('button:visible, a.button:visible').all()) {
          const box = await button.boundingBox()
          assert.ok(box !== null && box.height >= 24 && box.width >= 24, `${path}: ${JSON.stringify(box)}`)
        }
      }
    })
  })

  test('the keyboard reaches every button in the order of the page, and shows where it is', async () => {
    await visit({ signedIn: true }, async page => {
      await page.goto(at(alert))
      await page.getByLabel(/^Note/).focus()
      const reached: string[] = []
      for (let step = 0; step < 4; step++) {
        await page.keyboard.press('Tab')
        assert.match(await outline(page), /^solid [3-9]/, await focused(page))
        reached.push(await focused(page))
      }
      assert.deepEqual(
        reached.map(text => text.replace(/\s+/g, ' ').slice(0, 18)),
        ['Acknowledge', '1 hour4 hours12 ho', 'Snooze', 'This is not drift'],
      )
    })
  })

  test('a person acts without any script: acknowledges, snoozes, releases, accepts, takes it back', async () => {
    await visit({ signedIn: true, script: false }, async page => {
      await page.getByLabel(/^Note/).fill('rolling back')
      await page.getByRole('button', { name: 'Acknowledge' }).click()
      await page.getByText('ann has acknowledged it just now: “rolling back”.').waitFor()
      await page.getByLabel('Snooze for').selectOption('2 days')
      await page.getByRole('button', { name: 'Snooze' }).click()
      await page.getByText(/ann has snoozed it just now until/).waitFor()
      await page.getByRole('button', { name: 'Release' }).click()
      await page.getByRole('button', { name: 'This is not drift' }).click()
      await page.getByText('ann accepted the level as normal just now.').waitFor()
      await page.getByRole('button', { name: /^Take it back/ }).click()
      await page.getByRole('button', { name: 'This is not drift' }).waitFor()
      assert.equal(page.url(), at(alert))
    })
    const id = alert.replace('/alerts/', '')
    assert.deepEqual(
      store.history.of(id).map(({ actor, action }) => `${actor} ${action}`),
      ['acknowledged', 'snoozed', 'released', 'accepted', 'unaccepted'].map(action => `ann ${action}`),
    )
  })

  test('a silence is begun from an alert, previewed, made, and ended', async () => {
    await visit({ signedIn: true, script: false }, async page => {
      await page.getByRole('link', { name: 'Silence alerts like this one' }).click()
      assert.equal(await page.getByLabel(/^What/).inputValue(), 'task_type="build"\nrule="slower-work"')
      await page.getByLabel('Why').fill('new compiler')
      await page.getByRole('button', { name: 'See what it covers' }).click()
      await page.getByRole('heading', { level: 1, name: 'Silence 1 alert' }).waitFor()
      assert.equal(await page.getByRole('row').count(), 2)
      await page.getByRole('button', { name: 'Silence for 2h' }).click()
      await page.getByRole('heading', { level: 1, name: '3 silences' }).waitFor()
      await page.getByRole('button', { name: /^End the silence of task_type="build"/ }).click()
      await page.getByRole('heading', { level: 1, name: '2 silences' }).waitFor()
    })
  })

  test('signing out ends it, in every window', async () => {
    await visit({ signedIn: true }, async (page, context) => {
      const other = await context.newPage()
      await other.goto(at(alert))
      await other.getByText('Signed in as ann.').waitFor()
      await page.getByRole('button', { name: 'Sign out' }).click()
      await page.getByRole('link', { name: 'Sign in to act' }).waitFor()
      await other.reload()
      await other.getByRole('link', { name: 'Sign in to act' }).waitFor()
      assert.deepEqual(await context.cookies(), [])
    })
  })
})
