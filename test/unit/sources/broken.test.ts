// Every type of source, broken in every way that a source can break: it is named in log and status, and stops nobody else.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseConfig } from '../../../src/config/load.ts'
import { manualClock } from '../../../src/core/clock.ts'
import { DAY, MINUTE } from '../../../src/core/duration.ts'
import { silentLogger } from '../../../src/core/logger.ts'
import { blindSpots, blindWords } from '../../../src/pipeline/collect/sight.ts'
import { NO_MEMORY } from '../../../src/sources/memory.ts'
import { createSource, sourceTypes } from '../../../src/sources/registry.ts'
import { type Batch, isReceiving, type PulledSource, type Source } from '../../../src/sources/source.ts'
import type { SourceType } from '../../../src/sources/source-type.ts'
import { collecting } from '../../support/facts/collecting.ts'
import { fakeSource, taskEvent } from '../../support/facts/fake-source.ts'

const NOW = Date.UTC(2026, 4, 1)
const GOOD: Batch = { events: [], cursor: {}, completeUpTo: null, progress: null, problems: [] }

function bringing(batch: unknown): Pulled {
  return async function* () {
    yield batch as Batch
  }
}

type Pulled = PulledSource['pull']

const outOfOrder = (): never => {
  throw new Error('out of order')
}

const endless = (): never => {
  for (;;) Math.random()
}

const problem = { where: 't', message: 'm', refused: 0 }

/** Every way in which a pull can break, as sources of their own. */
const pulls: Readonly<Record<string, Pulled>> = {
  throws: outOfOrder,
  'throws while it is read': async function* () {
    yield outOfOrder()
  },
  'returns null': () => null as never,
  'yields nonsense': bringing({ events: 'many' }),
  'yields null': bringing(null),
  'never returns': () => ({ [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => {}) }) }),
  'loops for ever when it is asked': endless,
  'loops for ever while it is read': async function* () {
    yield endless()
  },
  'ever busy': async function* () {
    for (;;) yield { ...GOOD, progress: 0 }
  },
  'is complete for ever': bringing({ ...GOOD, completeUpTo: Number.MAX_SAFE_INTEGER }),
  'is blind to null': bringing({ ...GOOD, problems: [{ ...problem, blind: null }] }),
  'is blind since x': bringing({ ...GOOD, problems: [{ ...problem, blind: { since: 'x' } }] }),
  'refuses null': bringing({ ...GOOD, problems: [{ ...problem, refusal: null }] }),
  'counts nonsense': bringing({ ...GOOD, unaccounted: { t: 'many' } }),
  'throws when it is counted': bringing(
    Object.defineProperty({ ...GOOD }, 'unaccounted', { get: outOfOrder }),
  ),
  'loops for ever when its batch is read': bringing(
    Object.defineProperty({ ...GOOD }, 'problems', { get: endless }),
  ),
  'keeps a text as its place': bringing({ ...GOOD, cursor: { toJSON: () => 'row 5' } }),
}

const brokenPulls = Object.fromEntries(
  Object.entries(pulls).map(([how, pull]) => [how, (source: Source): Source => ({ ...shell(source), pull })]),
)

const latenesses: Readonly<Record<string, () => unknown>> = {
  'is late by 5n': () => 5n,
  'is late by a number without end': () => Number.NEGATIVE_INFINITY,
  'is late by less than nothing': () => -1e300,
  'throws when it says how late it is': outOfOrder,
}

const brokenReceivers = Object.fromEntries(
  Object.entries(latenesses).map(([how, get]) => [
    how,
    (source: Source): Source => Object.defineProperty({ ...source }, 'lateness', { get }),
  ]),
)

function make({ example }: SourceType): Source {
  const [settings] = parseConfig(JSON.stringify({ sources: [example] }), {}).sources
  assert.ok(settings)
  return createSource(settings, { clock: manualClock(NOW), log: silentLogger, memory: NO_MEMORY })
}

/** The source with a pull of its own, in as little time as can be. */
function shell({ name, feeds, check, close }: Source) {
  return { name, feeds, budget: 20, check, close }
}

for (const type of sourceTypes as readonly SourceType[]) {
  describe(`a source of type ${type.type} that breaks is named in log and status, and stops nobody else:`, () => {
    for (const [how, breakIt] of Object.entries(isReceiving(make(type)) ? brokenReceivers : brokenPulls)) {
      test(`it ${how}`, async t => {
        const source = make(type)
        const { store, clock, logged, statuses, run } = collecting(t, NOW)
        const events = [taskEvent('1', 'task.queued', NOW - DAY, 'healthy')]
        const healthy = fakeSource('healthy', [[{ events, completeUpTo: NOW - MINUTE }]])
        await run([breakIt(source), healthy])
        assert.equal(statuses.get('healthy')?.up, true)
        assert.equal(statuses.get('healthy')?.completeUpTo, NOW - MINUTE)
        assert.equal(store.lifecycles.keptCount(), 1)
        const status = statuses.get(source.name)
        assert.ok(status !== undefined)
        // What pages, metrics and alerts ask of every status is answered of this one.
        const [spot] = blindSpots({ sources: statuses }).filter(one => one.source === source.name)
        assert.ok((store.sources.load(source.name).completeUpTo ?? 0) <= clock.now())
        if (how === 'ever busy') return
        assert.equal(status.up, false)
        assert.ok(spot !== undefined && blindWords(spot, NOW + MINUTE).includes(status.error ?? 'no reason'))
        assert.ok(logged.some(line => line.includes(source.name)))
      })
    }
  })
}
