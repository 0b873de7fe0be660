import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { MINUTE } from '../../../../../src/core/duration.ts'
import type { TablePlan } from '../../../../../src/sources/postgres/mapping/plan.ts'
import {
  changedRows,
  extent,
  futureRows,
  latestRows,
  scanRows,
  slotSums,
  timelessRows,
} from '../../../../../src/sources/postgres/reading/statements.ts'

const AT = Date.UTC(2026, 4, 1)
const AT_TEXT = '2026-05-01 00:00:00.000+00'
const byTime = {
  oid: '42',
  relation: '"public"."jobs" AS t',
  order: { column: 'at', sql: 't."at"', type: 'timestamptz', unit: 'time', role: 'at' },
  key: [{ sql: 't."id"', type: 'uuid' }],
  fields: [{ role: 'id', sql: 't."id"::text' }],
  begin: 't."at"',
  ends: { values: ['t."ended"'], said: ['t."ended" IS NOT NULL'] },
  changed: ['t."ended" IS NOT NULL'],
} as unknown as TablePlan
const bySerial: TablePlan = {
  ...byTime,
  order: { ...byTime.order, column: 'id', sql: 't."id"', type: 'bigint', unit: 'serial' },
  key: [{ sql: 't."id"', type: 'bigint' }],
}
/** The statement from its first FROM on, in one line. */
const body = ({ text }: { text: string }) => text.replace(/\s+/g, ' ').replace(/^SELECT .*?\bFROM/, 'FROM')

describe('a scan', () => {
  test('of a server that sorts all rows or none finds the time at which its page ends first', () => {
    const scan = scanRows({ ...byTime, endsFirst: true }, { from: AT, to: null, after: null }, 100)
    assert.equal(
      body(scan),
      'FROM "public"."jobs" AS t WHERE t."at" >= $1::text::timestamptz AND t."at" <= coalesce((SELECT t."at" FROM "public"."jobs" AS t ' +
        `WHERE t."at" >= $1::text::timestamptz ORDER BY t."at" OFFSET 99 LIMIT 1), 'infinity'::timestamptz) ` +
        'ORDER BY t."at", t."id" LIMIT 100',
    )
    const serial = scanRows({ ...bySerial, endsFirst: true }, { from: 1, to: null, after: null }, 100)
    assert.doesNotMatch(serial.text, /OFFSET/)
  })

  test('begins at a bound, ends at one, and has a limit', () => {
    const scan = scanRows(byTime, { from: AT, to: AT + MINUTE, after: null }, 100)
    assert.equal(
      body(scan),
      'FROM "public"."jobs" AS t WHERE t."at" >= $1::text::timestamptz AND t."at" <= $2::text::timestamptz ' +
        'ORDER BY t."at", t."id" LIMIT 100',
    )
    assert.deepEqual(scan.values, [AT_TEXT, '2026-05-01 00:01:00.000+00'])
  })

  test('goes on behind a row of the same moment, by its key', () => {
    const scan = scanRows(byTime, { from: AT, to: null, after: ['then', 'some-uuid'] }, 100)
    assert.match(body(scan), /WHERE \(t\."at", t\."id"\) > \(\$2::text::timestamptz, \$1::text::uuid\) ORDER/)
    assert.deepEqual(scan.values, ['some-uuid', 'then'])
  })

  test('in the order of the key breaks no ties, for there are none', () => {
    const scan = scanRows(bySerial, { from: 3.7, to: null, after: ['7', '7'] }, 100)
    assert.match(body(scan), /WHERE t\."id" > \$1::text::bigint ORDER BY t\."id" LIMIT 100$/)
    assert.deepEqual(scanRows(bySerial, { from: 3.7, to: null, after: null }, 1).values, ['3'])
  })

  test('without bounds has no condition', () => {
    const scan = scanRows(bySerial, { from: null, to: null, after: null }, 1)
    assert.equal(body(scan), 'FROM "public"."jobs" AS t ORDER BY t."id" LIMIT 1')
    assert.deepEqual(scan.values, [])
  })
})

describe('rows that are followed', () => {
  test('are asked for by the columns of their keys, a list for each, cast one by one', () => {
    const plan: TablePlan = { ...byTime, key: [...byTime.key, { sql: 't."tenant"', type: 'text' }] }
    const statement = changedRows(plan, [
      ['1', 'a'],
      ['2', 'b'],
    ])
    assert.deepEqual(statement.values, [
      ['1', '2'],
      ['a', 'b'],
    ])
    assert.match(statement.text, /unnest\(\$1::text\[\], \$2::text\[\]\)/)
    assert.match(statement.text, /ON t\."id" = k\.k0::uuid AND t\."tenant" = k\.k1::text/)
  })

  test('come where they are gone or have changed, and always where nothing says that they have not', () => {
    assert.match(changedRows(byTime, []).text, /WHERE t\."id" IS NULL OR t\."ended" IS NOT NULL$/)
    assert.match(changedRows({ ...byTime, changed: [] }, []).text, /WHERE t\."id" IS NULL OR true$/)
  })
})

test('rows that hide from the order are looked for with a limit', () => {
  const future = futureRows(byTime, AT, 5)
  assert.match(body(future), /WHERE t\."at" > \$1::text::timestamptz ORDER BY t\."at" LIMIT 5$/)
  assert.deepEqual(future.values, [AT_TEXT])
  assert.match(body(timelessRows(byTime, 5)), /WHERE t\."at" IS NULL LIMIT 5$/)
})

test('slots are numbered and bounded by their width in units of the order', () => {
  assert.deepEqual(slotSums(bySerial, 2, 5, 4_096).values, ['8192', '20480'])
  assert.deepEqual(slotSums(byTime, AT / MINUTE, AT / MINUTE + 1, MINUTE).values, [
    AT_TEXT,
    '2026-05-01 00:01:00.000+00',
  ])
})

test('the extent of a backfill begins at its bound, which is a time', () => {
  assert.deepEqual(extent(byTime, AT).values, [AT_TEXT])
  assert.deepEqual(extent(byTime, null).values, [])
  assert.deepEqual(extent(bySerial, 70).values, [])
})

test('the latest rows come with some keys of a JSON, which are quoted', () => {
  const { text } = latestRows(byTime, ['t."meta""data"', ["it's"]], 9)
  assert.match(text, /left\(t\."meta""data" ->> 'it''s', 200\) FROM .* ORDER BY t\."at" DESC LIMIT 9$/)
  assert.match(latestRows(byTime, null, 9).text, /^SELECT t\."id"::text FROM/)
})
