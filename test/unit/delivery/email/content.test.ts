import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { alertContent, badgeOf, wayOf } from '../../../../src/delivery/email/content.ts'
import type { AlertEmailInput } from '../../../../src/delivery/email/input.ts'
import { bodyOf } from '../../../../src/delivery/email/render.ts'
import {
  addresseeOf,
  episodeOf,
  NOW,
  resolvedSample,
  SETTINGS,
  SLOPE,
  sample,
} from '../../../support/alerts/alert-samples.ts'

const ANN = addresseeOf('ann@example.org')

describe('the content', () => {
  test('comes in the order in which a tired reader needs it', () => {
    const { text } = bodyOf(sample(), SETTINGS, ANN)
    const order = [
      'has been rising since',
      'Change ',
      'Since ',
      'How fast',
      'How sure',
      'Projected',
      'What else changed then',
      'Not affected',
      'Chart of',
      'Next',
      'Runbook',
      'Dashboard',
      'Why you get this',
    ].map(words => text.indexOf(words))
    assert.ok(order.every(at => at >= 0))
    assert.deepEqual(
      order,
      order.toSorted((a, b) => a - b),
    )
  })

  test('leaves out what has no address', () => {
    const input = sample()
    const bare = { ...SETTINGS, baseUrl: null, dashboardUrl: null }
    const content = alertContent({ ...input, rule: { ...input.rule, runbook: null } }, bare, ANN)
    assert.deepEqual(content.links, [])
    assert.doesNotMatch(bodyOf(input, bare, ANN).html, /alerts\/|series\//)
  })

  test('links to the dashboard at the range of the chart', () => {
    const { links, chart } = alertContent(sample(), SETTINGS, ANN)
    const dashboard = new URL(links.find(({ label }) => label.startsWith('Dashboard'))?.url ?? '')
    assert.equal(dashboard.searchParams.get('from'), String(chart?.from))
    assert.equal(dashboard.searchParams.get('to'), String(chart?.to))
  })

  test('of the preheader is what changed, and what it is now', () => {
    assert.equal(
      alertContent(sample(), SETTINGS, ANN).preheader,
      '+35 %. Latest 64.1 s, 45.2 s before 16 Nov.',
    )
    assert.match(
      alertContent(resolvedSample(), SETTINGS, ANN).preheader,
      /^Resolved after 4 days\. Latest 47\.7 s/,
    )
  })

  test('shows the onset in UTC and in the named zone', () => {
    const { facts } = alertContent(sample(), { ...SETTINGS, timeZone: 'America/New_York' }, ANN)
    assert.match(
      facts.find(({ label }) => label === 'Since')?.value ?? '',
      /UTC \(Sun 15 Nov 23:00 America\/New_York\)/,
    )
  })
})

describe('a follow-up', () => {
  test('says why it comes, with the present numbers', () => {
    const content = alertContent(followUp('reminder'), SETTINGS, ANN)
    assert.equal(content.badge, 'Page, reminder')
    assert.equal(content.preheader, 'Still firing. +35 %. Latest 64.1 s, 45.2 s before 16 Nov.')
    assert.equal(alertContent(followUp('escalated'), SETTINGS, ANN).badge, 'Page, escalated from watch')
  })
})

describe('the tone of an email', () => {
  test('is that of the change, better once it is over, and neutral where it was accepted', () => {
    const toneOf = (input: AlertEmailInput): string => alertContent(input, SETTINGS, ANN).tone
    assert.equal(toneOf(sample()), 'worse')
    assert.equal(toneOf(resolvedSample()), 'better')
    const over = resolvedSample()
    const { episode } = over.transition
    const accepted = { ...episode, accepted: { by: 'ann', at: NOW, note: '' } }
    assert.equal(toneOf({ ...over, transition: { ...over.transition, episode: accepted } }), 'neutral')
    assert.equal(
      badgeOf({ ...over, transition: { ...over.transition, episode: accepted } }),
      'Accepted as normal',
    )
  })
})

test('an email says by which route it came, or that its reader was notified when it began', () => {
  assert.equal(wayOf(ANN), 'route everything notifies on-call')
  assert.equal(wayOf({ ...ANN, route: null }), 'on-call was notified when it began')
})

test('the next action is the one of the indicator, for a change for the worse', () => {
  const action = (overrides: Partial<AlertEmailInput>): string =>
    alertContent(sample(overrides), SETTINGS, ANN).action
  assert.match(action({}), /^Check what the tasks have more of since 16 Nov/)
  const better = episodeOf({ ...SLOPE, direction: 'down', good: true })
  assert.match(
    action({ transition: { to: 'firing', at: NOW, episode: better } }),
    /^Check what has grown since/,
  )
  assert.match(
    action({ indicator: { help: '', unit: 'seconds', goodDirection: 'down' } }),
    /^Check what has grown since 16 Nov/,
  )
})

function followUp(reason: 'reminder' | 'escalated'): AlertEmailInput {
  const episode = episodeOf(SLOPE, { sequence: 2 })
  return sample({ reason, transition: { to: 'firing', at: NOW, episode } })
}
