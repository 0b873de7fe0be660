import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR } from '../../../src/core/duration.ts'
import { correlate } from '../../../src/incidents/correlate.ts'
import {
  type Incident,
  isOpen,
  rootOf,
  type Sighting,
  type Tie,
  type Watched,
} from '../../../src/incidents/incident.ts'
import { correlating, FLEET, NOON, seriesOf, sighting } from '../../support/incidents/sightings.ts'

const run = seriesOf('task_run_time_p50', 'build')
const tail = seriesOf('task_run_time_p95', 'build')
const total = seriesOf('task_total_time_p50', 'build')
const wait = seriesOf('task_queue_wait_p50')
const slow = [
  sighting(run, NOON),
  sighting(tail, NOON + HOUR),
  sighting(wait, NOON + 4 * HOUR),
  sighting(total, NOON + 3 * HOUR),
]

describe('one cause, one incident', () => {
  test('a type that gets slower, with what follows from it by the queue, is one incident with the run time as its root', () => {
    const incidents = correlate([], correlating(slow))
    assert.equal(incidents.length, 1)
    assert.equal(rootOf(only(incidents)).series, run.id)
    assert.deepEqual(only(incidents).explanation, { label: 'task_type', value: 'build' })
    assert.equal(only(incidents).members.length, 4)
  })

  test('two types that get slower days apart are two', () => {
    const review = seriesOf('task_run_time_p50', 'review')
    const incidents = correlate([], correlating([...slow, sighting(review, NOON - 4 * DAY)]))
    assert.deepEqual(sizes(incidents), [1, 4])
  })

  test('two causes that were taken for one go apart, each with all of its symptoms, once their onsets are known better', () => {
    const review = ['task_run_time_p50', 'task_run_time_p95', 'task_total_time_p50'].map(name =>
      sighting(seriesOf(name, 'review'), NOON, { change: name }),
    )
    const build = [run, tail, total].map(one => sighting(one, NOON))
    const before = correlate([], correlating([...build, ...review]))
    assert.deepEqual(sizes(before), [6])
    const late = review.map(one => {
      const at = NOON + 2 * DAY
      return { ...one, onset: { value: at, lower: at - HOUR, upper: at + HOUR } }
    })
    const after = correlate(before, correlating([...build, ...late]))
    assert.deepEqual(sizes(after), [3, 3])
    assert.ok(after.some(({ id }) => id === only(before).id))
  })

  test('the total time of other work is not reached as long as no wait is', () => {
    const other = sighting(seriesOf('task_total_time_p50', 'review'), NOON + 3 * HOUR)
    const own = [sighting(run, NOON), sighting(tail, NOON), sighting(total, NOON)]
    const now = NOON + 9 * DAY
    assert.deepEqual(sizes(correlate([], correlating([...own, other], { now }))), [1, 3])
    const waits = sighting(wait, NOON + 2 * HOUR)
    assert.deepEqual(sizes(correlate([], correlating([...own, waits, other], { now }))), [5])
    const before = sighting(wait, NOON - 9 * DAY)
    assert.deepEqual(
      sizes(correlate([], correlating([...own, before, other], { now }))),
      [1, 4],
      'a wait that has changed before cannot be seen to change again',
    )
  })

  test('of many types two that change together are one cause as long as the others may not be detected yet', () => {
    const many = Array.from({ length: 40 }, (_, index): Watched => {
      return { ...run, id: 1000 + index, labels: { task_type: `type-${index}` } }
    })
    const two = many.slice(0, 2).map(one => sighting(one, NOON))
    const at = (now: number) => sizes(correlate([], correlating(two, { series: many, now })))
    assert.deepEqual(at(NOON + DAY), [2])
    assert.deepEqual(at(NOON + 30 * DAY), [1, 1])
  })

  test('what shares nothing but a source is never one, however well the times agree', () => {
    const [gap, roi] = [seriesOf('claimed_verified_gap'), seriesOf('roi_latency_p50')]
    assert.deepEqual(sizes(correlate([], correlating([sighting(gap, NOON), sighting(roi, NOON)]))), [1, 1])
  })

  test('run times that are stuck at their timeout follow from the timeouts', () => {
    const timeouts = seriesOf('task_timeout_share', 'build')
    const stuck = sighting(run, NOON, { kind: 'stuck' })
    const incident = only(correlate([], correlating([stuck, sighting(timeouts, NOON)])))
    assert.equal(rootOf(incident).series, timeouts.id)
  })

  test('run times that are pinned belong to the timeouts though their onset is a bucket of a day off', () => {
    const timeouts = sighting(seriesOf('task_timeout_share', 'build'), NOON)
    const pinned = { ...sighting(tail, NOON + 60 * HOUR, { kind: 'stuck', within: 0 }) }
    const daily = FLEET.map(one => (one.id === tail.id ? { ...one, bucket: DAY } : one))
    const rest = { now: NOON + 9 * DAY, series: daily }
    const others = [sighting(run, NOON, { kind: 'stuck' }), sighting(total, NOON)]
    assert.deepEqual(sizes(correlate([], correlating([timeouts, pinned, ...others], rest))), [4])
  })

  test('silence is an incident of its own and masks no step beside it', () => {
    const silent = FLEET.filter(({ flow }) => flow === 'task').map(one =>
      sighting(one, NOON, { kind: 'missing' }),
    )
    const step = sighting(seriesOf('claimed_verified_gap'), NOON)
    const late = sighting(seriesOf('task_failure_rate', 'test'), NOON - HOUR)
    const incidents = correlate(
      [],
      correlating([...silent.filter(one => one.series !== late.series), step, late]),
    )
    assert.deepEqual(incidents.map(({ nature, members }) => [nature, members.length]).sort(), [
      ['change', 1],
      ['change', 1],
      ['silence', silent.length - 1],
    ])
  })
})

describe('from one evaluation to the next', () => {
  test('a symptom that is detected later joins, keeps the id, and leaves an entry', () => {
    const [first, ...later] = slow
    const before = correlate([], correlating([first as Sighting]))
    const after = correlate(before, correlating(slow))
    assert.deepEqual(
      after.map(({ id }) => id),
      before.map(({ id }) => id),
    )
    const joined = only(after).events.find(({ what }) => what === 'joined')
    assert.deepEqual([...(joined?.series ?? [])].sort(), later.map(one => one.series).sort())
  })

  test('replay gives the same incidents, ids and entries, whatever the order in which the changes are handed over', () => {
    const steps = (order: (some: readonly Sighting[]) => readonly Sighting[]): Incident[] => {
      let open: Incident[] = []
      for (let known = 1; known <= slow.length; known++) {
        open = correlate(open, correlating(order(slow.slice(0, known)), { now: NOON + known * DAY }))
      }
      return open
    }
    assert.deepEqual(
      steps(some => some),
      steps(some => some.toReversed()),
    )
    assert.deepEqual(
      JSON.parse(JSON.stringify(steps(some => some))),
      steps(some => some),
    )
  })

  test('late evidence merges two incidents, and both say so', () => {
    const other = {
      ...(slow[2] as Sighting),
      onset: { value: NOON - 3 * DAY, lower: NOON - 3 * DAY, upper: NOON - 3 * DAY },
    }
    const before = correlate([], correlating([slow[0] as Sighting, other]))
    assert.equal(before.length, 2)
    const after = correlate(
      before,
      correlating([slow[0] as Sighting, slow[1] as Sighting, slow[2] as Sighting]),
    )
    const [merged] = after.filter(({ mergedInto }) => mergedInto !== null)
    const [stays] = after.filter(isOpen)
    assert.equal(merged?.mergedInto, stays?.id)
    assert.ok(stays?.events.some(({ what, other: id }) => what === 'merged' && id === merged?.id))
  })

  test('an onset that turns out otherwise lets a member leave, with an entry', () => {
    const before = correlate([], correlating(slow))
    const far = NOON + 30 * DAY
    const moved = { ...(slow[1] as Sighting), onset: { value: far, lower: far, upper: far } }
    const after = correlate(before, correlating([moved, ...slow.filter(one => one.series !== moved.series)]))
    assert.deepEqual(sizes(after), [1, 3])
    assert.ok(
      after.some(({ events }) =>
        events.some(({ what, series }) => what === 'left' && series.includes(tail.id)),
      ),
    )
  })

  test('is over once all members are cleared', () => {
    const before = correlate([], correlating(slow))
    const some = slow.map((one, index) => (index < 3 ? { ...one, clearedAt: NOON + 6 * DAY } : one))
    const still = correlate(before, correlating(some))
    assert.ok(isOpen(only(still)))
    const after = correlate(still, correlating(slow.map(one => ({ ...one, clearedAt: NOON + 6 * DAY }))))
    assert.equal(only(after).closedAt, NOON + 5 * DAY)
    assert.equal(only(after).events.at(-1)?.what, 'closed')
  })

  test('a change of another kind that takes the place of a former one goes on with its incident', () => {
    const first = sighting(wait, NOON)
    const before = correlate([], correlating([first]))
    const at = NOON + 3 * DAY
    const next = sighting(wait, NOON - 9 * DAY, { raisedAt: at, kind: 'slope', change: 'next' })
    const after = correlate(before, correlating([{ ...first, clearedAt: at }, next]))
    assert.deepEqual(
      after.map(({ id }) => id),
      before.map(({ id }) => id),
    )
  })

  test('a member whose series is no longer known is passed over', () => {
    const before = correlate([], correlating(slow))
    const after = correlate(before, correlating(slow, { series: FLEET.filter(({ id }) => id !== wait.id) }))
    assert.equal(only(after).members.length, 3)
  })
})

describe('the word of a person', () => {
  const tie = (kind: Tie['kind'], a: Sighting, b: Sighting, at = NOON): Tie => {
    return { kind, a: a.change, b: b.change, by: 'ann', at, note: '' }
  }

  test('a split holds against every weight, at every evaluation after it', () => {
    const [root, , third] = slow as [Sighting, Sighting, Sighting, Sighting]
    const before = correlate([], correlating(slow))
    const ties = slow.filter(one => one !== third).map(one => tie('split', third, one))
    let open = correlate(before, correlating(slow, { ties }))
    open = correlate(open, correlating(slow, { ties }))
    assert.deepEqual(sizes(open), [1, 3])
    assert.ok(!open.some(({ members }) => hasBoth(members, root, third)))
  })

  test('a link joins what no evidence joins, and a later split undoes it', () => {
    const [gap, roi] = [
      sighting(seriesOf('claimed_verified_gap'), NOON),
      sighting(seriesOf('roi_latency_p50'), NOON - DAY),
    ]
    const ties = [tie('link', gap, roi)]
    const linked = correlate([], correlating([gap, roi], { ties }))
    assert.deepEqual(sizes(linked), [2])
    const again = correlate(linked, correlating([gap, roi], { ties }))
    assert.deepEqual(sizes(again), [2])
    const split = correlate(
      again,
      correlating([gap, roi], { ties: [...ties, tie('split', gap, roi, NOON + 1)] }),
    )
    assert.deepEqual(sizes(split), [1, 1])
    assert.equal(new Set(split.map(({ id }) => id)).size, 2)
  })

  test('a link makes one of two incidents that stand already, weeks apart, and leaves a record in both', () => {
    const [gap, roi] = [
      sighting(seriesOf('claimed_verified_gap'), NOON - 20 * DAY),
      sighting(seriesOf('roi_latency_p50'), NOON),
    ]
    const open = correlate([], correlating([gap, roi]))
    assert.deepEqual(sizes(open), [1, 1])
    const next = correlate(open, correlating([gap, roi], { ties: [tie('link', roi, gap)] }))
    assert.deepEqual(sizes(next.filter(isOpen)), [2])
    const merged = only(next.filter(one => !isOpen(one)))
    assert.equal(merged.mergedInto, only(next.filter(isOpen)).id)
    assert.ok(only(next.filter(isOpen)).events.some(({ what }) => what === 'merged'))
  })

  test('two silences that a person links are one', () => {
    const [gap, roi] = ['claimed_verified_gap', 'roi_latency_p50'].map(name =>
      sighting(seriesOf(name), NOON, { kind: 'missing' }),
    ) as [Sighting, Sighting]
    const open = correlate([], correlating([gap, roi]))
    assert.deepEqual(sizes(open), [1, 1])
    const next = correlate(open, correlating([gap, roi], { ties: [tie('link', gap, roi)] }))
    assert.deepEqual(sizes(next.filter(isOpen)), [2])
  })
})

function hasBoth(members: Incident['members'], a: Sighting, b: Sighting): boolean {
  return [a, b].every(one => members.some(({ change }) => change === one.change))
}

function only(incidents: readonly Incident[]): Incident {
  const [one, ...rest] = incidents
  assert.deepEqual(rest, [])
  return one as Incident
}

function sizes(incidents: readonly Incident[]): number[] {
  return incidents.map(({ members }) => members.length).sort()
}
