import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { HOUR, MINUTE } from '../../../../src/core/duration.ts'
import { historyOf, writeHistory } from '../../../../src/exposition/history/files.ts'
import { openSqliteStore } from '../../../../src/storage/sqlite/store.ts'
import { temporaryFolder } from '../../../support/folder.ts'
import { fillStore } from '../../../support/storage/full-store.ts'

const NOW = Date.UTC(2025, 10, 20, 12)

test('a file holds the samples of its day alone, up to the end of the last bucket', t => {
  const [data, out] = [temporaryFolder(t), join(temporaryFolder(t), 'new')]
  fillStore(data, NOW)
  const store = openSqliteStore(data)
  t.after(() => store.close())
  const range = { from: null, until: null, days: 2, step: 4 * MINUTE }
  const target = { job: 'slowburn' }
  const history = historyOf(store, { ...range, pages: 'http://127.0.0.1:9464', target })
  const { files } = writeHistory(history, out)
  const days = ['2025-11-18', '2025-11-19', '2025-11-20']
  assert.equal(files, days.length)
  assert.deepEqual(
    readdirSync(out).sort(),
    days.map(day => `${day}.om`),
  )
  for (const day of days) {
    const lines = readFileSync(join(out, `${day}.om`), 'utf8').split('\n')
    const times = lines
      .filter(line => !/^(#|$)/.test(line))
      .map(line => Number(line.split(' ').at(-1)) * 1000)
    const begun = Date.parse(day)
    assert.equal(Math.min(...times), Math.max(begun, NOW - 48 * HOUR))
    assert.equal(Math.max(...times), Math.min(begun + 24 * HOUR, NOW) - 4 * MINUTE)
  }
})
