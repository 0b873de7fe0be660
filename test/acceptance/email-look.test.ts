// The emails in a real browser: on a phone and on a desk, light and dark, with pictures and without.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { CHART_CIDS } from '../../src/delivery/email/chart.ts'
import { ALERTS } from '../../src/delivery/email/examples/examples.ts'
import { bodyOf } from '../../src/delivery/email/render.ts'
import { addresseeOf, PICTURED } from '../support/alerts/alert-samples.ts'
import { launchChromium, withoutChromium } from '../support/browser/chromium.ts'

const ANN = addresseeOf('ann@example.org')

describe('an email in a browser', { skip: withoutChromium }, () => {
  let browser: Browser
  before(async () => {
    browser = await launchChromium()
  })
  after(() => browser.close())

  async function open(html: string): Promise<Page> {
    const page = await browser.newPage({ viewport: { width: 375, height: 800 }, colorScheme: 'light' })
    await page.setContent(html)
    return page
  }

  for (const [name, input] of Object.entries(ALERTS)) {
    test(`${name}: never scrolls sideways, is large enough to read and to tap, and has contrast`, async t => {
      const { html, images } = bodyOf(input(), PICTURED, ANN)
      const [light = '', dark = ''] = images.map(({ bytes }) => Buffer.from(bytes).toString('base64'))
      const shown = html
        .replace(`cid:${CHART_CIDS.light}`, `data:image/png;base64,${light}`)
        .replace(`cid:${CHART_CIDS.dark}`, `data:image/png;base64,${dark}`)
      const page = await open(shown)
      t.after(() => page.close())
      for (const width of [320, 375, 600, 1200]) {
        await page.setViewportSize({ width, height: 800 })
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme })
          const found = await page.evaluate<Measured>(MEASURE)
          const where = `${width} px, ${colorScheme}`
          assert.ok(found.scrollWidth <= width, `${where}: scrolls to ${found.scrollWidth}`)
          assert.ok(found.smallestText >= 12, `${where}: text of ${found.smallestText} px`)
          assert.ok(found.lowestTap >= 36, `${where}: a link of ${found.lowestTap} px`)
          assert.ok(found.worstContrast >= 4.5, `${where}: contrast ${found.worstContrast} of ${found.worst}`)
          assert.ok(found.imageWidth > 0 && found.imageWidth <= width, `${where}: the chart is shown`)
          assert.deepEqual(found.images, [`on-${colorScheme}`], `${where}: one chart, of this scheme`)
        }
      }
    })
  }

  test('with pictures blocked the numbers of the chart are read in their place', async t => {
    const page = await open(bodyOf(ALERTS.slope?.() ?? assert.fail(), PICTURED, ANN).html)
    t.after(() => page.close())
    const alt = await page.getByRole('img').getAttribute('alt')
    assert.match(alt ?? '', /45\.2 s before the change.*latest 64\.1 s, limit 90 s/)
  })

  test('the preheader is there for the inbox and not for the eye', async t => {
    const page = await open(bodyOf(ALERTS.slope?.() ?? assert.fail(), PICTURED, ANN).html)
    t.after(() => page.close())
    assert.equal(await page.getByText('Latest 64.1 s, 45.2 s before').isVisible(), false)
  })
})

interface Measured {
  scrollWidth: number
  smallestText: number
  lowestTap: number
  worstContrast: number
  worst: string
  imageWidth: number
  /** Classes of the pictures that are seen. */
  images: readonly string[]
}

/** Runs inside the page. Contrast as WCAG 2.2 defines it, against the nearest painted background. */
const MEASURE = `(() => {
  const channels = text => text.match(/[\\d.]+/g).map(Number)
  const luminance = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map(c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    return 0.2126 * x + 0.7152 * y + 0.0722 * z
  }
  const background = element => {
    for (let at = element; at; at = at.parentElement) {
      const color = channels(getComputedStyle(at).backgroundColor)
      if (color.length === 3 || color[3] > 0) return color
    }
    return [255, 255, 255]
  }
  const result = { smallestText: 99, lowestTap: 99, worstContrast: 99, worst: '' }
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement
    if (walker.currentNode.textContent.trim() === '' || !element.checkVisibility()) continue
    const style = getComputedStyle(element)
    if (parseFloat(style.fontSize) === 0) continue
    result.smallestText = Math.min(result.smallestText, parseFloat(style.fontSize))
    const [a, b] = [luminance(channels(style.color)), luminance(background(element))]
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
    if (contrast < result.worstContrast) Object.assign(result, { worstContrast: contrast, worst: element.textContent })
  }
  for (const link of document.links) result.lowestTap = Math.min(result.lowestTap, link.getBoundingClientRect().height)
  const seen = [...document.images].filter(image => image.checkVisibility())
  const [image] = seen
  const images = seen.map(({ className }) => className)
  return { ...result, images, scrollWidth: document.documentElement.scrollWidth, imageWidth: image?.naturalWidth ? image.width : 0 }
})()`
