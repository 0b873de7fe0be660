import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Episode } from '../../../../src/alerting/episode.ts'
import { HOUR } from '../../../../src/core/duration.ts'
import type { AlertDetail } from '../../../../src/queries/views.ts'
import { alertPanel, csrfField, SNOOZE_CHOICES, signedInLine } from '../../../../src/web/actions/panel.ts'
import type { Session } from '../../../../src/web/security/sessions.ts'
import { fixture } from '../../../support/web/fixture.ts'
import { NOW } from '../../../support/web/moment.ts'

const ANN: Session = { who: 'ann', role: 'act', csrf: 'the form of ann' }
const { alerts } = await fixture()
const firing = alerts.find(({ episode }) => episode.state === 'firing') ?? assert.fail()

function alertIn(changed: Partial<Pick<Episode, 'state' | 'handling'>>, rest: Partial<AlertDetail> = {}) {
  const episode = { ...firing.episode, ...changed } as Episode
  return { ...firing, ...rest, episode }
}

function panelOf(alert: AlertDetail, session: Session | null = ANN): string {
  return String(alertPanel(alert, session, NOW) ?? '')
}

function actionsOf(panel: string): string[] {
  return [...panel.matchAll(/formaction="[^"]+\/(\w+)"/g)].map(([, name = '']) => name)
}

describe('the panel of an alert', () => {
  test('offers whoever is signed in what may be done about it as it stands', () => {
    const panel = panelOf(firing)
    assert.match(panel, /<form method="post" action="\/alerts\/[^"]+\/acknowledge">/)
    assert.deepEqual(actionsOf(panel), ['snooze', 'accept'])
    assert.match(panel, /name="csrf" value="the form of ann"/)
    const lengths = [...panel.matchAll(/<option value="(\d+)">/g)].map(([, hours]) => Number(hours) * HOUR)
    assert.deepEqual(
      lengths,
      SNOOZE_CHOICES.map(([length]) => length),
    )
  })

  test('offers others to sign in, and brings them back', () => {
    const panel = panelOf(firing, null)
    assert.doesNotMatch(panel, /<form|csrf/)
    const next = /href="\/sign-in\?next=([^"]+)"/.exec(panel)?.[1] ?? ''
    assert.equal(decodeURIComponent(next), `/alerts/${encodeURIComponent(firing.episode.id)}`)
  })

  test('says who handles it and until when, and offers to release it', () => {
    const handling = {
      state: 'snoozed',
      by: 'bob',
      at: NOW - HOUR,
      until: NOW + HOUR,
      note: 'at <lunch>',
      severity: 'page',
      sigma: 4.2,
    } as const
    const panel = panelOf(alertIn({ handling }))
    assert.match(
      panel,
      /<bdi>bob<\/bdi> has snoozed it 60 minutes ago until .*“<bdi>at &lt;lunch&gt;<\/bdi>”/,
    )
    assert.deepEqual(actionsOf(panel), ['snooze', 'release', 'accept'])
    assert.doesNotMatch(panelOf(alertIn({ handling: { ...handling, until: NOW } })), /has snoozed it/)
  })

  test('offers nothing but the new level while it is pending, and nothing once it is over', () => {
    const pending = panelOf(alertIn({ state: 'pending' }))
    assert.doesNotMatch(pending, /Acknowledge|Snooze/)
    assert.deepEqual(actionsOf(pending), ['accept'])
    assert.equal(alertPanel(alertIn({ state: 'resolved' }), ANN, NOW), null)
  })

  test('offers to take an acceptance back for as long as it holds', () => {
    const acceptance = { by: 'bob', at: NOW - HOUR, note: 'new compiler', holds: true }
    const panel = panelOf(alertIn({ state: 'resolved' }, { acceptance }))
    assert.match(panel, /<bdi>bob<\/bdi> accepted the level as normal 60 minutes ago: “<bdi>new compiler/)
    assert.match(panel, /action="\/alerts\/[^"]+\/unaccept"/)
    assert.doesNotMatch(panel, /Acknowledge|\/silences/)
    const undone = { ...acceptance, holds: false }
    assert.equal(alertPanel(alertIn({ state: 'resolved' }, { acceptance: undone }), ANN, NOW), null)
  })

  test('leads to a silence that covers this alert', () => {
    const query = /href="\/silences\?([^"#]+)#new"/.exec(panelOf(firing, null))?.[1] ?? ''
    const lines = new URLSearchParams(query.replaceAll('&amp;', '&')).get('matchers')?.split('\n') ?? []
    const labels = { ...firing.series?.labels, rule: firing.episode.rule }
    assert.deepEqual(
      lines,
      Object.entries(labels).map(([name, value]) => `${name}="${value}"`),
    )
  })
})

test('whoever is signed in is named, and may sign out by a form of their own', () => {
  const line = String(signedInLine({ ...ANN, who: '<ann>' }, '/alerts'))
  assert.match(line, /Signed in as <bdi>&lt;ann&gt;<\/bdi>/)
  assert.match(line, /action="\/sign-out"/)
  assert.ok(line.includes(String(csrfField(ANN))))
  assert.match(line, /name="next" value="\/alerts"/)
})
