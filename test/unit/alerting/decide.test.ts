import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { type Decision, decide } from '../../../src/alerting/decide.ts'
import type { Episode } from '../../../src/alerting/episode.ts'
import { acknowledge, release, shownState, snooze } from '../../../src/alerting/handling.ts'
import { type Inhibition, inhibitor } from '../../../src/alerting/inhibit.ts'
import type { TimeInterval } from '../../../src/alerting/interval.ts'
import type { Rule } from '../../../src/alerting/rule.ts'
import { alertLabels, type Silence } from '../../../src/alerting/silence.ts'
import type { StormState } from '../../../src/alerting/storm.ts'
import type { Millis } from '../../../src/core/clock.ts'
import { DAY, HOUR, MINUTE } from '../../../src/core/duration.ts'
import type { Change, ChangeRecord, Severity } from '../../../src/detection/change.ts'
import type { Series } from '../../../src/series/series.ts'
import { changeOf, recordOf, ruleOf, seriesOf, T0 } from '../../support/alerting.ts'

/** Keeps what a store keeps, and looks at the world once for each call. */
class World {
  episodes = new Map<string, Episode>()
  storm: StormState = {}
  silences: Silence[] = []
  rules: Rule[]
  inhibitions: Inhibition[] = []
  intervals: TimeInterval[] = []
  labelsOf = (episode: Episode) => alertLabels(episode, 'task_run_time_p50', { task_type: 'build' })

  constructor(rules: Rule[] = [ruleOf({ for: 0, keepFiringFor: 0 })]) {
    this.rules = rules
  }

  look(now: Millis, seen: ReadonlyArray<{ record: ChangeRecord; series: Series }>): Decision {
    const all = [...this.episodes.values()]
    const decision = decide({
      rules: this.rules,
      open: all.filter(({ state }) => state === 'pending' || state === 'firing'),
      untoldEnds: all.filter(({ state, told }) => state === 'resolved' && told?.state === 'firing'),
      standing: seen,
      silences: this.silences,
      inhibitions: this.inhibitions,
      intervals: this.intervals,
      labelsOf: this.labelsOf,
      storm: this.storm,
      now,
      ended: id => this.episodes.get(id) ?? null,
    })
    for (const episode of decision.episodes) this.episodes.set(episode.id, episode)
    this.storm = decision.storm
    return decision
  }

  touch(change: (episode: Episode) => Episode | null): void {
    for (const episode of this.episodes.values()) {
      const next = change(episode)
      if (next !== null) this.episodes.set(next.id, next)
    }
  }
}

const series = seriesOf()

function standing(severity: Severity = 'watch', change: Change = changeOf()) {
  return [{ record: recordOf(T0, { severity, change }), series }]
}

function reasons({ singles, summaries }: Decision): string[] {
  return [...singles, ...summaries.flatMap(summary => summary.notifications)].map(({ reason }) => reason)
}

describe('an alarm', () => {
  test('is told once, and its end is told', () => {
    const world = new World()
    assert.deepEqual(reasons(world.look(T0, standing())), ['new'])
    assert.deepEqual(reasons(world.look(T0 + HOUR, standing())), [])
    const end = world.look(T0 + 2 * HOUR, [])
    assert.deepEqual(reasons(end), ['resolved'])
    assert.equal(end.singles[0]?.episode.sequence, 2)
    assert.deepEqual(reasons(world.look(T0 + 3 * HOUR, [])), [])
  })

  test('is told again when a watch becomes a page, with a number of its own', () => {
    const world = new World()
    world.look(T0, standing('watch'))
    const escalated = world.look(T0 + MINUTE, standing('page'))
    assert.deepEqual(reasons(escalated), ['escalated'])
    assert.equal(escalated.singles[0]?.episode.sequence, 2)
    assert.equal(world.look(T0 + 2 * HOUR, []).singles[0]?.episode.sequence, 3)
  })

  test('is repeated at growing pauses where its rule says so', () => {
    const world = new World([ruleOf({ for: 0, repeat: HOUR })])
    const at: number[] = []
    for (let hour = 0; hour <= 32; hour += 0.5) {
      if (reasons(world.look(T0 + hour * HOUR, standing())).length > 0) at.push(hour)
    }
    assert.deepEqual(at, [0, 1, 3, 7, 15, 31])
  })

  test('survives a restart at any look without being told twice', () => {
    const world = new World([ruleOf({ for: 0, repeat: HOUR })])
    for (let hour = 0; hour < 10; hour += 1) {
      world.look(T0 + hour * HOUR, standing())
      world.episodes = new Map(JSON.parse(JSON.stringify([...world.episodes])) as Array<[string, Episode]>)
      assert.deepEqual(reasons(world.look(T0 + hour * HOUR, standing())), [])
    }
  })
})

describe('somebody who acknowledges', () => {
  test('gets no reminders, but hears when it becomes severer and when it ends', () => {
    const world = new World([ruleOf({ for: 0, keepFiringFor: 0, repeat: HOUR })])
    world.look(T0, standing('watch'))
    world.touch(episode => acknowledge(episode, { by: 'ann', at: T0 + MINUTE }))
    const [episode] = world.episodes.values()
    assert.equal(episode && shownState(episode), 'acknowledged')
    const later = world.look(T0 + DAY, standing('watch'))
    assert.deepEqual(reasons(later), [])
    assert.deepEqual(
      later.muted.map(({ reason }) => reason),
      ['acknowledged'],
    )
    assert.deepEqual(reasons(world.look(T0 + 2 * DAY, standing('page'))), ['escalated'])
    assert.deepEqual(reasons(world.look(T0 + 3 * DAY, [])), ['resolved'])
  })

  test('cannot acknowledge what does not fire', () => {
    const world = new World([ruleOf({ for: HOUR })])
    world.look(T0, standing())
    const [episode] = world.episodes.values()
    assert.equal(episode && acknowledge(episode, { by: 'ann', at: T0 }), null)
  })
})

describe('somebody who snoozes', () => {
  test('is left alone until the snooze is over', () => {
    const world = snoozed()
    assert.deepEqual(reasons(world.look(T0 + DAY - 1, standing())), [])
    assert.deepEqual(reasons(world.look(T0 + DAY, standing())), ['snooze over'])
    const [episode] = world.episodes.values()
    assert.equal(episode && shownState(episode), 'firing')
  })

  test('is woken early if it gets worse by a standard deviation', () => {
    const world = snoozed()
    const worse = changeOf({ effect: { ...changeOf().effect, sigma: 3 } })
    assert.deepEqual(reasons(world.look(T0 + HOUR, standing('watch', worse))), ['worse'])
  })

  test('is not left asleep for a year by a clock that jumps back', () => {
    const world = snoozed()
    assert.deepEqual(reasons(world.look(T0 - 365 * DAY, standing())), ['snooze over'])
  })

  test('can take it back', () => {
    const world = snoozed()
    world.touch(release)
    assert.deepEqual(reasons(world.look(T0 + 2 * HOUR, standing())), ['reminder'])
  })

  test('cannot snooze into the past', () => {
    const [episode] = snoozed().episodes.values()
    assert.equal(episode && snooze(episode, { by: 'ann', at: T0 }, T0), null)
  })
})

describe('a silence', () => {
  const silence: Silence = {
    id: 's1',
    matchers: [{ name: 'task_type', op: '=', value: 'build' }],
    startsAt: T0,
    endsAt: T0 + HOUR,
    createdBy: 'ann',
    createdAt: T0,
    comment: '',
  }

  test('keeps an alarm back, which is told at the first look after it', () => {
    const world = new World()
    world.silences = [silence]
    const silent = world.look(T0, standing())
    assert.deepEqual(reasons(silent), [])
    assert.deepEqual(
      silent.muted.map(one => [one.reason, one.by]),
      [['silenced', 's1']],
    )
    assert.deepEqual(reasons(world.look(T0 + HOUR, standing())), ['new'])
  })

  test('of an alarm that came and went leaves nothing to tell', () => {
    const world = new World()
    world.silences = [silence]
    world.look(T0, standing())
    world.look(T0 + MINUTE, [])
    assert.deepEqual(reasons(world.look(T0 + 2 * HOUR, [])), [])
  })

  test('does not keep back the end of what was told', () => {
    const world = new World()
    world.look(T0, standing())
    world.silences = [silence]
    assert.deepEqual(reasons(world.look(T0 + MINUTE, [])), ['resolved'])
  })
})

describe('a graver alarm', () => {
  test('keeps a lesser one of the same kind quiet, until it is over', () => {
    const world = new World([
      ruleOf({ name: 'down', for: 0, keepFiringFor: 0, indicators: ['observation_*'] }),
      ruleOf({ name: 'slow', for: 0, indicators: ['task_*'] }),
    ])
    world.inhibitions = [
      {
        source: [{ name: 'rule', op: '=', value: 'down' }],
        target: [{ name: 'rule', op: '=', value: 'slow' }],
        equal: ['task_type'],
      },
    ]
    const down = { record: recordOf(T0, { seriesId: 2 }), series: seriesOf(2, 'observation_rate') }
    const both = world.look(T0, [...standing(), down])
    assert.deepEqual(
      both.singles.map(({ rule }) => rule.name),
      ['down'],
    )
    assert.deepEqual(
      both.muted.map(({ reason, by }) => [reason, by === both.singles[0]?.episode.id]),
      [['inhibited', true]],
    )
    assert.deepEqual(reasons(world.look(T0 + HOUR, standing())).sort(), ['new', 'resolved'])
  })

  test('of another kind does not', () => {
    const rules = [
      { source: [], target: [{ name: 'rule', op: '=' as const, value: 'slow' }], equal: ['task_type'] },
    ]
    const slow = { id: 'a', labels: { rule: 'slow', task_type: 'build' } }
    const others = [{ id: 'b', labels: { rule: 'down', task_type: 'review' } }]
    assert.equal(inhibitor(rules, others)(slow), null)
    assert.equal(inhibitor(rules, [slow, { ...slow, id: 'c' }])(slow), null)
  })
})

describe('a rule with hours', () => {
  const night: TimeInterval = {
    name: 'night',
    zone: 'UTC',
    weekdays: [],
    days: [],
    months: [],
    times: [{ from: 22 * 60, to: 6 * 60 }],
  }

  test('is quiet during a maintenance window, and told of what still stands after it', () => {
    const world = new World([ruleOf({ for: 0, keepFiringFor: 0, muteDuring: ['night'] })])
    world.intervals = [night]
    const silent = world.look(T0, standing())
    assert.deepEqual(
      silent.muted.map(({ reason }) => reason),
      ['out of hours'],
    )
    assert.deepEqual(reasons(world.look(T0 + 6 * HOUR, standing())), ['new'])
  })

  test('that is active at night alone is quiet by day', () => {
    const world = new World([ruleOf({ for: 0, activeDuring: ['night'] })])
    world.intervals = [night]
    assert.deepEqual(reasons(world.look(T0 + 12 * HOUR, standing())), [])
    assert.deepEqual(reasons(world.look(T0 + 22 * HOUR, standing())), ['new'])
  })
})

describe('a storm', () => {
  test('of ten thousand alarms at once is one message, and their end another', () => {
    const world = new World()
    const begin = world.look(T0, many(10_000))
    assert.equal(begin.singles.length, 0)
    assert.equal(begin.summaries.length, 1)
    assert.equal(begin.summaries[0]?.notifications.length, 10_000)
    const end = world.look(T0 + HOUR, [])
    assert.equal(end.singles.length + end.summaries.length, 1)
  })

  test('makes at most three messages in fifteen minutes however it comes, and loses none', () => {
    const arrivals = fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(arrivals, counts => {
        const world = new World()
        const sent: Millis[] = []
        const told = new Set<string>()
        let total = 0
        const looks = [...counts, ...Array.from({ length: 32 }, () => 0)]
        for (const [minute, count] of looks.entries()) {
          total += count
          const now = T0 + minute * MINUTE
          const { singles, summaries } = world.look(now, many(total))
          for (const { episode } of [...singles, ...summaries.flatMap(summary => summary.notifications)]) {
            assert.ok(!told.has(episode.id), 'told once')
            told.add(episode.id)
          }
          sent.push(...singles.map(() => now), ...summaries.map(() => now))
        }
        assert.equal(told.size, total)
        for (const at of sent) {
          assert.ok(sent.filter(other => other >= at && other - at < 15 * MINUTE).length <= 3)
        }
      }),
      { numRuns: 60 },
    )
  })

  test('keeps an end back too, and tells it with the next summary', () => {
    const world = new World()
    world.look(T0, many(5))
    const held = world.look(T0 + MINUTE, many(2))
    assert.deepEqual([held.singles.length, held.summaries.length, held.held.length], [0, 0, 3])
    const later = world.look(T0 + 20 * MINUTE, many(2))
    assert.deepEqual(reasons(later), ['resolved', 'resolved', 'resolved'])
    assert.deepEqual(reasons(world.look(T0 + 40 * MINUTE, many(2))), [])
  })

  test('of one route leaves the others alone', () => {
    const world = new World([
      ruleOf({ name: 'a', for: 0, match: { task_type: 't0' }, to: ['boss'] }),
      ruleOf({ name: 'b', for: 0, to: ['on-call'] }),
    ])
    const { singles, summaries } = world.look(T0, many(50))
    assert.deepEqual(
      singles.map(({ rule }) => rule.name),
      ['a'],
    )
    assert.deepEqual(
      summaries.map(({ route }) => route),
      [['on-call']],
    )
  })
})

function snoozed(): World {
  const world = new World([ruleOf({ for: 0, repeat: HOUR })])
  world.look(T0, standing())
  world.touch(episode => snooze(episode, { by: 'ann', at: T0 }, T0 + DAY))
  return world
}

function many(count: number): Array<{ record: ChangeRecord; series: Series }> {
  return Array.from({ length: count }, (_, index) => {
    const one = seriesOf(index + 1, 'task_run_time_p50', { task_type: `t${index}` })
    return { record: recordOf(T0, { seriesId: one.id }), series: one }
  })
}
