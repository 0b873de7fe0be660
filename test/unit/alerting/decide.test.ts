import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { type Decision, decide } from '../../../src/alerting/decide.ts'
import { type Episode, isEndOwed } from '../../../src/alerting/episode.ts'
import { acknowledge, release, shownState, snooze } from '../../../src/alerting/handling.ts'
import { inhibitor } from '../../../src/alerting/muting/inhibit.ts'
import type { TimeInterval } from '../../../src/alerting/muting/interval.ts'
import type { StormState } from '../../../src/alerting/muting/rate-limit.ts'
import { alertLabels, type Silence } from '../../../src/alerting/muting/silence.ts'
import type { Notification, Policy } from '../../../src/alerting/plan.ts'
import { parseMatcher } from '../../../src/alerting/routing/matcher.ts'
import { type Route, routesFor } from '../../../src/alerting/routing/route.ts'
import type { Rule } from '../../../src/alerting/rule.ts'
import type { Millis } from '../../../src/core/clock.ts'
import { DAY, HOUR, MINUTE } from '../../../src/core/duration.ts'
import type { Labels } from '../../../src/core/series-key.ts'
import type { Change, ChangeRecord, Severity } from '../../../src/detection/change.ts'
import type { Series } from '../../../src/series/series.ts'
import { changeOf, policyOf, recordOf, routeOf, ruleOf, seriesOf, T0 } from '../../support/alerting.ts'

/** Keeps what a store keeps, and looks at the world once for each call. */
class World {
  episodes = new Map<string, Episode>()
  storm: StormState = {}
  silences: Silence[] = []
  rules: Rule[]
  policy: Policy
  programs: string[] = []
  firings: Millis[] = []
  unreachable: string[] = []

  constructor(rules: Rule[] = [ruleOf({ for: 0, keepFiringFor: 0 })], policy: Partial<Policy> = {}) {
    this.rules = rules
    this.policy = policyOf(policy)
  }

  look(now: Millis, seen: ReadonlyArray<{ record: ChangeRecord; series: Series }>): Decision {
    const all = [...this.episodes.values()]
    const decision = decide({
      rules: this.rules,
      open: all.filter(({ state }) => state === 'pending' || state === 'firing'),
      untoldEnds: all.filter(isEndOwed),
      standing: seen,
      silences: this.silences,
      policy: this.policy,
      labelsOf: episode =>
        alertLabels(episode, seen.find(one => one.series.key === episode.series)?.series ?? series),
      firingsOf: () => this.firings,
      unreachableOf: () => new Set(this.unreachable),
      storm: this.storm,
      isProgram: contact => this.programs.includes(contact),
      patience: DAY,
      now,
      ended: id => this.episodes.get(id) ?? null,
    })
    for (const episode of decision.episodes) this.episodes.set(episode.id, episode)
    this.storm = decision.storm
    this.firings.push(...decision.transitions.filter(({ to }) => to === 'firing').map(({ at }) => at))
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

function told({ singles, bundles }: Decision): Notification[] {
  return [...singles, ...bundles.flatMap(({ notifications }) => notifications)]
}

function reasons(decision: Decision): string[] {
  return told(decision).map(({ reason }) => reason)
}

/** `ann new`, sorted. */
function who(decision: Decision): string[] {
  return told(decision)
    .map(({ contact, reason }) => `${contact} ${reason}`)
    .sort()
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
    const world = new World([ruleOf({ for: 0 })], { route: routeOf({ repeat: HOUR }) })
    const at: number[] = []
    for (let hour = 0; hour <= 32; hour += 0.5) {
      if (reasons(world.look(T0 + hour * HOUR, standing())).length > 0) at.push(hour)
    }
    assert.deepEqual(at, [0, 1, 3, 7, 15, 31])
  })

  test('survives a restart at any look without being told twice', () => {
    const world = new World([ruleOf({ for: 0 })], { route: routeOf({ repeat: HOUR }) })
    for (let hour = 0; hour < 10; hour += 1) {
      world.look(T0 + hour * HOUR, standing())
      world.episodes = new Map(JSON.parse(JSON.stringify([...world.episodes])) as Array<[string, Episode]>)
      assert.deepEqual(reasons(world.look(T0 + hour * HOUR, standing())), [])
    }
  })
})

describe('somebody who acknowledges', () => {
  test('gets no reminders, but hears when it becomes severer and when it ends', () => {
    const world = new World([ruleOf({ for: 0, keepFiringFor: 0 })], { route: routeOf({ repeat: HOUR }) })
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
    world.policy.inhibitions = [
      {
        source: [{ name: 'rule', op: '=', value: 'down' }],
        target: [{ name: 'rule', op: '=', value: 'slow' }],
        equal: ['task_type'],
      },
    ]
    const down = { record: recordOf(T0, { seriesId: 2 }), series: seriesOf(2, 'observation_rate') }
    const both = world.look(T0, [...standing(), down])
    assert.deepEqual(
      both.singles.map(({ episode }) => episode.rule),
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

describe('a route with hours', () => {
  const night: TimeInterval = {
    name: 'night',
    zone: 'UTC',
    weekdays: [],
    days: [],
    months: [],
    times: [{ from: 22 * 60, to: 6 * 60 }],
  }

  test('is quiet during a maintenance window, and told of what still stands after it', () => {
    const world = new World(undefined, { route: routeOf({ muteDuring: ['night'] }), intervals: [night] })
    const silent = world.look(T0, standing())
    assert.deepEqual(
      silent.muted.map(({ reason }) => reason),
      ['out of hours'],
    )
    assert.deepEqual(reasons(world.look(T0 + 6 * HOUR, standing())), ['new'])
  })

  test('that is active at night alone is quiet by day', () => {
    const world = new World([ruleOf({ for: 0 })], {
      route: routeOf({ activeDuring: ['night'] }),
      intervals: [night],
    })
    assert.deepEqual(reasons(world.look(T0 + 12 * HOUR, standing())), [])
    assert.deepEqual(reasons(world.look(T0 + 22 * HOUR, standing())), ['new'])
  })
})

describe('a storm', () => {
  test('of ten thousand alarms at once is one message, and their end another', () => {
    const world = new World()
    const begin = world.look(T0, many(10_000))
    assert.equal(begin.singles.length, 0)
    assert.equal(begin.bundles.length, 1)
    assert.equal(begin.bundles[0]?.notifications.length, 10_000)
    const end = world.look(T0 + HOUR, [])
    assert.equal(end.singles.length + end.bundles.length, 1)
  })

  test('makes at most three messages in fifteen minutes however it comes, and loses none', () => {
    const arrivals = fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(arrivals, counts => {
        const world = new World()
        const sent: Millis[] = []
        const known = new Set<string>()
        let total = 0
        const looks = [...counts, ...Array.from({ length: 32 }, () => 0)]
        for (const [minute, count] of looks.entries()) {
          total += count
          const now = T0 + minute * MINUTE
          const decision = world.look(now, many(total))
          for (const { episode } of told(decision)) {
            assert.ok(!known.has(episode.id), 'told once')
            known.add(episode.id)
          }
          sent.push(...decision.singles.map(() => now), ...decision.bundles.map(() => now))
        }
        assert.equal(known.size, total)
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
    assert.deepEqual([held.singles.length, held.bundles.length, held.held.length], [0, 0, 3])
    const later = world.look(T0 + 20 * MINUTE, many(2))
    assert.deepEqual(reasons(later), ['resolved', 'resolved', 'resolved'])
    assert.deepEqual(reasons(world.look(T0 + 40 * MINUTE, many(2))), [])
  })

  test('is counted for each contact by itself, and programs are told everything', () => {
    const boss = matching('rule="a"', { to: ['boss', 'pager'] })
    const world = new World(
      [ruleOf({ name: 'a', for: 0, match: { task_type: 't0' } }), ruleOf({ name: 'b', for: 0 })],
      { route: routeOf({ steps: [{ to: ['on-call', 'pager'], after: 0 }], routes: [boss] }) },
    )
    world.programs = ['pager']
    const { singles, bundles } = world.look(T0, many(50))
    assert.deepEqual(
      singles.filter(({ contact }) => contact !== 'pager').map(({ contact }) => contact),
      ['boss'],
    )
    assert.equal(singles.filter(({ contact }) => contact === 'pager').length, 51)
    assert.deepEqual(
      bundles.map(({ contact, notifications }) => [contact, notifications.length]),
      [['on-call', 50]],
    )
  })
})

describe('a routing tree', () => {
  const tree = routeOf({
    steps: [{ to: ['everyone'], after: 0 }],
    routes: [
      matching('task_type="build"', { to: ['builders'], continue: true }),
      matching('severity="page"', {
        to: ['pager'],
        routes: [matching('task_type=~"b.*"', { to: ['build lead'] })],
      }),
      matching('severity="page"', { to: ['nobody'] }),
    ],
  })

  test('leads down as far as matchers let it, and on where a route says continue', () => {
    const names = (labels: Labels): string[] => routesFor(tree, labels).map(({ name }) => name)
    assert.deepEqual(names({ task_type: 'build', severity: 'page' }), [
      'task_type="build"',
      'task_type=~"b.*"',
    ])
    assert.deepEqual(names({ task_type: 'test', severity: 'page' }), ['severity="page"'])
    assert.deepEqual(names({ task_type: 'test', severity: 'watch' }), ['everything'])
  })

  test('tells everybody to whom it leads, each once', () => {
    const world = new World(undefined, { route: tree })
    assert.deepEqual(who(world.look(T0, standing('page'))), ['build lead new', 'builders new'])
  })

  test('tells a page to whom it leads then, and the end to all who were told', () => {
    const world = new World(undefined, { route: tree })
    assert.deepEqual(who(world.look(T0, standing('watch'))), ['builders new'])
    const page = world.look(T0 + MINUTE, standing('page'))
    assert.deepEqual(who(page), ['build lead handover', 'builders escalated'])
    assert.deepEqual(
      told(page).map(one => one.told.first),
      [1, 2],
      'each has a conversation that begins with the first message to them',
    )
    assert.deepEqual(who(world.look(T0 + HOUR, [])), ['build lead resolved', 'builders resolved'])
  })

  test('leaves the mail of a route to the Alertmanager that owns it', () => {
    const world = new World(undefined, { route: routeOf({ mail: 'alertmanager' }) })
    assert.deepEqual(who(world.look(T0, standing())), [])
  })

  test('that was changed meanwhile loses no end', () => {
    const world = new World()
    world.look(T0, standing())
    world.policy = policyOf({ route: routeOf({ steps: [{ to: ['ann'], after: 0 }] }) })
    assert.deepEqual(who(world.look(T0 + MINUTE, [])), ['on-call resolved'])
  })
})

describe('what is told', () => {
  test('bears a number that no other message to the contact about the alarm has, and keeps its conversation', () => {
    const happenings = fc.array(
      fc.record({
        minutes: fc.integer({ min: 0, max: 300 }),
        state: fc.constantFrom('watch' as const, 'page' as const, 'gone' as const),
        deed: fc.constantFrom('none' as const, 'none' as const, 'acknowledge' as const, 'snooze' as const),
      }),
      { maxLength: 30 },
    )
    fc.assert(
      fc.property(happenings, list => {
        const steps = [
          { to: ['ann'], after: 0 },
          { to: ['bob'], after: HOUR },
        ]
        const world = new World(undefined, { route: routeOf({ steps, repeat: 30 * MINUTE }) })
        const numbers = new Map<string, { last: number; first: number; open: boolean }>()
        let now = T0
        for (const { minutes, state, deed } of list) {
          now += minutes * MINUTE
          for (const one of told(world.look(now, state === 'gone' ? [] : standing(state)))) {
            const key = `${one.episode.id} ${one.contact}`
            const before = numbers.get(key)
            assert.equal(one.episode.sequence, one.told.last)
            assert.ok(one.told.last > (before?.last ?? 0), 'numbers grow')
            assert.equal(one.told.first, before?.first ?? one.told.last, 'one root')
            assert.equal(one.reason === 'resolved', one.told.state === 'resolved')
            if (one.reason === 'resolved') assert.ok(before?.open, 'an end has a beginning')
            numbers.set(key, { ...one.told, open: one.told.state === 'firing' })
          }
          world.touch(episode => {
            const hand = { by: 'ann', at: now }
            if (deed === 'none') return null
            return deed === 'snooze' ? snooze(episode, hand, now + 2 * HOUR) : acknowledge(episode, hand)
          })
        }
        world.look(now + DAY, [])
        world.look(now + 2 * DAY, [])
        assert.ok(
          [...world.episodes.values()].every(episode => !isEndOwed(episode)),
          'every end is told',
        )
      }),
    )
  })
})

describe('an escalation', () => {
  const steps = [
    { to: ['duty'], after: 0 },
    { to: ['boss'], after: 30 * MINUTE },
  ]
  const rota = { name: 'duty', start: T0, zone: 'UTC', contacts: ['ann', 'bob'], overrides: [] }
  const policy = { route: routeOf({ steps }), rotas: [rota] }

  test('tells the next in line when nobody has taken it on', () => {
    const world = new World(undefined, policy)
    assert.deepEqual(who(world.look(T0, standing())), ['ann new'])
    assert.deepEqual(who(world.look(T0 + 29 * MINUTE, standing())), [])
    assert.deepEqual(who(world.look(T0 + 30 * MINUTE, standing())), ['boss unanswered'])
    assert.deepEqual(who(world.look(T0 + HOUR, standing())), [])
    assert.deepEqual(who(world.look(T0 + 2 * HOUR, [])), ['ann resolved', 'boss resolved'])
  })

  test('stops where somebody has', () => {
    const world = new World(undefined, policy)
    world.look(T0, standing())
    world.touch(episode => acknowledge(episode, { by: 'ann', at: T0 + MINUTE }))
    assert.deepEqual(who(world.look(T0 + DAY, standing())), [])
    world.touch(release)
    assert.deepEqual(who(world.look(T0 + 2 * DAY, standing())), ['boss unanswered'])
  })

  test('does not wait for somebody who cannot be reached', () => {
    const world = new World(undefined, policy)
    world.look(T0, standing())
    world.unreachable = ['ann']
    assert.deepEqual(who(world.look(T0 + MINUTE, standing())), ['boss unreachable'])
  })

  test('hands over with the rota', () => {
    const world = new World(undefined, { ...policy, route: routeOf({ steps: steps.slice(0, 1) }) })
    world.look(T0, standing())
    assert.deepEqual(who(world.look(T0 + 7 * DAY, standing())), ['bob handover'])
    assert.deepEqual(who(world.look(T0 + 8 * DAY, [])), ['ann resolved', 'bob resolved'])
  })
})

describe('a group', () => {
  const route = routeOf({ groupBy: ['indicator'], groupWait: 5 * MINUTE })

  test('is one message for what comes within its wait', () => {
    const world = new World(undefined, { route })
    assert.deepEqual(
      world.look(T0, many(2)).muted.map(({ reason }) => reason),
      ['gathering', 'gathering'],
    )
    const { singles, bundles } = world.look(T0 + 5 * MINUTE, many(5))
    assert.equal(singles.length, 0)
    assert.deepEqual(
      bundles.map(({ group, notifications }) => [group, notifications.length]),
      [[{ indicator: 'task_run_time_p50' }, 5]],
    )
  })

  test('keeps apart what differs in its labels', () => {
    const world = new World(undefined, { route: routeOf({ groupBy: ['task_type'] }) })
    const { singles, bundles } = world.look(T0, many(2))
    assert.deepEqual([singles.length, bundles.length], [2, 0])
  })
})

describe('an alarm that comes and goes', () => {
  const flapping = { times: 3, within: DAY, hold: HOUR }

  function flap(world: World, times: number): string[] {
    return Array.from({ length: times }, (_, index) => {
      const at = T0 + index * 30 * MINUTE
      const one = [{ record: recordOf(at, { severity: 'watch' }), series }]
      const began = reasons(world.look(at, one))
      return [...began, ...reasons(world.look(at + 10 * MINUTE, []))].join(' ')
    })
  }

  test('is told three times in a day, and then no more', () => {
    const world = new World(undefined, { flapping })
    assert.deepEqual(flap(world, 6), ['new resolved', 'new resolved', 'new resolved', '', '', ''])
  })

  test('is told again once it has stood for long enough, and how often it came', () => {
    const world = new World(undefined, { flapping })
    flap(world, 3)
    const at = T0 + 3 * HOUR
    const one = [{ record: recordOf(at, { severity: 'watch' }), series }]
    assert.deepEqual(
      world.look(at, one).muted.map(({ reason }) => reason),
      ['flapping'],
    )
    const later = world.look(at + HOUR, one)
    assert.deepEqual(reasons(later), ['new'])
    assert.equal(told(later)[0]?.flaps, 3)
    assert.deepEqual(reasons(world.look(at + 2 * HOUR, [])), ['resolved'])
  })

  test('is told every time where nothing counts as flapping', () => {
    assert.deepEqual(new Set(flap(new World(), 6)), new Set(['new resolved']))
  })
})

function snoozed(): World {
  const world = new World([ruleOf({ for: 0 })], { route: routeOf({ repeat: HOUR }) })
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

/** A route with one matcher, which is also its name. */
function matching(matcher: string, { to, ...rest }: Partial<Route> & { to: string[] }): Route {
  const parsed = parseMatcher(matcher)
  assert.notEqual(typeof parsed, 'string')
  return routeOf({
    name: matcher,
    match: typeof parsed === 'string' ? [] : [parsed],
    steps: [{ to, after: 0 }],
    ...rest,
  })
}
