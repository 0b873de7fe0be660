import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DAY, HOUR, MINUTE } from '../../../../src/core/duration.ts'
import { historyOf } from '../../../../src/exposition/history/files.ts'
import { seriesOf } from '../../../../src/exposition/remote-write/history.ts'
import { openSqliteStore } from '../../../../src/storage/sqlite/store.ts'
import { temporaryFolder } from '../../../support/folder.ts'
import { fillStore } from '../../../support/storage/full-store.ts'

const NOW = Date.UTC(2025, 10, 20, 12)

test('a history is sent a day after the other, at the times that values are of, with the labels of a scrape', t => {
  const data = temporaryFolder(t)
  fillStore(data, NOW)
  const store = openSqliteStore(data)
  t.after(() => store.close())
  const range = { from: null, until: null, days: 2, step: 4 * MINUTE, pages: 'http://127.0.0.1:9464' }
  const all = [...seriesOf(historyOf(store, { ...range, target: { job: 'slowburn' } }))]
  const values = all.filter(({ family }) => family.name === 'slowburn_task_run_time_p50_seconds')
  assert.ok(values.every(({ labels }) => labels.text.startsWith('{job="slowburn",')))
  const days = values.map(({ samples }) => Math.floor((samples[0]?.at ?? 0) / DAY))
  assert.deepEqual(
    days,
    days.toSorted((a, b) => a - b),
  )
  const times = values.flatMap(({ samples }) => samples.map(({ at }) => at))
  assert.equal(Math.min(...times), NOW - 48 * HOUR)
  assert.ok(all.every(({ samples }) => samples.length > 0))
})
