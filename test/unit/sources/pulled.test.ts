// What every source that is pulled must do with what its system holds: all of it arrives once, and nothing is called complete that is not.
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { describe, test } from 'node:test'
import { parseConfig } from '../../../src/config/load.ts'
import { systemClock } from '../../../src/core/clock.ts'
import { silentLogger } from '../../../src/core/logger.ts'
import { createSource, sourceTypes } from '../../../src/sources/registry.ts'
import { isReceiving, type PulledSource, type Source } from '../../../src/sources/source.ts'
import type { SourceType } from '../../../src/sources/source-type.ts'
import { PULLED_LAWS } from '../../support/sources/pulled-laws.ts'
import type { StartTrial } from '../../support/sources/source-trial.ts'

function sourceOf(entry: object, get: (key: string) => Uint8Array | null): Source {
  const [settings] = parseConfig(JSON.stringify({ sources: [entry] }), {}).sources
  assert.ok(settings)
  return createSource(settings, { clock: systemClock, log: silentLogger, memory: { get, known: () => null } })
}

function make(entry: object, get: (key: string) => Uint8Array | null): PulledSource {
  const source = sourceOf(entry, get)
  assert.ok(!isReceiving(source))
  return source
}

for (const { type, example } of sourceTypes as readonly SourceType[]) {
  describe(`a source of type ${type}`, async () => {
    const path = new URL(`./${type}/trial.ts`, import.meta.url)
    const start = existsSync(path)
      ? ((await import(path.href)) as { startTrial?: StartTrial }).startTrial
      : undefined

    test('that is pulled brings a system of its own for the suite', async () => {
      const source = sourceOf(example, () => null)
      await source.close()
      assert.equal(
        start !== undefined,
        !isReceiving(source),
        `test/unit/sources/${type}/trial.ts exports startTrial`,
      )
    })
    if (start === undefined) return

    for (const [law, holds] of Object.entries(PULLED_LAWS)) test(law, t => holds(t, { start, make }))
  })
}
