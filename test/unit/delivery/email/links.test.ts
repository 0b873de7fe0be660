import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { alertContent } from '../../../../src/delivery/email/content.ts'
import type { Link } from '../../../../src/delivery/email/input.ts'
import { actsOf, linksOf } from '../../../../src/delivery/email/links.ts'
import { bodyOf } from '../../../../src/delivery/email/render.ts'
import {
  addresseeOf,
  episodeOf,
  resolvedSample,
  SETTINGS,
  SLOPE,
  sample,
} from '../../../support/alerts/alert-samples.ts'

const ANN = addresseeOf('ann@example.org')
const BOB = addresseeOf('bob@example.org')

describe('acting', () => {
  test('is offered to each recipient by links of their own, while the alarm stands', () => {
    const settings = { ...SETTINGS, actsFor }
    assert.deepEqual(alertContent(sample(), settings, ANN).acts, actsFor(episodeOf(SLOPE), ANN.address))
    const { html, text } = bodyOf(sample(), settings, BOB)
    assert.ok(/act\/5f0c6c1d2e3a4b5c6d7e-bob@example\.org" style="[^"]*">Acknowledge<\/a>/.test(html))
    assert.ok(text.includes('act/5f0c6c1d2e3a4b5c6d7e-bob@example.org'))
    assert.deepEqual(alertContent(resolvedSample(), settings, ANN).acts, [])
  })
})

test('the links lead to the alert, its runbook, its series and its dashboard, where there are such', () => {
  const labels = (settings: typeof SETTINGS): string[] =>
    linksOf(sample(), settings, null).map(({ label }) => label)
  assert.deepEqual(labels(SETTINGS), ['Open this alert', 'Runbook', 'Series', 'Dashboard'])
  assert.deepEqual(labels({ ...SETTINGS, baseUrl: null, dashboardUrl: null }), ['Runbook'])
  assert.deepEqual(labels({ ...SETTINGS, baseUrl: 'javascript:alert(1)', dashboardUrl: null }), ['Runbook'])
})

test('without links to act by, none are offered', () => {
  assert.deepEqual(actsOf(sample(), SETTINGS, ANN), [])
})

function actsFor({ id: episode }: { id: string }, recipient: string): Link[] {
  return [{ label: 'Acknowledge', url: `https://slowburn.example.org/act/${episode}-${recipient}` }]
}
