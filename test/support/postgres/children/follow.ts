// A process of its own that follows the changes of a database into a data folder, to be killed at any moment once it has said that
// it begins.
import { writeSync } from 'node:fs'
import { silentLogger } from '../../../../src/core/logger.ts'
import { isLifecycleEvent } from '../../../../src/lifecycles/join.ts'
import { record } from '../../../../src/pipeline/collect/record.ts'
import { openSqliteStore } from '../../../../src/storage/sqlite/store.ts'
import { planOf } from '../../facts/plans.ts'
import { watchdogOf } from '../../watchdog.ts'
import { TASKS } from '../postgres-source.ts'
import { followingSource } from '../replication.ts'

const [url = '', folder = '', mode = 'once'] = process.argv.slice(2)
const { accumulated } = planOf()
const store = openSqliteStore(folder)
const deps = {
  store,
  accumulated,
  oneAtATime: new Set<string>(),
  settledBefore: 0,
  watchdog: watchdogOf(),
  log: silentLogger,
}
writeSync(1, 'begins\n')
const rounds = mode === 'always' ? Number.POSITIVE_INFINITY : 2
for (let round = 0; round < rounds; round++) {
  const source = followingSource(url, [TASKS], { chunkRows: 50 })
  const { cursor } = store.sources.load('platform')
  for await (const batch of source.pull(cursor, new AbortController().signal)) {
    store.transaction(() => {
      record(batch.events.filter(isLifecycleEvent), deps, ({ id }, why) => {
        throw new Error(`${id}: ${why}`)
      })
      const { completeUpTo } = batch
      store.sources.save('platform', { cursor: batch.cursor, completeUpTo, lastSuccessAt: null })
    })
  }
}
store.close()
