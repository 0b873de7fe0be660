import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type SummaryContent, summaryHtml } from '../../../../../src/delivery/email/lists/summary-html.ts'

const CONTENT: SummaryContent = {
  about: [{ episodeId: 'e1', sequence: 1 }],
  id: 's1',
  severity: 'page',
  subject: 'PAGE 2 alerts',
  verdict: '2 alerts at once: 2 firing.',
  why: 'They come in one message so that none is lost among the others.',
  lines: [{ tag: 'Page', text: 'Run time rising', worse: true, url: null }],
  open: [],
  others: 'and 1 more',
  lead: {
    verdict: 'Run time has been rising.',
    chart: null,
    action: 'Check what has grown.',
    links: [{ label: 'Runbook', url: 'https://runbooks.example.org/a' }],
    tone: 'worse',
  },
  causes: ['Release 2.9.1: coincides with 2 of them.'],
  rules: 'slower-work 2',
  all: 'https://slowburn.example.org/alerts',
}

describe('the HTML of a summary', () => {
  test('has the lines first, then what coincides, then the most severe and what to do', () => {
    const page = summaryHtml(CONTENT)
    const order = [
      '2 alerts at once',
      'Run time rising',
      'and 1 more',
      'Release 2.9.1',
      'The most severe',
      'Check what',
      'All alerts',
      'Runbook',
      'slower-work 2',
    ]
    const places = order.map(words => page.indexOf(words, page.indexOf('<h1')))
    assert.deepEqual(
      places,
      places.toSorted((a, b) => a - b),
    )
    assert.ok(places.every(place => place > 0))
  })

  test('shows in an inbox what its first lines are', () => {
    assert.match(summaryHtml(CONTENT), /display:none[^>]*>Run time rising/)
  })

  test('goes without what there is none of', () => {
    const page = summaryHtml({ ...CONTENT, lead: null, causes: [], others: null, all: null })
    assert.doesNotMatch(page, /The most severe|What else|and 1 more|All alerts|null|undefined/)
  })
})
