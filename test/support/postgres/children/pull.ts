// A process of its own that pulls a database into a data folder, to be killed at any moment. It says what it
// is about to do, a line for each step.
import { writeSync } from 'node:fs'
import { silentLogger } from '../../../../src/core/logger.ts'
import { isLifecycleEvent } from '../../../../src/lifecycles/join.ts'
import { record } from '../../../../src/pipeline/collect/record.ts'
import { openSqliteStore } from '../../../../src/storage/sqlite/store.ts'
import { planOf } from '../../facts/plans.ts'
import { watchdogOf } from '../../watchdog.ts'
import { TASKS, testSource } from '../postgres-source.ts'

const [url = '', folder = ''] = process.argv.slice(2)
const say = (step: string): void => {
  writeSync(1, `${step}\n`)
}

const { accumulated } = planOf()

say('opening')
const store = openSqliteStore(folder)
const { source } = testSource(url, [TASKS], { chunkRows: 20 })
say('pulling')
for await (const batch of source.pull(store.sources.load('platform').cursor, new AbortController().signal)) {
  say('pulled')
  store.transaction(() => {
    record(
      batch.events.filter(isLifecycleEvent),
      {
        store,
        accumulated,
        oneAtATime: new Set(),
        settledBefore: 0,
        watchdog: watchdogOf(),
        log: silentLogger,
      },
      ({ id }, why) => {
        throw new Error(`${id}: ${why}`)
      },
    )
    say('inserted')
    const { completeUpTo, cursor } = batch
    store.sources.save('platform', { cursor, completeUpTo, lastSuccessAt: null })
    say('saved')
  })
  say('committed')
}
store.close()
say('done')
