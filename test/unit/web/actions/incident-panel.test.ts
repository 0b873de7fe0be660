import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { incidentPanel } from '../../../../src/web/actions/incident-panel.ts'
import type { Session } from '../../../../src/web/security/sessions.ts'
import { fixture } from '../../../support/web/fixture.ts'

const ANN: Session = { who: 'ann', role: 'act', csrf: 'the form of ann' }
const { overview } = await fixture()
const [first, second] = overview.incidents
assert.ok(first !== undefined && second !== undefined)
const incident = { ...first, symptoms: [{ ...second.root, odds: 3 }] }
const OTHER = { id: 'other', title: 'Queue wait of <b>all</b>' }

describe('the panel of an incident', () => {
  test('offers whoever is signed in what acts on all of its alerts, and what belongs to it', () => {
    const panel = String(incidentPanel(incident, [OTHER], ANN))
    assert.match(panel, /2 alerts of it fire; what you do is done to all of them/)
    assert.match(panel, /Split it off/)
    assert.match(panel, /<option value="other">.*&lt;b&gt;all/)
    assert.equal(panel.match(/name="csrf" value="the form of ann"/g)?.length, 3)
  })

  test('offers others to sign in, and brings them back', () => {
    const panel = String(incidentPanel(incident, [], null))
    assert.doesNotMatch(panel, /<form|csrf/)
    assert.ok(panel.includes(`next=${encodeURIComponent(`/incidents/${incident.id}`)}`))
  })

  test('offers nothing where nothing can be done', () => {
    assert.equal(incidentPanel({ ...incident, closedAt: 1 }, [OTHER], ANN), null)
    assert.equal(incidentPanel({ ...incident, id: null }, [OTHER], ANN), null)
    const quiet = { ...incident, symptoms: [], root: { ...incident.root, alert: null } }
    const panel = String(incidentPanel(quiet, [], ANN))
    assert.match(panel, /No alert of it fires/)
    assert.doesNotMatch(panel, /Acknowledge|Split it off|Merge it in/)
  })
})
