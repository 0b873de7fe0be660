// What the platform asks of its database, and when. In a real one: the test of the thread beside this.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR } from '../../../../src/core/duration.ts'
import type { EmbeddedDatabase } from '../../../../src/demo/platform/database.ts'
import { createEmbeddedPlatform } from '../../../../src/demo/platform/embedded-platform.ts'
import { FAULTY_UPDATE } from '../../../../src/demo/platform/schema.ts'

const startedAt = Date.UTC(2026, 4, 4)
const BIRTH = { seed: 1, startedAt, historyEnd: startedAt + DAY, folder: null, cluster: null }

/** A database that keeps nothing but the first words of what it is asked. */
function noting(own: Partial<EmbeddedDatabase> = {}) {
  const asked: string[] = []
  const note = (text: string): void => void asked.push(text.trim().split(/\s+/, 2).join(' '))
  const database: EmbeddedDatabase = {
    execute: async sql => {
      note(sql)
      if (sql === FAULTY_UPDATE) throw new Error('there is no such column')
    },
    copy: async table => note(`copy ${table}`),
    listen: async () => 'postgres://noting',
    write: async sql => note(sql),
    close: async () => note('close'),
    ...own,
  }
  return { asked, open: async () => database }
}

describe('the example platform in this thread', () => {
  test('loads its history in the transaction that creates the tables, then lets clients in', async () => {
    const { asked, open } = noting()
    const shares: number[] = []
    const platform = await createEmbeddedPlatform(BIRTH, ({ done }) => shares.push(done), open)
    assert.deepEqual(
      shares,
      shares.toSorted((a, b) => a - b),
    )
    assert.equal(shares.at(-1), 1)
    assert.equal(platform.url, 'postgres://noting')
    assert.equal(platform.truth.plants.length, 7)
    const loaded = asked.filter(one => one.startsWith('copy '))
    assert.ok(loaded.includes('copy execution_tasks'), loaded.join())
    assert.deepEqual(
      asked.filter(one => !one.startsWith('copy ') && !one.startsWith('SELECT setval')),
      [
        'BEGIN; CREATE',
        'SAVEPOINT before',
        'UPDATE execution_tasks',
        'ROLLBACK TO',
        'CREATE INDEX',
        'ANALYZE',
      ],
    )
    assert.ok(asked.indexOf('ROLLBACK TO') < asked.indexOf(loaded[0] ?? ''))
    assert.ok(asked.lastIndexOf(loaded.at(-1) ?? '') < asked.indexOf('CREATE INDEX'))
  })

  test('writes what has happened since, and nothing for a moment that has been written', async () => {
    const { asked, open } = noting()
    const platform = await createEmbeddedPlatform(BIRTH, () => {}, open)
    asked.length = 0
    await platform.advance(BIRTH.historyEnd)
    assert.deepEqual(asked, [])
    await Promise.all([6, 3, 12].map(hours => platform.advance(BIRTH.historyEnd + hours * HOUR)))
    await platform.close()
    assert.deepEqual(asked, ['INSERT INTO', 'INSERT INTO', 'close'])
  })

  test('is not there without the words in which its database refuses the missing column, and leaves nothing open', async () => {
    const { asked, open } = noting({ execute: async () => {} })
    await assert.rejects(
      createEmbeddedPlatform(BIRTH, () => {}, open),
      /expects PostgreSQL to refuse: UPDATE/,
    )
    assert.deepEqual(asked, ['close'])
  })
})
