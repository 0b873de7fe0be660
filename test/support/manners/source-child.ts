// Sources of some types, by themselves in a process: each is pulled and aborted, then closed twice.
import { appendFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { parseConfig } from '../../../src/config/load.ts'
import { manualClock } from '../../../src/core/clock.ts'
import { SourceError } from '../../../src/core/errors.ts'
import { silentLogger } from '../../../src/core/logger.ts'
import { NO_MEMORY } from '../../../src/sources/memory.ts'
import { createSource, sourceTypes } from '../../../src/sources/registry.ts'
import { isReceiving } from '../../../src/sources/source.ts'
import type { SourceType } from '../../../src/sources/source-type.ts'

const [, , steps = '', ...types] = process.argv
const step = (text: string): void => appendFileSync(steps, `${text}\n`)

for (const type of types) {
  const entry = (sourceTypes as readonly SourceType[]).find(one => one.type === type)?.example
  const [settings] = parseConfig(JSON.stringify({ sources: [entry] }), {}).sources
  if (settings === undefined) throw new Error(`there is no source type ${type}`)

  step('make it')
  const source = createSource(settings, {
    clock: manualClock(Date.UTC(2026, 4, 1)),
    log: silentLogger,
    memory: NO_MEMORY,
  })
  if (!isReceiving(source)) {
    step('pull it')
    const stopping = new AbortController()
    const pulling = (async () => {
      for await (const _ of source.pull(null, stopping.signal)) stopping.abort()
    })().catch((error: unknown) => {
      if (!(error instanceof SourceError) && !stopping.signal.aborted) throw error
    })
    await wait(200)
    step('end its pull')
    stopping.abort()
    await pulling
  }
  step('close it')
  await source.close()
  step('close it again')
  await source.close()
}
step('let it end')
