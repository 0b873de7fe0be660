import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { openSource } from '../../../src/app/open-source.ts'
import { parseConfig } from '../../../src/config/load.ts'
import { manualClock } from '../../../src/core/clock.ts'
import { NO_MEMORY } from '../../../src/sources/memory.ts'
import { createSource, type SourceSettings, sourceTypes } from '../../../src/sources/registry.ts'
import { isReceiving, type Source } from '../../../src/sources/source.ts'
import type { SourceType } from '../../../src/sources/source-type.ts'
import { collecting } from '../../support/facts/collecting.ts'
import { fakeSource } from '../../support/facts/fake-source.ts'
import { linesOf } from '../../support/log.ts'
import { watchdogOf } from '../../support/watchdog.ts'

const NOW = Date.UTC(2026, 4, 1)
const clock = manualClock(NOW)

const outOfOrder = (): never => {
  throw new Error('out of order')
}

/** Every way in which a source can come out wrong. */
const broken: Readonly<Record<string, (source: Source) => unknown>> = {
  throws: outOfOrder,
  'returns null': () => null,
  'returns a text': () => 'source',
  'returns a promise': async source => source,
  'never returns': () => {
    for (;;) Math.random()
  },
  'has another name': source => ({ ...source, name: 'other' }),
  'feeds null': source => ({ ...source, feeds: null }),
  'throws when it says what it feeds': source =>
    Object.defineProperty({ ...source }, 'feeds', { get: outOfOrder }),
  'cannot be checked': source => ({ ...source, check: null }),
  'cannot be closed': source => ({ ...source, close: undefined }),
  'has no routes': source => ({ ...source, routes: null }),
  'has a route that is null': source => ({ ...source, lateness: 0, routes: [null] }),
  'has a pattern for a path': source => withPath(source, '/*'),
  'has half a pattern for a path': source => withPath(source, '/:('),
  'has no budget that ends': source => ({ ...pulled(source), budget: Number.POSITIVE_INFINITY }),
  'has a budget that is no number': source => ({ ...pulled(source), budget: Number.NaN }),
  'cannot be pulled': source => ({ ...pulled(source), pull: 5 }),
}

function withPath(source: Source, path: string): unknown {
  const route = { path, largestBody: 1, authorised: () => true, receive: outOfOrder }
  return { ...source, lateness: 0, routes: [route] }
}

function pulled({ name, feeds, check, close }: Source) {
  return { name, feeds, check, close, pull: outOfOrder }
}

function settingsOf({ example }: SourceType): SourceSettings {
  const [settings] = parseConfig(JSON.stringify({ sources: [example] }), {}).sources
  assert.ok(settings)
  return settings
}

for (const type of sourceTypes as readonly SourceType[]) {
  describe(`a source of type ${type.type}`, () => {
    test('that is sound is opened with all that it has', async () => {
      const { log, lines } = linesOf()
      const deps = { clock, log, memory: NO_MEMORY, watchdog: watchdogOf() }
      const plain = type.create(settingsOf(type) as never, deps)
      const source = openSource(settingsOf(type), deps)
      for (const key of Object.keys(plain)) assert.ok(key in source, key)
      assert.equal(isReceiving(source), isReceiving(plain))
      assert.deepEqual(lines, [])
      await Promise.all([source.close(), plain.close()])
    })

    for (const [how, breakIt] of Object.entries(broken)) {
      test(`that ${how} is named, shown as down with the reason, and everything else goes on`, async t => {
        const { log, lines } = linesOf()
        const source = openSource(settingsOf(type), {
          clock,
          log,
          memory: NO_MEMORY,
          watchdog: watchdogOf(0.2),
          make: (settings, deps) => breakIt(createSource(settings, deps)),
        })
        const [line, ...more] = lines
        assert.deepEqual(more, [])
        assert.ok(line?.includes('source cannot be started') && line.includes(source.name))
        const { statuses, run } = collecting(t, NOW, { patience: 5 })
        await run([source, fakeSource('healthy', [[{}]])])
        assert.match(statuses.get(source.name)?.error ?? '', /cannot be made of this entry: ./)
        assert.equal(statuses.get('healthy')?.up, true)
        const [problem] = await source.check(AbortSignal.abort())
        assert.match(problem?.message ?? '', /cannot be made of this entry/)
        await source.close()
      })
    }
  })
}
