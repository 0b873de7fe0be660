import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import type { LifecycleEvent as Event } from '../../../src/lifecycles/join.ts'
import { applyEvent, lifecycleOf, verificationsOf } from '../../../src/lifecycles/join.ts'
import type { Lifecycle } from '../../../src/lifecycles/lifecycle.ts'

type Told<T extends Event['type']> = Extract<Event, { type: T }>['data']

function event<T extends Event['type']>(type: T, at: number, data: Told<T>): Event {
  return { id: `${type}@${at}`, at, source: 'db', subject: '7', attributes: {}, type, data } as Event
}

function join(events: readonly Event[]): Lifecycle | null {
  return events.reduce<Lifecycle | null>((current, next) => applyEvent(current, next), null)
}

const BUILD = { taskType: 'build' }

describe('joining a task', () => {
  test('takes its opening, start, end and outcome from its events', () => {
    const joined = join([
      event('task.queued', 100, BUILD),
      event('task.started', 250, BUILD),
      event('task.finished', 900, { ...BUILD, model: 'm1' }),
    ])
    assert.deepEqual(joined, {
      kind: 'task',
      source: 'db',
      subject: '7',
      openedAt: 100,
      startedAt: 250,
      start: 'measured',
      endedAt: 900,
      outcome: 'completed',
      measures: { model_stage: 3, task_type_stage: 3 },
      labels: { model: 'm1', task_type: 'build' },
    })
  })

  test('keeps what has only ended, with its opening unknown', () => {
    const joined = join([event('task.failed', 900, { ...BUILD, phantom: false })])
    assert.equal(joined?.openedAt, null)
    assert.equal(joined?.outcome, 'failed')
  })

  test('tells a phantom failure from a failure', () => {
    assert.equal(join([event('task.failed', 1, { ...BUILD, phantom: true })])?.outcome, 'phantom')
  })

  test('keeps the first end, so that a retry does not rewrite a closed bucket', () => {
    const joined = join([
      event('task.finished', 900, BUILD),
      event('task.failed', 500, { ...BUILD, phantom: false }),
    ])
    assert.equal(joined?.endedAt, 500)
    assert.equal(joined?.outcome, 'failed')
  })

  test('believes the later stage about the model, in either order', () => {
    const asked = event('task.queued', 100, { ...BUILD, model: 'zeta' })
    const used = event('task.finished', 900, { ...BUILD, model: 'alpha' })
    const another = event('task.started', 300, { ...BUILD, model: 'omega' })
    assert.equal(join([asked, used, another])?.labels.model, 'alpha')
    assert.equal(join([used, another, asked])?.labels.model, 'alpha')
  })

  test('lets an empty label say nothing', () => {
    const joined = join([
      event('task.queued', 1, BUILD),
      event('task.started', 2, { taskType: '', model: '' }),
    ])
    assert.deepEqual(joined?.labels, { task_type: 'build' })
  })

  test('replaces a reconstructed start by a measured one, even a later one', () => {
    const queued = applyEvent(null, event('task.queued', 100, BUILD))
    const guessed: Lifecycle = { ...queued, startedAt: 110, start: 'reconstructed' }
    const joined = applyEvent(guessed, event('task.started', 200, BUILD))
    assert.equal(joined.startedAt, 200)
    assert.equal(joined.start, 'measured')
  })
})

describe('joining a claim', () => {
  const made = event('claim.made', 100, { claimType: 'built', probability: 0.9, propensity: 0.15 })
  const self = event('claim.verified', 200, { outcome: true, verifier: 'self', audit: false })
  const human = event('claim.verified', 300, { outcome: true, verifier: 'human', audit: false })
  const audit = event('claim.verified', 400, { outcome: false, verifier: 'human', audit: true })

  test('keeps the random audit over every other verification, and remembers the earliest other one', () => {
    const joined = join([made, self, audit, human])
    assert.equal(joined?.outcome, 'false')
    assert.equal(joined?.endedAt, 400)
    assert.deepEqual(joined?.measures, {
      audit: 1,
      probability: 0.9,
      propensity: 0.15,
      unaudited_at: 200,
      unaudited_true: 1,
    })
    assert.deepEqual(verificationsOf(joined ?? applyEvent(null, made)), {
      audited: { at: 400, outcome: false },
      unaudited: { at: 200, outcome: true },
    })
  })

  test('takes the earliest verification where none was an audit', () => {
    const joined = join([human, made, self])
    assert.equal(joined?.endedAt, 200)
    assert.equal(joined?.measures.audit, 0)
  })

  test('stays open while nobody has verified it', () => {
    assert.equal(join([made])?.endedAt, null)
  })

  test('takes probability, propensity and labels together from the earliest statement', () => {
    const restated = event('claim.made', 150, { claimType: 'served', probability: 0.2, model: 'm2' })
    for (const joined of [join([made, restated]), join([restated, made])]) {
      assert.deepEqual(joined?.labels, { claim_type: 'built' })
      assert.deepEqual(joined?.measures, { probability: 0.9, propensity: 0.15 })
    }
  })
})

describe('joining an investment', () => {
  test('is ended by what comes first, value or write-off', () => {
    const spent = event('roi.projected', 100, { amount: 500, category: 'ads' })
    const value = event('roi.realised', 300, { amount: 420 })
    const lost = event('roi.written_off', 400, {})
    const joined = join([lost, value, spent])
    assert.equal(joined?.outcome, 'realised')
    assert.deepEqual(joined?.measures, { projected: 500, realised: 420 })
    assert.deepEqual(joined?.labels, { category: 'ads' })
  })

  test('forgets an amount that came after the write-off that ended it', () => {
    const joined = join([event('roi.realised', 500, { amount: 9 }), event('roi.written_off', 400, {})])
    assert.equal(joined?.outcome, 'written_off')
    assert.deepEqual(joined?.measures, {})
  })
})

describe('joining an observation', () => {
  test('makes a lifecycle of no length for every event, named by its id', () => {
    const reading = event('gauge.observed', 100, { name: 'ledger', value: 3 })
    assert.deepEqual(lifecycleOf(reading), { kind: 'observation', source: 'db', subject: reading.id })
    const joined = applyEvent(null, reading)
    assert.equal(joined.openedAt, 100)
    assert.equal(joined.endedAt, 100)
    assert.deepEqual(joined.measures, { value: 3 })
    assert.deepEqual(joined.labels, { name: 'ledger' })
  })
})

const at = fc.integer({ min: 0, max: 5 })
const name = fc.constantFrom('a', 'b', '')
const amount = fc.constantFrom(0, 1.5, 2)
const taskData = fc.record({ taskType: name, model: name }, { requiredKeys: ['taskType'] })
const kinds = {
  task: fc.oneof(
    fc.tuple(at, taskData).map(([t, data]) => event('task.queued', t, data)),
    fc.tuple(at, taskData).map(([t, data]) => event('task.started', t, data)),
    fc.tuple(at, taskData).map(([t, data]) => event('task.finished', t, data)),
    fc
      .tuple(at, taskData, fc.boolean())
      .map(([t, data, phantom]) => event('task.failed', t, { ...data, phantom })),
  ),
  claim: fc.oneof(
    fc
      .tuple(
        at,
        fc.record(
          {
            claimType: name,
            model: name,
            probability: fc.constantFrom(0.5, 0.9),
            propensity: fc.constant(0.2),
          },
          { requiredKeys: ['claimType', 'probability'] },
        ),
      )
      .map(([t, data]) => event('claim.made', t, data)),
    fc
      .tuple(at, fc.boolean(), fc.boolean())
      .map(([t, outcome, audit]) => event('claim.verified', t, { outcome, verifier: 'human', audit })),
  ),
  roi: fc.oneof(
    fc.tuple(at, amount, name).map(([t, a, category]) => event('roi.projected', t, { amount: a, category })),
    fc.tuple(at, amount).map(([t, a]) => event('roi.realised', t, { amount: a })),
    at.map(t => event('roi.written_off', t, {})),
  ),
  observation: fc
    .tuple(at, name, amount)
    .map(([t, n, value]) => ({ ...event('gauge.observed', t, { name: n, value }), id: 'same' })),
}

describe('joining obeys its laws', () => {
  for (const [kind, events] of Object.entries(kinds)) {
    test(`the order in which the events of one ${kind} arrive does not matter, to the byte`, () => {
      const shuffled = fc
        .array(events, { minLength: 1, maxLength: 7 })
        .chain(some => fc.tuple(fc.constant(some), fc.shuffledSubarray(some, { minLength: some.length })))
      fc.assert(
        fc.property(shuffled, ([some, others]) => {
          assert.equal(JSON.stringify(join(others)), JSON.stringify(join(some)))
        }),
        { numRuns: 2000, seed: 1 },
      )
    })

    test(`an event of a ${kind} that comes again changes nothing`, () => {
      fc.assert(
        fc.property(fc.array(events, { minLength: 1, maxLength: 7 }), fc.nat(), (some, pick) => {
          const again = some[pick % some.length]
          assert.ok(again)
          assert.equal(JSON.stringify(join([...some, again])), JSON.stringify(join(some)))
        }),
        { numRuns: 2000, seed: 2 },
      )
    })
  }
})
