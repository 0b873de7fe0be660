import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, test } from 'node:test'
import { keptOf } from '../../../../src/assurance/audit/kept.ts'
import { copyPresent, type Shadow, withShadow } from '../../../../src/assurance/audit/shadow.ts'
import { DAY } from '../../../../src/core/duration.ts'
import { openSqliteStore } from '../../../../src/storage/sqlite/store.ts'
import type { Store } from '../../../../src/storage/store.ts'
import { FIRST, HOURS, keepIn, NOW } from '../../../support/audit/audited-store.ts'
import { temporaryFolder } from '../../../support/folder.ts'
import { type Fits, fails, holds } from '../../../support/types.ts'

const silence = {
  id: 'wide',
  matchers: [{ name: 'task_type', op: '=', value: 'build' }],
  startsAt: NOW - DAY,
  endsAt: NOW + DAY,
  createdBy: 'x',
  createdAt: NOW - DAY,
  comment: '',
} as const

describe('a shadow', () => {
  test('has what the present of the series is, and what keeps people from being notified now', async t => {
    const folder = temporaryFolder(t)
    keepIn(folder, { types: ['build', 'test'], more: store => store.silences.save(silence) })
    const recorded = openSqliteStore(folder, { scratch: true })
    t.after(() => recorded.close())
    const kept = keptOf(recorded)
    const [series] = kept.series.all()
    assert.ok(series !== undefined)
    await withShadow(async shadow => {
      copyPresent(kept, series, shadow)
      assert.deepEqual(shadow.series.all(), [series])
      assert.equal(shadow.series.points(series.id, 0).length, HOURS)
      assert.equal(shadow.series.monitorText(series.id), kept.series.monitorText(series.id))
      assert.equal(shadow.series.mark(`observed:${series.id}`), FIRST + (HOURS - 1) * 3_600_000)
      assert.deepEqual(
        shadow.silences.list(9).map(({ id }) => id),
        ['wide'],
      )
    })
  })

  test('is gone afterwards, whatever became of it', async t => {
    const temporary = temporaryFolder(t)
    const own = process.env.TMPDIR
    process.env.TMPDIR = temporary
    const seen: string[][] = []
    const work = withShadow(async () => {
      seen.push(readdirSync(temporary))
      throw new Error('a fault')
    })
    if (own === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = own
    await assert.rejects(work, /a fault/)
    assert.deepEqual([seen[0]?.length, readdirSync(temporary)], [1, []])
  })

  test('takes whatever is written to it, and what it was copied from stays byte for byte as it was', async t => {
    const folder = temporaryFolder(t)
    keepIn(folder)
    const recorded = openSqliteStore(folder, { scratch: true })
    const kept = keptOf(recorded)
    const [series] = kept.series.all()
    assert.ok(series !== undefined)
    const before = digestOf(folder)
    await withShadow(async shadow => {
      copyPresent(kept, series, shadow)
      shadow.series.append(series.id, [{ at: NOW + DAY, value: 1, lower: null, upper: null, n: 1 }])
      shadow.series.retire(series.id)
    })
    assert.equal(digestOf(folder), before)
    recorded.close()
  })

  test('is what nothing else is: the compiler refuses any other store', async () => {
    fails<Fits<Store, Shadow>>()
    holds<Fits<Shadow, Store>>()
    assert.ok(await withShadow(async shadow => Object.getOwnPropertySymbols(shadow).length === 1))
  })
})

function digestOf(folder: string): string {
  const hash = createHash('sha256')
  for (const name of readdirSync(folder).toSorted())
    hash.update(name).update(readFileSync(join(folder, name)))
  return hash.update(dirname(folder)).digest('hex')
}
