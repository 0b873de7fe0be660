import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Labels } from '../../../../../src/analyse/read/columns/labels.ts'

type Row = readonly [time: number, ...labels: string[]]

function check(rows: readonly Row[], names: readonly string[] = ['host'], joined = false): string[] {
  const labels = new Labels(names.map((name, place) => ({ name, place })))
  for (const [, ...cells] of rows) labels.read(cells)
  return labels.check(
    Float64Array.from(rows, ([time]) => time),
    joined,
  )
}

const days = (n: number): number[] => Array.from({ length: n }, (_, k) => k)

describe('Labels of rows', () => {
  test('under which times do not repeat are several series, which is asked about', () => {
    const rows = days(10).flatMap((day): Row[] => [
      [day, 'a'],
      [day, 'b'],
    ])
    assert.throws(
      () => check(rows),
      /^RangeError: column "host" tells several series in this file apart \("a", "b"\): say which is meant, as with --where host=a, or join the rows of a time by --repeated mean or sum$/,
    )
    assert.match(check(rows, ['host'], true).join(), /which are read as one series/)
  })

  test('are several series where one begins late', () => {
    const late = days(2000).flatMap((day): Row[] =>
      day < 1800
        ? [[day, 'a']]
        : [
            [day, 'a'],
            [day, 'b b'],
          ],
    )
    assert.throws(() => check(late), /several series.*\("a", "b b"\)/)
  })

  test('are several series where only together they tell rows apart', () => {
    const rows = days(10).flatMap((day): Row[] =>
      ['a', 'b'].flatMap(host => ['cpu', 'io'].map((metric): Row => [day, 'x', host, metric])),
    )
    assert.throws(() => check(rows, ['note', 'host', 'metric']), /--where host=a --where metric=cpu, or join/)
  })

  test('are several series where each comes evenly and all together do not', () => {
    const rows = days(20).flatMap((day): Row[] => [
      [day, 'a'],
      [day + 0.01, 'b'],
    ])
    assert.throws(() => check(rows), /several series/)
  })

  test('are several series where many follow one another by seconds, or not to the second', () => {
    for (const late of [
      (host: number) => host / 10_000,
      (host: number, day: number) => ((host * 7 + day * 5) % 11) / 60,
    ]) {
      const rows = days(30).flatMap(day =>
        [0, 1, 2, 3].map((host): Row => [day + late(host, day), String(host)]),
      )
      assert.throws(() => check(rows.toSorted(([a], [b]) => a - b)), /several series/)
    }
  })

  test('of one series are noted', () => {
    const rows = days(20).map((day): Row => [day, day % 3 === 0 ? 'failed' : 'ok'])
    assert.deepEqual(check(rows, ['state']), [
      'column "state" holds 2 labels ("failed", "ok"), which are read as one series; --where state=failed reads one of them',
    ])
  })

  test('that say when, as weekdays do, are none', () => {
    const names = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
    assert.deepEqual(check(days(70).map((day): Row => [day, names[day % 7] ?? ''])), [])
  })

  test('that never come again, or never vary, are none', () => {
    assert.deepEqual(check(days(20).map((day): Row => [day, `run ${day}`])), [])
    assert.deepEqual(check(days(20).map((day): Row => [day, 'a'])), [])
    assert.deepEqual(check(days(2000).map((day): Row => [day % 3, `run ${day}`])), [])
  })
})
