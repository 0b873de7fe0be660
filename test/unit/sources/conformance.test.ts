// What every type of source must do, whichever it is: the suite loops over the registry.
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { describe, type TestContext, test } from 'node:test'
import { parseConfig } from '../../../src/config/load.ts'
import { configReference } from '../../../src/config/reference.ts'
import { manualClock } from '../../../src/core/clock.ts'
import { SourceError } from '../../../src/core/errors.ts'
import { silentLogger } from '../../../src/core/logger.ts'
import { commitOf } from '../../../src/pipeline/collect/receive.ts'
import { readBatch } from '../../../src/sources/batch.ts'
import { NO_MEMORY } from '../../../src/sources/memory.ts'
import { createSource, sourceTypes } from '../../../src/sources/registry.ts'
import { isReceiving, type Source } from '../../../src/sources/source.ts'
import type { SourceType } from '../../../src/sources/source-type.ts'
import { collecting } from '../../support/facts/collecting.ts'
import { mannersOf, SOURCES } from '../../support/manners/manners.ts'
import { unmarkedPaths } from '../../support/manners/unmarked-paths.ts'
import { letsIn } from '../../support/sources/source-trial.ts'

const NOW = Date.UTC(2026, 4, 1)
const page = (type: string): string => `docs/reference/sources/${type}.md`

// One that loops would hold up this file: none is made here that does not keep to itself elsewhere.
const manners = await mannersOf(
  sourceTypes.map(({ type }) => type),
  SOURCES,
)

function make(t: TestContext, { type, example }: SourceType): Source {
  assert.equal(manners.get(type), null)
  const [settings] = parseConfig(JSON.stringify({ sources: [example] }), {}).sources
  assert.ok(settings)
  const source = createSource(settings, { clock: manualClock(NOW), log: silentLogger, memory: NO_MEMORY })
  t.after(() => source.close())
  return source
}

for (const type of sourceTypes as readonly SourceType[]) {
  describe(`a source of type ${type.type}`, () => {
    test('has a page that shows its type, and its options in the configuration reference', () => {
      assert.ok(existsSync(page(type.type)), `write ${page(type.type)}`)
      assert.match(readFileSync(page(type.type), 'utf8'), new RegExp(`type: ${type.type}\\b`))
      const reference = configReference()
      for (const option of Object.keys(type.example).filter(name => name !== 'type')) {
        assert.ok(reference.includes(`\`sources[](${type.type}).${option}\``), option)
      }
      assert.ok(reference.includes(`| \`sources[].type\` | \`${type.type}\` |`))
    })

    test('takes a relative path for one below the folder of the configuration', () => {
      assert.deepEqual(unmarkedPaths(type.type, type.options), [])
    })

    test('lets go when it is aborted and closed, writes to no terminal and leaves no fault behind', () => {
      assert.equal(manners.get(type.type), null)
    })

    test('is made without touching anything, says what it feeds, and can be closed twice', async t => {
      const source = make(t, type)
      assert.equal(source.name, type.example.name)
      assert.ok(source.feeds.length > 0)
      await source.close()
      await source.close()
    })

    test('checks itself: faults come back as values, each with where and what', async t => {
      for (const fault of await make(t, type).check(AbortSignal.timeout(20_000))) {
        assert.ok(fault.where.length > 0 && fault.message.length > 0)
      }
    })

    test('yields good batches or a SourceError where its system is away, and ends when it is aborted', async t => {
      const source = make(t, type)
      if (isReceiving(source)) return
      for (const signal of [AbortSignal.abort(), AbortSignal.timeout(20_000)]) {
        try {
          for await (const batch of source.pull(null, signal))
            assert.ok('batch' in readBatch(batch, NOW), JSON.stringify(readBatch(batch, NOW)))
        } catch (error) {
          assert.ok(error instanceof SourceError, String(error))
        }
      }
    })

    test('answers nonsense with a fault of the sender, keeps nothing of it, and lets nobody in without credentials', async t => {
      const source = make(t, type)
      if (!isReceiving(source)) return
      const { store, deps } = collecting(t, NOW)
      for (const route of source.routes) {
        assert.match(route.path, /^\//)
        for (const text of ['', '{', 'null', '12', '\u0000', '[1, "x", null, {}]', '{"events": {}}']) {
          const request = { headers: { 'content-type': 'application/json' }, body: Buffer.from(text) }
          assert.equal(letsIn(route, { headers: {}, body: request.body }), false)
          assert.equal(letsIn(route, { ...request, headers: { authorization: 'Bearer wrong' } }), false)
          const { status } = await route.receive(request, commitOf(source, deps))
          assert.ok(status >= 200 && status < 500, `${status} for ${text}`)
        }
      }
      assert.equal(store.lifecycles.keptCount(), 0)
    })
  })
}
