import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openSqliteStore } from '../../../../../src/storage/sqlite/store.ts'
import { recordOf, T0 } from '../../../../support/alerts/alerting.ts'
import { temporaryFolder } from '../../../../support/folder.ts'

test('an acceptance is kept with what detection knew before, and with who took it back', t => {
  const store = openSqliteStore(temporaryFolder(t))
  t.after(() => store.close())
  const { id: seriesId } = store.series.ensure('roi', 'roi', {}, 1000)
  const before = { state: { version: 1 }, observedUpTo: T0, standing: recordOf(T0, { seriesId }) }
  store.acceptances.add({ seriesId, at: T0, by: 'ann', note: 'normal', episodes: ['e1'], before })
  const [kept] = store.acceptances.of(seriesId)
  assert.ok(kept)
  assert.deepEqual(
    { ...kept, number: 0 },
    { number: 0, seriesId, at: T0, by: 'ann', note: 'normal', episodes: ['e1'], before, undone: null },
  )
  store.acceptances.undo(kept.number, { at: T0 + 1, by: 'bob' })
  assert.deepEqual(store.acceptances.of(seriesId)[0]?.undone, { at: T0 + 1, by: 'bob' })
  assert.deepEqual(store.acceptances.of(seriesId + 1), [])
})
