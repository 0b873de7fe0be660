import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { alertContent } from '../../../../src/delivery/email/content.ts'
import { button, chartHtml, factsHtml, linkRow, renderHtml } from '../../../../src/delivery/email/html.ts'
import { addresseeOf, SETTINGS, sample } from '../../../support/alerts/alert-samples.ts'

const LINK = { label: 'Open "this"', url: 'https://example.org/a?b=1&c=2' }

describe('the HTML of an alert', () => {
  test('shows one of two charts, each with the numbers in its place', () => {
    const chart = { from: 0, to: 1, alt: 'Chart: 45 s', caption: 'One point per hour' }
    const markup = chartHtml(chart).toString()
    assert.equal((markup.match(/alt="Chart: 45 s"/g) ?? []).length, 2)
    assert.match(markup, /class="on-dark"[^>]*style="display:none/)
  })

  test('escapes links and facts', () => {
    assert.match(
      button(LINK, 'worse').toString(),
      /href="https:\/\/example\.org\/a\?b=1&amp;c=2"[^>]*>Open &quot;this&quot;</,
    )
    assert.equal(linkRow([]), null)
    assert.match(factsHtml([{ label: '<a>', value: '1 & 2' }]).toString(), /&lt;a&gt;[^<]*<\/td>.*1 &amp; 2/)
  })

  test('leaves out what there is nothing of', () => {
    const content = alertContent(sample(), SETTINGS, addresseeOf('ann@example.org'))
    const bare = renderHtml({
      ...content,
      chart: null,
      causes: null,
      figures: null,
      unaffected: [],
      links: [],
    })
    assert.doesNotMatch(bare, /<img|What else changed|Not affected|Open this alert/)
  })
})
