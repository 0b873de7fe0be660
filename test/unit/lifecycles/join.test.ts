import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { nearestOf } from '../../../src/core/names/nearest.ts'
import { overAt } from '../../../src/lifecycles/facts.ts'
import { isLifecycleEvent, type LifecycleEvent } from '../../../src/lifecycles/join.ts'
import {
  LIFECYCLE_KINDS,
  type LifecycleKind,
  labelsOf,
  lifecycleKinds,
} from '../../../src/lifecycles/registry.ts'
import { anyEventOf, typesOf } from '../../support/facts/any-event.ts'
import { event, join } from '../../support/facts/joining.ts'
import { inForm } from '../../support/long-form.ts'

const at = fc.integer({ min: 0, max: 5 })
const name = fc.constantFrom('a', 'b', '')
const amount = fc.constantFrom(0, 1.5, 2)
const taskData = fc.record({ taskType: name, model: name }, { requiredKeys: ['taskType'] })
/** Events of a kind that often tie; of one that is not here, whatever its schema allows. */
const TIED: Partial<Record<LifecycleKind, fc.Arbitrary<LifecycleEvent>>> = {
  task: fc.oneof(
    at.map(t => event('task.removed', t, {})),
    at.map(t => event('task.reopened', t, {})),
    fc.tuple(at, taskData).map(([t, data]) => event('task.queued', t, data)),
    fc.tuple(at, taskData).map(([t, data]) => event('task.started', t, data)),
    fc.tuple(at, taskData).map(([t, data]) => event('task.finished', t, data)),
    fc
      .tuple(at, taskData, fc.boolean())
      .map(([t, data, phantom]) => event('task.failed', t, { ...data, phantom })),
  ),
  claim: fc.oneof(
    at.map(t => event('claim.removed', t, {})),
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
    at.map(t => event('roi.removed', t, {})),
    fc.tuple(at, amount, name).map(([t, a, category]) => event('roi.projected', t, { amount: a, category })),
    fc.tuple(at, amount).map(([t, a]) => event('roi.realised', t, { amount: a })),
    at.map(t => event('roi.written_off', t, {})),
  ),
  observation: fc
    .tuple(at, name, amount)
    .map(([t, n, value]) => ({ ...event('gauge.observed', t, { name: n, value }), id: 'same' })),
  sample: fc.tuple(at, name, name, amount).map(([t, n, labels, value]) => ({
    ...event('sample.taken', t, { name: n, labels, value }),
    id: 'same',
  })),
}

describe('joining obeys its laws', () => {
  test('a release belongs to no lifecycle', () => {
    const release = {
      ...event('gauge.observed', 1, { name: 'a', value: 1 }),
      type: 'rollout.changed' as const,
    }
    assert.equal(isLifecycleEvent({ ...release, data: { version: '2.9.1' } }), false)
  })

  for (const kind of LIFECYCLE_KINDS) {
    // Made within each test, so that a schema for which no value is known is a fault of its kind alone.
    const eventsOf = () => fc.oneof(anyEventOf(kind), TIED[kind] ?? anyEventOf(kind))
    test(`the order in which the events of one ${kind} arrive does not matter, to the byte`, () => {
      const shuffled = fc
        .array(eventsOf(), { minLength: 1, maxLength: 7 })
        .chain(some => fc.tuple(fc.constant(some), fc.shuffledSubarray(some, { minLength: some.length })))
      fc.assert(
        fc.property(shuffled, ([some, others]) => {
          assert.equal(JSON.stringify(join(others)), JSON.stringify(join(some)))
        }),
        { numRuns: inForm(400, 2000), seed: 1 },
      )
    })

    test(`an event of a ${kind} that comes again changes nothing`, () => {
      fc.assert(
        fc.property(fc.array(eventsOf(), { minLength: 1, maxLength: 7 }), fc.nat(), (some, pick) => {
          const again = some[pick % some.length]
          assert.ok(again)
          assert.equal(JSON.stringify(join([...some, again])), JSON.stringify(join(some)))
        }),
        { numRuns: inForm(400, 2000), seed: 2 },
      )
    })

    test(`a ${kind} gives the labels that it declares, and no other`, () => {
      const some = fc.sample(fc.array(eventsOf(), { minLength: 1, maxLength: 4 }), {
        numRuns: inForm(300, 1000),
        seed: 4,
      })
      const given = new Set(some.flatMap(events => Object.keys(join(events)?.labels ?? {})))
      for (const label of given) {
        const meant = nearestOf(label, labelsOf(kind))
        const hint = meant === null ? '' : ` Did you mean ${meant}?`
        assert.ok(labelsOf(kind).includes(label), `\`labels\` of ${kind} does not declare ${label}.${hint}`)
      }
      assert.deepEqual(
        [...given].sort(),
        labelsOf(kind),
        `what \`labels\` of ${kind} declares is given by an event`,
      )
    })

    const { lasts } = lifecycleKinds[kind]
    test(`a ${kind} ${lasts ? 'may be open, for it lasts' : 'is never open, for it does not last'}`, () => {
      const some = fc.sample(fc.array(eventsOf(), { minLength: 1, maxLength: 4 }), {
        numRuns: inForm(300, 1000),
        seed: 5,
      })
      const open = some.find(events => overAt(join(events) ?? assert.fail('nothing joined')) === null)
      const types = open?.map(({ type }) => type).join(', ')
      assert.equal(
        open !== undefined,
        lasts,
        `\`lasts\` of ${kind} is ${lasts}; open after ${types ?? 'no events'}`,
      )
    })

    const removal = typesOf(kind).find(type => type.endsWith('.removed'))
    if (removal === undefined) continue
    test(`a ${kind} that is open is so no longer once it is removed, and one that has ended keeps its end`, () => {
      let open = 0
      fc.assert(
        fc.property(fc.array(eventsOf(), { minLength: 1, maxLength: 4 }), some => {
          const before = join(some.filter(({ type }) => type !== removal))
          if (before === null) return
          const after = join([...some.filter(({ type }) => type !== removal), event(removal, 9, {})])
          assert.ok(after)
          assert.equal(after.endedAt, before.endedAt)
          if (before.endedAt === null) {
            open++
            assert.equal(overAt(after), 9)
          }
        }),
        { numRuns: inForm(150, 500), seed: 3 },
      )
      assert.ok(open > 0, 'no event of it leaves it open')
    })
  }
})
