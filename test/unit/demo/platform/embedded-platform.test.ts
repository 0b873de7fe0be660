import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Client } from 'pg'
import { DAY, HOUR } from '../../../../src/core/duration.ts'
import { createEmbeddedPlatform } from '../../../../src/demo/platform/embedded-platform.ts'
import { emptyCluster } from '../../../support/postgres/empty-cluster.ts'

const startedAt = Date.UTC(2026, 4, 4)

describe('the example platform in this thread', { timeout: 240_000 }, () => {
  test('is a real PostgreSQL with its history, its own words for the missing column, and a truth file', async t => {
    const shares: number[] = []
    const platform = await createEmbeddedPlatform(
      { seed: 1, startedAt, historyEnd: startedAt + DAY, folder: null, cluster: await emptyCluster() },
      ({ done }) => shares.push(done),
    )
    t.after(() => platform.close())
    assert.deepEqual(
      shares,
      shares.toSorted((a, b) => a - b),
    )
    assert.equal(shares.at(-1), 1)
    assert.equal(platform.truth.plants.length, 7)

    const client = new Client(platform.url)
    await client.connect()
    t.after(() => client.end())
    const count = async (): Promise<number> =>
      (await client.query('SELECT count(*)::integer AS n FROM execution_tasks')).rows[0].n
    await assert.rejects(
      client.query("UPDATE execution_tasks SET ai_model = 'x'"),
      /ai_model.*does not exist/,
    )

    const before = await count()
    assert.ok(before > 200, String(before))
    await platform.advance(startedAt + DAY)
    assert.equal(await count(), before, 'a moment that has been written already changes nothing')
    await platform.advance(startedAt + DAY + 6 * HOUR)
    assert.ok((await count()) > before)
  })
})
