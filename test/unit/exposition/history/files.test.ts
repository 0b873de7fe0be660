import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { DAY, HOUR, MINUTE } from '../../../../src/core/duration.ts'
import { type Day, historyOf, writeHistory } from '../../../../src/exposition/history/files.ts'
import type { Span } from '../../../../src/exposition/history/spans.ts'
import { labelSet } from '../../../../src/exposition/labels.ts'
import { lastTick } from '../../../../src/exposition/metrics/ticks.ts'
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

test('of each series the points of one day are read at a time, and what stands is there on days without any', t => {
  const data = temporaryFolder(t)
  fillStore(data, NOW)
  const store = openSqliteStore(data)
  t.after(() => store.close())
  const asked: number[] = []
  const points = (id: number, from: number, to = Number.POSITIVE_INFINITY) => {
    asked.push(to - from)
    return store.series.points(id, from, to)
  }
  const watched = { ...store, series: { ...store.series, points } }
  const until = NOW + 3 * DAY
  const range = { from: null, until, days: 5, step: 4 * MINUTE, pages: 'http://127.0.0.1:9464' }
  const days = [...historyOf(watched, { ...range, target: {} })]
  const widest = Math.max(...store.series.all().map(({ bucket }) => bucket))
  assert.ok(Math.max(...asked) <= DAY + widest, `${Math.max(...asked) / HOUR} h`)
  const infos = days.map(
    ({ spans }) => spans.filter(({ family }) => family.name === 'slowburn_series_info').length,
  )
  assert.equal(infos.at(-1), store.series.all().length)
})

const AT = Date.UTC(2025, 10, 20)

function dayOf(value: () => number): Day {
  const span = { family: lastTick, labels: labelSet({}), from: AT, until: AT + DAY }
  const read: Span = Object.defineProperty({ ...span, value: 0 }, 'value', { get: value })
  return { day: AT, spans: [read], from: AT, until: AT + DAY, step: 4 * MINUTE, target: {} }
}

test('a day that ends in the middle has no file', t => {
  const out = temporaryFolder(t)
  const fails = dayOf(() => {
    throw new Error('it cannot be read')
  })
  assert.throws(
    () => writeHistory([fails], out),
    /2025-11-20\.om cannot be written: it cannot be read\. The days before/,
  )
  assert.deepEqual(readdirSync(out), [])
})

test('so has one for which the disk has no room', { skip: !existsSync('/dev/full') }, t => {
  const out = temporaryFolder(t)
  symlinkSync('/dev/full', join(out, '2025-11-20.om.partial'))
  assert.throws(() => writeHistory([dayOf(() => 1)], out), /2025-11-20\.om cannot be written: ENOSPC/)
  assert.deepEqual(readdirSync(out), [])
})
