import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ChangeEpisode, EpisodeState, Transition } from '../../../src/alerting/episode.ts'
import { episodeId, evaluate } from '../../../src/alerting/evaluate.ts'
import { DAY, HOUR, MINUTE } from '../../../src/core/duration.ts'
import { atOnce } from '../../../src/core/turns/pause.ts'
import {
  changeOf,
  emptyMemory,
  look,
  type Memory,
  recordOf,
  ruleOf,
  seriesOf,
  T0,
} from '../../support/alerts/alerting.ts'

const series = seriesOf()
const standing = (raisedAt = T0, change = changeOf()) => [{ record: recordOf(raisedAt, { change }), series }]
const states = (transitions: readonly Transition[]): EpisodeState[] => transitions.map(({ to }) => to)
const only = (memory: Memory): ChangeEpisode => {
  const [episode, ...more] = memory.episodes.values()
  assert.ok(episode)
  assert.equal(more.length, 0)
  return episode
}

describe('an episode', () => {
  test('waits for the time of its rule, then fires, then lingers, then resolves', () => {
    const memory = emptyMemory()
    const rules = [ruleOf({ for: 10 * MINUTE, keepFiringFor: 5 * MINUTE })]
    assert.deepEqual(states(look(memory, rules, standing(), T0).transitions), ['pending'])
    assert.deepEqual(states(look(memory, rules, standing(), T0 + 10 * MINUTE - 1).transitions), [])
    assert.deepEqual(states(look(memory, rules, standing(), T0 + 10 * MINUTE).transitions), ['firing'])
    assert.deepEqual(states(look(memory, rules, standing(), T0 + 20 * MINUTE).transitions), [])
    assert.deepEqual(states(look(memory, rules, [], T0 + 25 * MINUTE - 1).transitions), [])
    assert.deepEqual(states(look(memory, rules, [], T0 + 25 * MINUTE).transitions), ['resolved'])
    const episode = only(memory)
    assert.equal(episode.firingSince, T0 + 10 * MINUTE)
    assert.equal(episode.lastActiveAt, T0 + 20 * MINUTE)
    assert.equal(episode.resolvedAt, T0 + 25 * MINUTE)
  })

  test('is dropped without a word if the change goes before the wait is over', () => {
    const memory = emptyMemory()
    const rules = [ruleOf()]
    look(memory, rules, standing(), T0)
    assert.deepEqual(states(look(memory, rules, [], T0 + MINUTE).transitions), ['dropped'])
    assert.equal(only(memory).state, 'dropped')
  })

  test('fires at once where the rule does not wait, and is pending before it fires', () => {
    const { transitions } = atOnce(
      evaluate({ rules: [ruleOf({ for: 0 })], open: [], standing: standing(), now: T0 }),
    )
    assert.deepEqual(states(transitions), ['pending', 'firing'])
    assert.deepEqual(
      transitions.map(({ episode }) => episode.state),
      ['pending', 'firing'],
    )
  })

  test('counts its wait from the moment the change was raised, so a backfill does not start it anew', () => {
    const { transitions } = atOnce(
      evaluate({ rules: [ruleOf()], open: [], standing: standing(T0 - DAY), now: T0 }),
    )
    assert.deepEqual(states(transitions), ['pending', 'firing'])
    assert.equal(transitions[1]?.episode.pendingSince, T0 - DAY)
  })

  test('goes on firing through a gap shorter than keep_firing_for', () => {
    const memory = emptyMemory()
    const rules = [ruleOf({ for: 0, keepFiringFor: HOUR })]
    look(memory, rules, standing(), T0)
    look(memory, rules, [], T0 + 30 * MINUTE)
    look(memory, rules, standing(), T0 + 50 * MINUTE)
    look(memory, rules, [], T0 + 100 * MINUTE)
    assert.equal(only(memory).state, 'firing')
    look(memory, rules, [], T0 + 110 * MINUTE)
    assert.equal(only(memory).state, 'resolved')
  })

  test('carries the newest description without a transition', () => {
    const memory = emptyMemory()
    const rules = [ruleOf({ for: 0 })]
    look(memory, rules, standing(), T0)
    const worse = changeOf({ to: 90, kind: 'slope' })
    const { transitions, episodes } = look(memory, rules, standing(T0, worse), T0 + MINUTE)
    assert.deepEqual(transitions, [])
    assert.deepEqual(episodes[0]?.change, worse)
  })

  test('keeps the name under which it first fired', () => {
    const memory = emptyMemory()
    const rules = [ruleOf({ for: 0 })]
    look(memory, rules, standing(), T0)
    look(memory, rules, standing(T0, changeOf({ kind: 'slope' })), T0 + MINUTE)
    look(memory, rules, [], T0 + HOUR)
    const { kind, direction, good, onset, effect } = changeOf()
    assert.deepEqual(only(memory).firedAs, { kind, direction, good, onset, effect })
  })

  test('is one for each rule and series', () => {
    const other = seriesOf(2, 'queue_wait_p95')
    const rules = [
      ruleOf({ name: 'a', for: 0 }),
      ruleOf({ name: 'b', for: 0 }),
      ruleOf({ name: 'c', when: 'better' }),
    ]
    const both = [...standing(), { record: recordOf(T0, { seriesId: 2 }), series: other }]
    const { episodes } = atOnce(evaluate({ rules, open: [], standing: both, now: T0 }))
    assert.equal(new Set(episodes.map(({ id }) => id)).size, 4)
  })

  test('continues with the next change of the series while it fires', () => {
    const memory = emptyMemory()
    const rules = [ruleOf({ for: 0, keepFiringFor: HOUR })]
    look(memory, rules, standing(T0), T0)
    look(memory, rules, standing(T0 + 30 * MINUTE), T0 + 30 * MINUTE)
    assert.equal(only(memory).state, 'firing')
    assert.equal(memory.transitions.length, 2)
  })

  test('starts its wait anew for the next change of the series while it is pending', () => {
    const memory = emptyMemory()
    const rules = [ruleOf({ for: HOUR })]
    look(memory, rules, standing(T0), T0)
    const { transitions } = look(memory, rules, standing(T0 + 50 * MINUTE), T0 + 50 * MINUTE)
    assert.deepEqual(states(transitions), ['dropped', 'pending'])
    assert.deepEqual(
      states(look(memory, rules, standing(T0 + 50 * MINUTE), T0 + 70 * MINUTE).transitions),
      [],
    )
  })

  test('that ended and comes back with the same change goes on counting', () => {
    const memory = emptyMemory()
    const rules = [ruleOf({ for: 0, keepFiringFor: 0 })]
    look(memory, rules, standing(), T0)
    memory.episodes.set(only(memory).id, { ...only(memory), sequence: 7 })
    look(memory, rules, [], T0 + MINUTE)
    look(memory, rules, standing(), T0 + 2 * MINUTE)
    const episode = only(memory)
    assert.equal(episode.sequence, 7)
    assert.equal(episode.state, 'firing')
    assert.deepEqual(states(memory.transitions), ['pending', 'firing', 'resolved', 'pending', 'firing'])
  })

  test('of a rule that was taken away ends at once', () => {
    const memory = emptyMemory()
    look(memory, [ruleOf({ for: 0, keepFiringFor: DAY })], standing(), T0)
    look(memory, [], standing(), T0 + MINUTE)
    assert.equal(only(memory).state, 'resolved')
  })

  test('passes over a change that has been cleared', () => {
    const cleared = [{ record: recordOf(T0, { clearedAt: T0 + MINUTE }), series }]
    const result = atOnce(evaluate({ rules: [ruleOf()], open: [], standing: cleared, now: T0 + HOUR }))
    assert.deepEqual(result, { episodes: [], transitions: [] })
  })

  test('has an id that depends on rule, series and raising alone', () => {
    const id = episodeId('slower', series.key, T0)
    assert.match(id, /^[0-9a-f]{20}$/)
    assert.equal(id, episodeId('slower', series.key, T0))
    assert.notEqual(id, episodeId('slower', series.key, T0 + 1))
    assert.notEqual(episodeId('a', 'bc', T0), episodeId('ab', 'c', T0))
  })
})

describe('a clock that jumps', () => {
  test('back never makes a wait longer than the wait itself', () => {
    const memory = emptyMemory()
    const rules = [ruleOf({ for: HOUR, keepFiringFor: HOUR })]
    look(memory, rules, standing(), T0)
    const back = T0 - 365 * DAY
    look(memory, rules, standing(), back)
    assert.equal(only(memory).state, 'pending')
    look(memory, rules, standing(), back + HOUR)
    assert.equal(only(memory).state, 'firing')
    look(memory, rules, [], back - 30 * DAY)
    look(memory, rules, [], back - 30 * DAY + HOUR - 1)
    assert.equal(only(memory).state, 'firing')
    look(memory, rules, [], back - 30 * DAY + HOUR)
    assert.equal(only(memory).state, 'resolved')
  })

  test('ahead ends no episode whose change still stands', () => {
    const memory = emptyMemory()
    const rules = [ruleOf({ for: 0, keepFiringFor: MINUTE })]
    look(memory, rules, standing(), T0)
    look(memory, rules, standing(), T0 + 365 * DAY)
    assert.equal(only(memory).state, 'firing')
  })
})
