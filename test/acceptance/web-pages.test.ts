import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { type Listening, listen } from '../../src/web/listen.ts'
import { createWeb } from '../../src/web/server.ts'
import { launchChromium, withoutChromium } from '../support/browser/chromium.ts'
import {
  colours,
  computed,
  contrast,
  focused,
  luminance,
  outline,
  overflow,
  rgb,
  squeezed,
} from '../support/browser/looks.ts'
import { depsOf } from '../support/web/deps.ts'
import { fixture } from '../support/web/fixture.ts'

const PAGES = [
  '',
  'series',
  'series/1',
  'series/118',
  'alerts',
  `alerts/${encodeURIComponent('drift{"2"}')}`,
  'mail',
  'mail/1',
  'preview',
  'preview/weekly',
]

/** Markup, a quote, a change of direction, a word without end, and words without end. */
function evil(original: string): string {
  return `${original}"><img src=x onerror=alert(1)>\u202e${'long'.repeat(1200)} ${'word '.repeat(20)}`
}

async function serve(text: (original: string) => string): Promise<Listening> {
  const { views } = await fixture({ text })
  return listen(createWeb(depsOf(views)), { host: '127.0.0.1', port: 0 })
}

interface View {
  width?: number
  scheme?: 'light' | 'dark'
}

describe('the pages in Chromium', { skip: withoutChromium }, () => {
  let browser: Browser
  let web: Listening
  let hostile: Listening

  before(async () => {
    browser = await launchChromium()
    web = await serve(same => same)
    hostile = await serve(evil)
  })

  after(async () => {
    await browser?.close()
    await Promise.all([web?.close(), hostile?.close()])
  })

  /** Opens a page and holds it to silence: no console message, no failed request, no request to elsewhere. */
  async function open(
    { url }: Listening,
    path: string,
    { width = 1280, scheme = 'light' }: View,
    look: (page: Page) => Promise<void>,
  ): Promise<void> {
    const context = await browser.newContext({ viewport: { width, height: 812 }, colorScheme: scheme })
    try {
      const page = await context.newPage()
      const heard: string[] = []
      page.on('console', message => heard.push(message.text()))
      page.on('pageerror', error => heard.push(error.message))
      page.on('dialog', dialog => {
        heard.push(`dialog ${dialog.message()}`)
        void dialog.dismiss()
      })
      page.on('request', request => {
        if (!request.url().startsWith(url)) heard.push(`request to ${request.url()}`)
      })
      page.on('response', response => {
        if (response.status() >= 400) heard.push(`${response.status()} for ${response.url()}`)
      })
      await page.goto(url + path, { waitUntil: 'load' })
      await look(page)
      assert.deepEqual(heard, [], `/${path}`)
    } finally {
      await context.close()
    }
  }

  test('are silent, fetch nothing from elsewhere and break no policy', async () => {
    for (const path of PAGES) await open(web, path, {}, async () => {})
  })

  test('do not scroll sideways on a phone', async () => {
    for (const path of PAGES) {
      await open(web, path, { width: 375 }, async page =>
        assert.equal(await overflow(page), null, `/${path}`),
      )
    }
  })

  test('break no word of the navigation on a phone', async () => {
    await open(web, '', { width: 375 }, async page => {
      const lines = await page.evaluate<number[]>(`[...document.querySelectorAll('.top nav a')].map(link => {
        const words = document.createRange()
        words.selectNodeContents(link)
        return words.getClientRects().length
      })`)
      assert.ok(lines.length > 3)
      assert.deepEqual(
        lines,
        lines.map(() => 1),
      )
    })
  })

  test('give every cell room to be read on a phone, whatever stands beside it', async () => {
    for (const path of PAGES) {
      await open(web, path, { width: 375 }, async page =>
        assert.equal(await squeezed(page), null, `/${path}`),
      )
    }
  })

  test('hold hostile text without running it, and without scrolling sideways', async () => {
    for (const width of [1280, 375]) {
      for (const path of PAGES) {
        await open(hostile, path, { width }, async page => {
          assert.equal(await overflow(page), null, `/${path} at ${width}`)
          assert.equal(await page.locator('img').count(), 0)
        })
      }
    }
  })

  test('keep every text at a contrast of 4.5 or more, in light and in dark', async () => {
    for (const scheme of ['light', 'dark'] as const) {
      for (const path of PAGES) {
        await open(web, path, { scheme }, async page => {
          const texts = await colours(page)
          assert.ok(texts.length > 10, `/${path} has ${texts.length} texts`)
          for (const { text, ink, paper } of texts) {
            const ratio = contrast(ink, paper)
            assert.ok(ratio >= 4.5, `/${path} in ${scheme}: "${text}" has ${ratio.toFixed(2)}`)
          }
        })
      }
    }
  })

  test('really change their colours in the dark', async () => {
    const paper: string[] = []
    const line: string[] = []
    for (const scheme of ['light', 'dark'] as const) {
      await open(web, '', { scheme }, async page => {
        paper.push(await computed(page, 'body', 'backgroundColor'))
        line.push(await computed(page, 'svg .line', 'stroke'))
      })
    }
    const [light = '', dark = ''] = paper
    assert.ok(luminance(rgb(light)) > 0.8)
    assert.ok(luminance(rgb(dark)) < 0.05)
    assert.notEqual(line[0], line[1])
  })

  test('show where the keyboard is, from the first key on', async () => {
    await open(web, '', {}, async page => {
      await page.keyboard.press('Tab')
      assert.equal(await focused(page), 'Skip to the content')
      const box = await page.locator('a.skip').boundingBox()
      assert.ok(box !== null && box.x >= 0 && box.y >= 0)
      for (let step = 0; step < 12; step += 1) {
        assert.match(await outline(page), /^solid [3-9]/, await focused(page))
        await page.keyboard.press('Tab')
      }
    })
  })

  test('have landmarks, one heading of the first rank, named tables and described pictures', async () => {
    for (const path of PAGES) {
      await open(web, path, {}, async page => {
        for (const role of ['banner', 'navigation', 'main', 'contentinfo'] as const) {
          assert.equal(await page.getByRole(role).count(), 1, `/${path} ${role}`)
        }
        assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1)
        for (const picture of await page.locator('svg:visible').all()) {
          const described = (await picture.getAttribute('aria-label')) ?? ''
          assert.ok(described !== '' || (await picture.getAttribute('aria-hidden')) === 'true', `/${path}`)
        }
        for (const table of await page.locator('table:visible').all()) {
          assert.ok((await table.locator('th[scope=col]').count()) >= 3, `/${path}`)
        }
      })
    }
  })

  test('lead from a change to its series, its alert, and the mail about it', async () => {
    await open(web, '', {}, async page => {
      const step = page.locator('.change', { hasText: 'task_type review' }).first()
      await step.getByRole('link', { name: 'alert firing' }).click()
      await page.getByText(/^Rule “drift/).waitFor()
      await page.getByRole('link', { name: '[page] task_run_time_p50 is getting worse' }).click()
      const letter = page.frameLocator('iframe.letter')
      await letter.getByText('The median run time of build tasks is rising.').waitFor()
      assert.ok(
        await letter.locator('img').evaluate(image => 'naturalWidth' in image && image.naturalWidth === 1),
        'the picture of the message is shown',
      )
      await page.getByRole('link', { name: 'The alert' }).click()
      await page.getByRole('main').getByRole('link', { name: 'Task run time p50' }).first().click()
      await page.getByRole('heading', { level: 1, name: 'Task run time p50' }).waitFor()
      await page.getByText('The last 48 points as a table').click()
      assert.equal(await page.locator('details tbody tr:visible').count(), 48)
    })
  })

  test('find a series by a part of its name', async () => {
    await open(web, 'series', {}, async page => {
      await page.getByRole('searchbox').fill('queue_wait')
      await page.getByRole('button', { name: 'Find' }).click()
      await page.waitForURL(/q=queue_wait/)
      assert.equal(await page.locator('tbody tr').count(), 5)
    })
  })

  test('print without navigation, in black on white', async () => {
    await open(web, '', { scheme: 'dark' }, async page => {
      await page.emulateMedia({ media: 'print', colorScheme: 'light' })
      assert.equal(await page.getByRole('navigation').isVisible(), false)
      assert.equal(await computed(page, 'body', 'backgroundColor'), 'rgb(255, 255, 255)')
    })
  })
})
