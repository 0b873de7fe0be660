// Whatever a server answers: what is kept is sound, and it ends.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import type { Api } from '../../../../src/core/prometheus/api.ts'
import { admit } from '../../../../src/events/intake.ts'
import { takeCandidates } from '../../../../src/events/take.ts'
import { readBatch } from '../../../../src/sources/batch.ts'
import { followAll } from '../../../../src/sources/prometheus/follow.ts'
import { prometheusOptions } from '../../../../src/sources/prometheus/options.ts'
import { placeOf } from '../../../../src/sources/prometheus/place.ts'

const HOUR = 3_600_000
const NOW = Date.UTC(2026, 5, 29, 12)

const moment = fc.oneof(
  fc.integer({ min: 0, max: 30 }).map(i => (NOW - i * HOUR) / 1000),
  fc.double(),
  fc.anything(),
)
const text = fc.oneof(
  fc.constantFrom('NaN', '+Inf', '-Inf', '0', '-0', '1e999', '0x10', ' 1 ', '', '1_0', '9007199254740993'),
  fc.double().map(String),
  fc.anything(),
)
const labels = fc.oneof(
  fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.string({ unit: 'binary' }))),
  fc.anything(),
)
const series = fc.oneof(
  fc.record({ metric: labels, values: fc.array(fc.oneof(fc.tuple(moment, text), fc.anything())) }),
  fc.anything(),
)
const answer = fc.oneof(fc.record({ result: fc.array(series) }), fc.anything())

test('a batch is one that is kept, and each event in it one that is taken, whatever is answered', async () => {
  await fc.assert(
    fc.asyncProperty(answer, fc.constantFrom('real', 'positive', 'count'), async (data, family) => {
      const options = prometheusOptions.parse({
        name: 'm',
        type: 'prometheus',
        url: 'http://127.0.0.1',
        series: [{ name: 'q', query: 'q', family }],
        step: '1h',
        history: '20h',
        most: 3,
      })
      const api: Api = { name: 'here', warnings: () => [], get: async () => data }
      const state = {
        options,
        api,
        memory: { get: () => null },
        due: NOW,
        now: NOW,
        place: placeOf(null),
        problems: [],
        widths: new Map<string, number>(),
      }
      let batches = 0
      for await (const batch of followAll(state, new AbortController().signal)) {
        batches += 1
        const read = readBatch(batch, NOW)
        assert.ok('batch' in read, JSON.stringify(read))
        const taken = admit(takeCandidates(batch.events), { source: 'm', now: NOW, oldest: 0 })
        assert.deepEqual(taken.refused, [])
        assert.equal(new Set(batch.events.map(({ id }) => id)).size, batch.events.length)
      }
      assert.equal(batches, 1)
      assert.equal(state.place.queries.q?.upTo, NOW)
    }),
    { numRuns: 2000 },
  )
})
