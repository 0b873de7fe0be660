import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lifecyclesOpen } from '../../../../src/exposition/metrics/lifecycles-open.ts'
import { openSqliteStore } from '../../../../src/storage/sqlite/store.ts'
import { READABLE } from '../../../support/exposition/readable-settings.ts'
import { temporaryFolder } from '../../../support/folder.ts'

test('open lifecycles are counted by kind, of each kind that lasts', t => {
  const store = openSqliteStore(temporaryFolder(t))
  t.after(() => store.close())
  const kinds = lifecyclesOpen
    .read({ store, settings: READABLE, now: 0 })
    .map(([count, labels]) => [count, labels?.kind])
  assert.deepEqual(
    kinds.find(([, kind]) => kind === 'task'),
    [0, 'task'],
  )
  assert.ok(kinds.every(([count]) => count === 0))
})

test('what is open though its kind is over in a moment is counted all the same', () => {
  const openCount = (kind: string): number => (kind === 'observation' ? 3 : 0)
  const store = { lifecycles: { openCount } } as unknown as Parameters<typeof lifecyclesOpen.read>[0]['store']
  assert.deepEqual(
    lifecyclesOpen
      .read({ store, settings: READABLE, now: 0 })
      .find(([, labels]) => labels?.kind === 'observation'),
    [3, { kind: 'observation' }],
  )
})
