import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Logger } from '../../../src/core/logger.ts'
import { reading } from '../../../src/exposition/metric.ts'
import { lifecyclesOpen } from '../../../src/exposition/metrics/lifecycles-open.ts'
import { readingsOf } from '../../../src/exposition/readings.ts'
import { openSqliteStore } from '../../../src/storage/sqlite/store.ts'
import { temporaryFolder } from '../../support/folder.ts'

test('a metric that cannot be read is named in the log, and stops no other', t => {
  const store = openSqliteStore(temporaryFolder(t))
  t.after(() => store.close())
  const said: unknown[] = []
  const log: Logger = { debug() {}, info() {}, warn() {}, error: (...all) => said.push(all) }
  const broken = reading({
    name: 'slowburn_toys_open',
    topic: 'service',
    help: 'Toys that are open.',
    read: () => {
      throw new Error('out of toys')
    },
    example: [[1]],
  })
  const readings = readingsOf([broken, lifecyclesOpen], { store, now: 0 }, log)
  assert.deepEqual(Object.keys(readings), ['slowburn_lifecycles_open'])
  assert.deepEqual(said, [
    ['a metric cannot be read', { metric: 'slowburn_toys_open', error: 'out of toys' }],
  ])
})
