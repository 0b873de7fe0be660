import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR } from '../../../src/core/duration.ts'
import { silentLogger } from '../../../src/core/logger.ts'
import type { Incident, Member } from '../../../src/incidents/incident.ts'
import { createIncidentActions } from '../../../src/operations/incidents.ts'
import type { Outcome } from '../../../src/operations/operations.ts'
import { episodeOf, LEVEL, NOW } from '../../support/alerts/alert-samples.ts'
import { ANN, alertsIn, said } from '../../support/alerts/operations.ts'

const RAISED = NOW - DAY

function memberOf(series: number, rest: Partial<Member> = {}): Member {
  const onset = { value: RAISED, lower: RAISED - HOUR, upper: RAISED + HOUR }
  return { change: `c${series}`, series, raisedAt: RAISED, clearedAt: null, onset, odds: null, ...rest }
}

function incidentOf(id: string, members: readonly Member[], rest: Partial<Incident> = {}): Incident {
  return {
    id,
    nature: 'change',
    openedAt: RAISED,
    closedAt: null,
    mergedInto: null,
    members,
    explanation: null,
    events: [],
    ...rest,
  }
}

const alertOn = (seriesId: number, state: 'firing' | 'pending' = 'firing') =>
  episodeOf(LEVEL, {
    id: `alert-${seriesId}`,
    series: `task_run_time_p50{task_type="t${seriesId}"}`,
    seriesId,
    state,
    pendingSince: RAISED,
    firingSince: state === 'firing' ? RAISED : null,
  })

const TOGETHER = incidentOf('0123456789abcdef0123', [memberOf(1), memberOf(2), memberOf(3)])
const ALONE = incidentOf('fedcba9876543210fedc', [memberOf(4)])

function desk(t: Parameters<typeof alertsIn>[0]) {
  const { store, clock, acting } = alertsIn(t, alertOn(1), alertOn(2), alertOn(3, 'pending'), alertOn(4))
  for (const incident of [TOGETHER, ALONE]) store.incidents.save(incident)
  return { store, clock, incidents: createIncidentActions({ store, acting, clock, log: silentLogger }) }
}

function why(outcome: Outcome<object>): string {
  return outcome.done ? 'done' : `${outcome.reason}: ${outcome.why}`
}

describe('acting on an incident', () => {
  test('acts on every alert of it that fires, and on no other', t => {
    const { store, incidents } = desk(t)
    const outcome = incidents.acknowledge(TOGETHER.id.slice(0, 8), ANN)
    assert.ok(outcome.done && outcome.changed)
    assert.deepEqual(outcome.episodes.map(({ id }) => id).sort(), ['alert-1', 'alert-2'])
    const handled = [1, 2, 3, 4].map(id => store.episodes.get(`alert-${id}`)?.handling?.by ?? null)
    assert.deepEqual(handled, ['ann', 'ann', null, null])
    assert.deepEqual(said(store), ['ann acknowledged on it', 'ann acknowledged on it'])
  })

  test('twice is as good as once, and can be taken back', t => {
    const { store, incidents } = desk(t)
    incidents.snooze(TOGETHER.id, ANN, NOW + HOUR)
    const again = incidents.snooze(TOGETHER.id, ANN, NOW + HOUR)
    assert.ok(again.done && !again.changed)
    const back = incidents.release(TOGETHER.id, ANN)
    assert.ok(back.done && back.changed)
    assert.equal(store.episodes.get('alert-1')?.handling, undefined)
  })

  test('acts on all or on none: what fails midway leaves nothing behind', t => {
    const { store, clock, acting } = (() => {
      const made = alertsIn(t, alertOn(1), alertOn(2))
      made.store.incidents.save(TOGETHER)
      return made
    })()
    let calls = 0
    const failing = {
      ...acting,
      acknowledge: (id: string, actor: typeof ANN) => {
        if (++calls === 2) throw new Error('disk full')
        return acting.acknowledge(id, actor)
      },
    }
    const incidents = createIncidentActions({ store, acting: failing, clock, log: silentLogger })
    assert.throws(() => incidents.acknowledge(TOGETHER.id, ANN), /disk full/)
    assert.deepEqual([store.episodes.get('alert-1')?.handling, said(store)], [undefined, []])
  })

  test('says why where nothing can be done', t => {
    const { store, incidents } = desk(t)
    assert.match(why(incidents.acknowledge('0000000000', ANN)), /^unknown: there is no incident with this id/)
    assert.match(why(incidents.acknowledge('01', ANN)), /at least its first 6 characters/)
    assert.match(
      why(incidents.snooze(ALONE.id, ANN, NOW - HOUR)),
      /^invalid: a snooze must end in the future/,
    )
    store.incidents.save(incidentOf('aaaaaaaaaaaaaaaaaaaa', [memberOf(9)]))
    assert.match(why(incidents.acknowledge('aaaaaaaa', ANN)), /^state: no alert of this incident is open/)
  })

  test('an incident that was merged is the one that it is a part of', t => {
    const { store, incidents } = desk(t)
    const gone = incidentOf('bbbbbbbbbbbbbbbbbbbb', [memberOf(4)], { closedAt: NOW, mergedInto: TOGETHER.id })
    store.incidents.save(gone)
    const outcome = incidents.acknowledge('bbbbbbbb', ANN)
    assert.ok(outcome.done)
    assert.equal(outcome.incident.id, TOGETHER.id)
  })
})

describe('the word of a person on an incident', () => {
  test('a split keeps a change apart from all others, and is remembered with its author', t => {
    const { store, incidents } = desk(t)
    const outcome = incidents.split(TOGETHER.id, 2, ANN)
    assert.ok(outcome.done && outcome.changed)
    const ties = store.incidents.tiesSince(0)
    assert.deepEqual(
      ties.map(({ kind, a, b, by, note }) => [kind, a, b, by, note]),
      [
        ['split', 'c2', 'c1', 'ann', 'on it'],
        ['split', 'c2', 'c3', 'ann', 'on it'],
      ],
    )
    assert.match(said(store)[0] ?? '', /^ann split incident 01234567: .*has another cause: on it$/)
    const again = incidents.split(TOGETHER.id, 2, ANN)
    assert.ok(again.done && !again.changed)
    assert.equal(store.incidents.tiesSince(0).length, 2)
  })

  test('a merge links the roots, and a later split of the same pair counts', t => {
    const { store, incidents } = desk(t)
    const outcome = incidents.merge(TOGETHER.id, ALONE.id.slice(0, 8), ANN)
    assert.ok(outcome.done && outcome.changed)
    assert.deepEqual(
      store.incidents.tiesSince(0).map(({ kind, a, b }) => [kind, a, b]),
      [['link', 'c1', 'c4']],
    )
    store.incidents.save({ ...TOGETHER, members: [memberOf(1), memberOf(4)] })
    assert.ok(incidents.split(TOGETHER.id, 4, ANN).done)
    assert.equal(store.incidents.tiesSince(0).at(-1)?.kind, 'split')
    const merged = incidents.merge(TOGETHER.id, ALONE.id, ANN)
    assert.ok(merged.done && merged.changed)
  })

  test('says why where nothing can be split or merged', t => {
    const { store, incidents } = desk(t)
    assert.match(why(incidents.split(TOGETHER.id, 77, ANN)), /^unknown: .*no change of this series/)
    assert.match(why(incidents.split(ALONE.id, 4, ANN)), /^state: the incident has one change alone/)
    store.incidents.save({ ...ALONE, id: 'cccccccccccccccccccc', nature: 'silence' })
    assert.match(
      why(incidents.merge(TOGETHER.id, 'cccccccc', ANN)),
      /^state: silent series and changes are never one/,
    )
    store.incidents.save({ ...ALONE, closedAt: NOW })
    assert.match(why(incidents.merge(TOGETHER.id, ALONE.id, ANN)), /^state: the incident is over/)
    assert.match(why(incidents.split(ALONE.id, 4, ANN)), /^state: the incident is over/)
  })
})
