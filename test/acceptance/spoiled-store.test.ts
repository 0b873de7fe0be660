// Somebody, or a disk, has written nonsense into the store: whatever it is and wherever, the service starts, evaluates, serves its
// pages, says which row it was, and does to the others what it always does. SLOWBURN_SPOILED=all tries every value in every column.
import assert from 'node:assert/strict'
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import type { SQLInputValue } from 'node:sqlite'
import { describe, test } from 'node:test'
import { runService } from '../../src/app/service.ts'
import { parseConfig } from '../../src/config/load.ts'
import { systemClock } from '../../src/core/clock.ts'
import { openSqliteStore } from '../../src/storage/sqlite/store.ts'
import { temporaryFolder } from '../support/folder.ts'
import { linesOf } from '../support/log.ts'
import { type Column, columnsIn, fillStore, SPOILS, spoil } from '../support/storage/full-store.ts'

const PAGES = ['', 'series', 'series/1', 'alerts', 'alerts/e1', 'silences', 'mail', 'metrics', 'healthz']

/** Runs the service until it has evaluated twice; returns what its pages and its log say. */
async function run(folder: string): Promise<{ pages: Record<string, string>; log: string }> {
  const config = parseConfig(
    `data: { folder: ${JSON.stringify(folder)} }
listen: { port: 0 }
tick: 1s
sources: [{ name: db, type: push, token: a-token-of-twenty-letters, feeds: [task] }]
contacts: [{ name: ann, email: ann@example.org }]
rules: [{ name: slower, indicators: ['*'] }]
receive: { token: a-token-of-twenty-letters }
`,
    {},
  )
  const { log, lines } = linesOf()
  const listening = Promise.withResolvers<string>()
  const ticked = Promise.withResolvers<void>()
  const ending = new AbortController()
  const ended = runService(
    {
      config,
      clock: systemClock,
      log,
      demo: null,
      onProgress: () => {},
      onListening: listening.resolve,
      onFirstTick: ticked.resolve,
    },
    ending.signal,
  )
  const failed = ended.then(() => assert.fail('it ended'))
  failed.catch(() => {})
  const late = setTimeout(() => ticked.reject(new Error(`no tick ran to its end: ${lines.join('')}`)), 20_000)
  try {
    const page = await Promise.race([listening.promise, failed])
    await Promise.race([ticked.promise, failed])
    const pages: Record<string, string> = {}
    for (const path of PAGES) {
      const answer = await fetch(new URL(path, page))
      const body = await answer.text()
      assert.ok(answer.status === 200 || answer.status === 404, `${path}: ${answer.status} ${body}`)
      pages[path] = body
    }
    const ready = await fetch(new URL('readyz', page))
    assert.equal(ready.status, 200, await ready.text())
    return { pages, log: lines.join('') }
  } finally {
    clearTimeout(late)
    ending.abort()
    await ended
  }
}

const FAULTY = /tick failed|cannot be correlated|cannot be published|metric cannot be read/

describe('a store in which one value is nonsense', { timeout: 3_600_000 }, () => {
  const whole = process.env.SLOWBURN_SPOILED === 'all'

  test('has rows in every table, of which none is set aside while nothing is spoiled', async t => {
    const folder = join(temporaryFolder(t), 'data')
    fillStore(folder, systemClock.now())
    const { log } = await run(folder)
    assert.doesNotMatch(log, FAULTY)
    const store = openSqliteStore(folder)
    t.after(() => store.close())
    assert.deepEqual(
      store.setAside.all().map(({ id }) => id),
      ['old'],
    )
  })

  for (const [index, [what, value]] of Object.entries(SPOILS).entries()) {
    test(`(${what}) is opened, evaluated and served, and the row is named`, async t => {
      const root = temporaryFolder(t)
      const sound = join(root, 'sound')
      fillStore(sound, systemClock.now())
      const columns = columnsIn(sound)
      // Each column in turn, or, for the quick form, one of each table at a time, so that all have had their turn.
      const turns: Column[][] = whole
        ? columns.map(column => [column])
        : turnsOf(columns).filter((_, turn) => turn % 6 === index % 6)
      for (const [turn, some] of turns.entries()) {
        const folder = join(root, String(turn))
        cpSync(sound, folder, { recursive: true })
        const spoiled = some.filter(column => spoil(folder, column, value))
        if (spoiled.length === 0) continue
        const names = spoiled.map(({ table, column }) => `${table}.${column}`).join(', ')
        await assert.doesNotReject(judge(folder, spoiled, value), `${what} in ${names}`)
      }
    })
  }
})

/** The service runs, and of what can be in no such column each row is named in the log and on the page. */
async function judge(folder: string, spoiled: readonly Column[], value: SQLInputValue): Promise<void> {
  const { pages, log } = await run(folder)
  assert.doesNotMatch(log, FAULTY)
  for (const { table, column, type } of spoiled) {
    if (!cannotBe(column, type, value)) continue
    assert.match(log, new RegExp(`a row of the store .* table=${table} `), `${table}.${column} is not named`)
    assert.match(pages.metrics ?? '', new RegExp(`slowburn_store_rows_set_aside\\{.*table="${table}"`))
  }
  if (/row of the store/.test(log)) assert.match(pages[''] ?? '', /row of the store could not be used/)
}

/** A whole number that no column may have, and a word where JSON is kept. */
function cannotBe(column: string, type: string, value: SQLInputValue): boolean {
  const isJson = /^(episode|change|alarm|state|incident|tie|silence|release|before|labels|cursor)$/.test(
    column,
  )
  return (
    (type === 'INTEGER' && value === SPOILS['the largest whole number']) || (isJson && value === 'garbage')
  )
}

/** Turn n spoils the nth column of every table. */
function turnsOf(columns: readonly Column[]): Column[][] {
  const tables = [...Map.groupBy(columns, ({ table }) => table).values()]
  const most = Math.max(...tables.map(table => table.length))
  return Array.from({ length: most }, (_, turn) => tables.flatMap(table => table.slice(turn, turn + 1)))
}
