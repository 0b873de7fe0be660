import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { after, describe, test } from 'node:test'
import { type Analysis, analyse } from '../../../../src/analyse/analyse.ts'
import { readSeries } from '../../../../src/analyse/read/read.ts'
import { analyseCommand } from '../../../../src/cli/commands/analyse.ts'
import { HOUR } from '../../../../src/core/duration.ts'
import { randomStream } from '../../../../src/core/random.ts'
import { ar1 } from '../../../support/detection/describing.ts'
import { inForm } from '../../../support/long-form.ts'
import { type Ended, runCommandHere } from '../../../support/process/fake-service.ts'

const folder = mkdtempSync(join(tmpdir(), 'slowburn-analyse-'))
after(() => rmSync(folder, { recursive: true }))

let written = 0
function fileOf(text: string): string {
  const file = join(folder, `${++written}.txt`)
  writeFileSync(file, text)
  return file
}

async function analysed(text: string, limit: number | null = null): Promise<Analysis> {
  const series = await readSeries(fileOf(text), {
    time: null,
    value: null,
    where: [],
    repeated: null,
    timeFormat: null,
    decimal: null,
    zone: null,
    unit: null,
  })
  return analyse(series, { limit, family: null })
}

const START = Date.UTC(2026, 0, 1)
const iso = (hour: number): string => new Date(START + hour * HOUR).toISOString()
const noise = ar1(randomStream(21), 900, 0.3)
const stepped = noise.map((z, i) => 20 * Math.exp(0.1 * z + (i >= 600 ? 0.4 : 0)))
/** The end of it: enough to be warm, and to see the step. */
const recent = stepped.slice(400)
const csv = (values: readonly (number | null)[]): string =>
  `time,value\n${values.map((value, i) => `${iso(i)},${value ?? ''}\n`).join('')}`

/** Seven hundred values, each one of two by chance. */
function oneOfTwo(one: string, other: string): string {
  const random = randomStream(23)
  return Array.from({ length: 700 }, () => `${random.chance(0.5) ? one : other}\n`).join('')
}

describe('slowburn analyse', () => {
  test('prints what changed as JSON of the documented shape', async t => {
    const { code, stdout } = await runCommandHere(t, analyseCommand, fileOf(csv(stepped)), '--json')
    assert.equal(code, 0)
    const result = JSON.parse(stdout) as Analysis
    assert.deepEqual(Object.keys(result), ['n', 'events', 'changes', 'alarms', 'coverageGaps'])
    assert.deepEqual(Object.keys(result.events[0] ?? {}), [
      'kind',
      'direction',
      'since',
      'change',
      'effect',
      'from',
      'to',
      'reported',
      'over',
      'strength',
    ])
    assert.deepEqual(result.coverageGaps, [])
    assert.equal(result.n, 900)
    const [change, ...more] = result.changes
    assert.deepEqual(more, [])
    assert.deepEqual(Object.keys(change ?? {}), [
      'kind',
      'kindProbability',
      'alternative',
      'direction',
      'onset',
      'until',
      'back',
      'ended',
      'effect',
      'breach',
    ])
    assert.equal(change?.kindProbability, 1)
    assert.equal(change?.alternative, null)
    assert.deepEqual(Object.keys(change?.onset ?? {}), [
      'index',
      'at',
      'lower',
      'upper',
      'lowerAt',
      'upperAt',
    ])
    assert.deepEqual(Object.keys(change?.effect ?? {}), ['absolute', 'relative', 'sigma'])
    assert.ok(Math.abs((change?.onset.index ?? 0) - 600) <= 2)
    assert.equal(change?.onset.at, iso(change?.onset.index ?? 0))
    assert.equal(change?.kind, 'level')
    assert.equal(change?.breach, null)
    const [alarm] = result.alarms
    assert.deepEqual(Object.keys(alarm ?? {}), ['index', 'at', 'severity', 'kind', 'direction'])
    assert.ok((alarm?.index ?? 0) >= 600, 'it does not look ahead')
  })

  test('prints a table of at most 80 columns with a sparkline', async t => {
    const { stdout } = await runCommandHere(t, analyseCommand, fileOf(csv(stepped)))
    assert.match(stdout, /[▁▂▃▄▅▆▇█]{80}/)
    assert.match(stdout, /1 {2}level up {2}\+49\.4 % {2}2026-01-26 00:00 {2}2026-01-26 \d\d:00 {2}not/)
    for (const line of stdout.split('\n')) assert.ok([...line].length <= 80, line)
  })

  test('reads one of several series, and joins rows of the same time as it is asked to', async t => {
    const rows = recent.flatMap((value, i) => [`${iso(i)},a,${value}`, `${iso(i)},b,${i % 7}`])
    const file = fileOf(`time,host,took\n${rows.join('\n')}\n`)
    const one = await runCommandHere(t, analyseCommand, file, '--where', 'host=a', '--json')
    assert.equal((JSON.parse(one.stdout) as Analysis).n, 500)
    assert.equal((JSON.parse(one.stdout) as Analysis).changes.length, 1)
    const joined = await runCommandHere(
      t,
      analyseCommand,
      file,
      '--repeated',
      'sum',
      '--where',
      'host=b',
      '--json',
    )
    assert.equal((JSON.parse(joined.stdout) as Analysis).n, 500)
  })

  test('reads standard input, NDJSON and columns by name', async t => {
    const rows = recent.map((value, i) => JSON.stringify({ id: i, seen: iso(i), took: value }))
    t.mock.getter(process, 'stdin', () => Readable.from([Buffer.from(rows.join('\n'))]))
    const args = ['-', '--time', 'seen', '--value', 'took', '--json']
    const { code, stdout } = await runCommandHere(t, analyseCommand, ...args)
    assert.equal(code, 0)
    assert.equal((JSON.parse(stdout) as Analysis).changes.length, 1)
  })

  test('says the same under every time zone of the machine', async t => {
    const rows = recent.map((value, i) => {
      const at = new Date(START + i * HOUR)
      return `${at.getUTCMonth() + 1}/${at.getUTCDate()}/${at.getUTCFullYear()} ${at.getUTCHours()}:00,${value}`
    })
    const file = fileOf(`seen,took\n${rows.join('\n')}\n`)
    const machine = process.env.TZ
    t.after(() => {
      if (machine === undefined) delete process.env.TZ
      else process.env.TZ = machine
    })
    const inZone = (zone: string): Promise<Ended> => {
      process.env.TZ = zone
      return runCommandHere(t, analyseCommand, file, '--json')
    }
    const [york, tokyo] = [await inZone('America/New_York'), await inZone('Asia/Tokyo')]
    assert.equal(york.code, 0)
    assert.equal(york.stdout, tokyo.stdout)
    assert.match(york.stderr, /are read as month, day, year/)
    assert.match(york.stderr, /name no zone and are taken as UTC; --zone names another/)
  })

  test('projects a limit as a moment after the last row', async () => {
    const ramp = noise.map((z, i) => 50 + z + Math.max(0, i - 700) * 0.05)
    const { changes } = await analysed(csv(ramp), 65)
    const { breach } = changes.at(-1) ?? {}
    assert.ok(breach !== null && breach !== undefined)
    assert.ok(breach.lower <= 1000 && 1000 <= breach.upper, JSON.stringify(breach))
    assert.equal(breach.at, iso(breach.index))
  })

  test('raises at no point an alarm that fewer points would not have raised', async () => {
    const whole = await analysed(csv(stepped))
    for (const length of inForm([640], [500, 601, 640, 899])) {
      const part = await analysed(csv(stepped.slice(0, length)))
      assert.deepEqual(
        part.alarms,
        whole.alarms.filter(({ index }) => index < length),
      )
    }
  })

  test('takes a series without times, by index alone', async () => {
    const { n, changes } = await analysed(recent.join('\n'))
    assert.equal(n, 500)
    assert.equal(changes[0]?.onset.at, null)
  })

  test('tells a gap of a week from a change, and says when the silence would have been noticed', async () => {
    const rows = stepped.slice(0, 590).map((value, i) => `${iso(i < 450 ? i : i + 168)},${value}`)
    const { changes, alarms } = await analysed(rows.join('\n'))
    assert.deepEqual(changes, [])
    assert.ok(
      alarms.every(({ kind, index }) => kind === 'missing' && index === 449),
      JSON.stringify(alarms),
    )
    assert.ok(alarms.length > 0)
  })

  for (const [what, text] of [
    ['one point', 'time,value\n2026-01-01,5\n'],
    ['only equal values', '3\n'.repeat(500)],
    ['alternating values', '0\n1\n'.repeat(500)],
    ['numbers near the largest', '1e308\n-1e308\n0\n'.repeat(100)],
    ['infinite numbers', 'value\ninf\n1\n1e999\n2\n-Infinity\n3\n'],
    ['a leap second', 'at,value\n2016-12-31T23:59:59Z,1\n2016-12-31T23:59:60Z,2\n2017-01-01T00:00:01Z,3\n'],
    ['unsorted and doubled times', 'at,value\n2026-01-02,1\n2026-01-01,2\n2026-01-01,3\n'],
    ['a byte order mark, CRLF and semicolons', '\uFEFFtime;value\r\n2026-01-01;1\r\n2026-01-02;2\r\n'],
  ] as const) {
    test(`gives no verdict on ${what}`, async () => {
      const { changes, alarms } = await analysed(text)
      assert.deepEqual([changes, alarms], [[], []])
    })
  }

  for (const [what, text] of [
    ['numbers near the largest, of either sign', oneOfTwo('1e308', '-1e308')],
    ['numbers near the largest, of one sign', oneOfTwo('1e308', '2e307')],
    ['what is nought or one by chance', oneOfTwo('0', '1')],
    ['a constant that single precision does not hold', '0.1\n'.repeat(700)],
  ] as const) {
    test(`raises no alarm on ${what}`, async () => assert.deepEqual((await analysed(text)).alarms, []))
  }

  for (const [what, text, message] of [
    ['an empty file', '', /there are no rows/],
    ['a header alone', 'time,value\n', /there are no rows/],
    [
      'rows without any number',
      'time,value\n2026-01-01,\n2026-01-02,\n',
      /none of the 2 rows holds a number/,
    ],
    [
      'words for numbers',
      'time,value\n2026-01-01,5\n2026-01-02,abc\n',
      /line 3: "abc" in value is not a number/,
    ],
    [
      'a time that is none',
      'time,value\n2026-01-01,5\nsoon,6\n',
      /line 3: "soon" in time is no time that can be read/,
    ],
    [
      'a JSON array of words',
      '["soon",{"at":1}]\n',
      /line 1: the list holds what is neither an object nor a list/,
    ],
    [
      'several series',
      'at,host,took\n2026-01-01,a,1\n2026-01-01,b,5\n2026-01-02,a,2\n2026-01-02,b,6\n',
      /column "host" tells several series in this file apart \("a", "b"\): .* --where host=a, or join .*\n$/,
    ],
    ['text that is not UTF-8', 'a\0,\0b\n1\n', /line 1 holds a NUL byte: it must be text in UTF-8/],
    [
      'a cell that would control the terminal',
      `value\n1\n\x1b[2J${'x'.repeat(500)}\n`,
      /^slowburn: [^ ]*: line 3: "\?\[2Jx{36}…" in value is not a number\n$/,
    ],
    ['broken JSON', '{"at":"2026-01-01","value":1}\n{"at"\n', /line 2 is not JSON/],
  ] as const) {
    test(`ends with one clear line for ${what}`, async t => {
      const { code, stdout, stderr } = await runCommandHere(t, analyseCommand, fileOf(text))
      assert.equal(code, 1)
      assert.equal(stdout, '')
      assert.match(stderr, message)
      assert.equal(stderr.trim().split('\n').length, 1)
    })
  }

  test('says how many numbers it ignored that the family cannot have', async t => {
    const file = fileOf('0.5\n3\n0.25\n'.repeat(20))
    const { stdout } = await runCommandHere(t, analyseCommand, file, '--family', 'proportion')
    assert.match(stdout, /20 numbers were ignored that the family cannot have/)
  })

  test('ends with one clear line for a file or a column that is not there', async t => {
    const absent = await runCommandHere(t, analyseCommand, join(folder, 'none.csv'))
    assert.match(absent.stderr, /^slowburn: cannot read .*none\.csv.*\. Give the path of a CSV or JSON file/)
    const { code, stderr } = await runCommandHere(t, analyseCommand, fileOf(csv(stepped)), '--value', 'price')
    assert.equal(code, 1)
    assert.match(stderr, /there is no column "price", only "time", "value"/)
  })
})
