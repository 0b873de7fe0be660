import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Incident, Member } from '../../../src/incidents/incident.ts'
import {
  assessmentOfIncident,
  clearedRoots,
  incidentView,
  severityOfIncident,
  standingIncidents,
} from '../../../src/queries/incidents.ts'
import type { ChangeView } from '../../../src/queries/views.ts'
import type { Series } from '../../../src/series/series.ts'
import { fixture } from '../../support/web/fixture.ts'

const { overview } = await fixture()
const standing = overview.standing
const views = new Map(standing.map(view => [view.id, view]))
const series = new Map(standing.map(({ series: one }) => [one.id, one as Series]))
const member = (view: ChangeView, clearedAt: number | null = null, odds: number | null = 3): Member => {
  return {
    change: view.id,
    series: view.series.id,
    raisedAt: view.raisedAt,
    clearedAt,
    onset: view.change.onset,
    odds,
  }
}
const incident = (members: readonly Member[], part: Partial<Incident> = {}): Incident => {
  return {
    id: 'x',
    nature: 'change',
    openedAt: 1,
    closedAt: null,
    mergedInto: null,
    members,
    explanation: { label: 'task_type', value: 'build' },
    events: [{ at: 1, what: 'opened', series: members.map(one => one.series), other: null }],
    ...part,
  }
}
const [a, b, c] = standing as [ChangeView, ChangeView, ChangeView]

describe('incidents as they are shown', () => {
  test('hold every change that stands exactly once, those in no incident by themselves', () => {
    const shown = standingIncidents([incident([member(a), member(b)])], views, standing, series)
    const ids = shown.flatMap(({ root, symptoms }) => [root.id, ...symptoms.map(({ id }) => id)])
    assert.deepEqual(ids.toSorted(), standing.map(({ id }) => id).toSorted())
    assert.equal(shown.find(({ id }) => id === 'x')?.root.id, a.id)
    assert.equal(shown.filter(({ id }) => id === null).length, standing.length - 2)
  })

  test('come with the graver first', () => {
    const severities = standingIncidents([], views, standing, series).map(severityOfIncident)
    assert.deepEqual(severities, severities.toSorted())
  })

  test('leave out what was cleared, but for the root', () => {
    const view = incidentView(incident([member(a, 9), member(b, 9), member(c)]), views, series)
    assert.equal(view?.root.id, a.id)
    assert.deepEqual(
      view?.symptoms.map(({ id }) => id),
      [c.id],
    )
    assert.equal(view?.explanation, 'task_type build')
    assert.equal(view?.events[0]?.series.length, 3)
  })

  test('are none where nothing of them is computed any more', () => {
    assert.equal(incidentView(incident([member(a)]), new Map(), series), null)
  })

  test('are worse as soon as anything in them is', () => {
    const better = { ...a, change: { ...a.change, kind: 'level' as const, good: true } }
    const base = incidentView(incident([member(a)]), new Map([[a.id, better]]), series)
    assert.ok(base !== null)
    assert.equal(assessmentOfIncident(base), 'better')
    assert.equal(assessmentOfIncident({ ...base, symptoms: [{ ...b, odds: 1 }] }), 'worse')
  })

  test('ask for roots that were cleared while the rest stands', () => {
    const asked: string[] = []
    const get = (id: string): null => {
      asked.push(id)
      return null
    }
    const changes = { get }
    clearedRoots([incident([member(a, 9), member(b)]), incident([member(c)])], { changes })
    assert.deepEqual(asked, [a.id])
  })
})
