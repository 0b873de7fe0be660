import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseConfig } from '../../../../../src/config/load.ts'
import type { Relation } from '../../../../../src/sources/postgres/connection/catalog.ts'
import type { TableMapping } from '../../../../../src/sources/postgres/mapping/mapping.ts'
import type { InspectedMapping, Inspection } from '../../../../../src/sources/postgres/survey/inspect.ts'
import { renderConfig } from '../../../../../src/sources/postgres/survey/render-config.ts'
import { TASKS } from '../../../../support/postgres/postgres-source.ts'

const inspected = (mapping: TableMapping, more: Partial<InspectedMapping> = {}): InspectedMapping => ({
  mapping,
  certain: true,
  platform: null,
  estimatedRows: null,
  missing: [],
  seen: [],
  ...more,
})
const config = (...mappings: InspectedMapping[]): string => {
  const inspection: Inspection = {
    target: 'postgres://me@db/shop',
    server: '15',
    tables: [],
    more: false,
    mappings,
    zone: null,
  }
  return renderConfig(inspection)
}
const observing = (table: string, id = 'id'): TableMapping => ({
  table,
  as: 'observations',
  observation: 'visits',
  columns: { id, at: 'created_at' },
})

const rows: Relation[] = [
  { oid: 1, schema: 'public', name: 'visits', kind: 'table', columns: [], above: [] },
  { oid: 2, schema: 'public', name: 'users', kind: 'table', columns: [], above: [] },
] as unknown as Relation[]

describe('proposals that are doubtful', () => {
  /** As a person or an editor does it, everywhere. */
  const uncommented = (text: string): string => text.replace(/^( *)# (?=[- ])/gm, '$1')
  const env = { DATABASE_URL: 'postgres://me@db/shop' }

  test('can be taken in by taking away what comments them out, whether anything is certain or not', () => {
    const doubtful = inspected(observing('visits'), { certain: false })
    for (const mappings of [[doubtful], [inspected(TASKS), doubtful]]) {
      const text = config(...mappings)
      const [source] = parseConfig(uncommented(text), env).sources
      assert.equal((source as { tables: unknown[] }).tables.length, mappings.length)
    }
  })

  test('that are all there is leave a file whose fault says what to do', () => {
    for (const mappings of [[inspected(observing('visits'), { certain: false })], []]) {
      assert.throws(
        () => parseConfig(config(...mappings), env),
        /sources\.0\.tables: is empty: say of at least one table what its rows mean/,
      )
    }
  })
})

test('tables of which nothing is known are named', () => {
  const text = renderConfig({
    target: 'x',
    server: '15',
    tables: rows,
    more: false,
    mappings: [inspected(observing('visits'))],
    zone: null,
  })
  assert.match(text, /^ {6}# Tables that nothing is known of: users\.$/m)
  assert.doesNotMatch(config(inspected(TASKS)), /nothing is known of/)
})

test('names the zone of times that name none, and what makes it likely', () => {
  const zone = { name: 'Asia/Tokyo', because: 'by its clocks the latest time in jobs is just now' }
  const base = { target: 'x', server: '15', tables: [], more: false, mappings: [inspected(TASKS)] }
  assert.match(renderConfig({ ...base, zone }), /^ {4}zone: Asia\/Tokyo +# .*by its clocks the latest/m)
  assert.doesNotMatch(renderConfig({ ...base, zone: null }), /zone:/)
})

describe('the configuration of a large database', () => {
  const doubtful = (i: number) => inspected(observing(`table_${i}`), { certain: false })

  test('stays short, and says by name and number what it leaves out', () => {
    const many = Array.from({ length: 400 }, (_, i) => doubtful(i))
    const text = config(inspected(TASKS), ...many)
    assert.ok(text.split('\n').length <= 151, `${text.split('\n').length} lines`)
    assert.match(text, /# - table: table_4$/m)
    assert.doesNotMatch(text, /- table: table_5$/m)
    assert.match(text, /Not written for want of room: table_5, table_6, .* and \d+ more\./)
    assert.match(text, /slowburn init --all/)
    const named = /room: (.*) and (\d+) more/.exec(text)
    assert.equal((named?.[1]?.split(', ').length ?? 0) + Number(named?.[2]), 395)
  })

  test('is whole where that is asked for', () => {
    const many = [inspected(TASKS), ...Array.from({ length: 400 }, (_, i) => doubtful(i))]
    const all = { target: 'x', server: '15', tables: [], more: false, mappings: many, zone: null }
    assert.equal(renderConfig(all, true).match(/- table: /g)?.length, 401)
  })

  test('has no more certain tables than there is room for either', () => {
    const text = config(...Array.from({ length: 40 }, () => inspected(TASKS)))
    assert.ok(text.split('\n').length <= 151)
    assert.match(text, /Not written for want of room: execution_tasks/)
  })
})

test('a platform is named above its table, whose query and archive are written out', () => {
  const mapping: TableMapping = {
    ...TASKS,
    query: 'SELECT 1\nFROM jobs',
    archive: 'archive',
    deleted: 'completed',
  } as TableMapping
  const text = config(inspected(mapping, { platform: 'River, 0.12 or later', missing: ['a note'] }))
  assert.match(text, /# River, 0\.12 or later:\n {6}# a note\n {6}- table/)
  assert.match(
    text,
    /^ {8}query: \|\n {10}SELECT 1\n {10}FROM jobs\n {8}archive: archive\n {8}deleted: completed /m,
  )
})

describe('the configuration of an inspected database', () => {
  test('leaves the URL to the environment, and says so where nothing was recognised', () => {
    assert.match(config(), /^ {4}url: \$\{DATABASE_URL\}$/m)
    assert.match(config(), /^ {4}tables: \[\] {3}# nothing was recognised/m)
  })

  test('names the columns by role, with what was found and what is missing above them', () => {
    const text = config(inspected(TASKS, { seen: ['statuses: done 3'], missing: ['no started_at'] }))
    assert.match(
      text,
      /# statuses: done 3\n {6}# no started_at\n {6}- table: execution_tasks\n {8}as: tasks\n/,
    )
    assert.match(text, /^ {10}created_at: created_at$/m)
    assert.match(text, /^ {10}model: metadata\.model$/m)
    assert.match(text, /# concurrency: 1/)
  })

  test('does not ask for the concurrency where a table of runs says when tasks start', () => {
    const columns = { taskId: 't', finishedAt: 'f', durationMs: 'd' }
    const runs = inspected({ table: 'runs', as: 'runs', columns })
    assert.doesNotMatch(config(inspected(TASKS), runs), /concurrency/)
  })

  test('holds what is doubtful as comments', () => {
    const text = config(inspected(TASKS), inspected(observing('visits'), { certain: false }))
    assert.match(
      text,
      /# These might be worth watching too[^\n]*\n {6}# - table: visits\n {6}# {3}as: observations\n/,
    )
  })

  test('holds of what is doubtful just what was proposed, once "# " is taken away from each of its lines', () => {
    const notes = {
      seen: ['statuses of the latest rows: done 3'],
      missing: ['no started_at: run time is unknown'],
    }
    const text = config(inspected(TASKS, { certain: false, ...notes }))
    const [head = '', offered = ''] = text.split(/(?<=one to do so\.\n)/)
    const taken = head + offered.replace(/^( *)# /gm, '$1')
    const [source] = parseConfig(taken, { DATABASE_URL: 'postgres://me@db/shop' }).sources
    assert.ok(source?.type === 'postgres')
    const [mapping] = source.tables
    assert.deepEqual(mapping?.columns, TASKS.columns)
    assert.ok(
      mapping?.as === 'tasks' && mapping.concurrency === undefined,
      'nobody has said that it is one worker',
    )
  })

  test('quotes a name that YAML would take for something else, and keeps a comment on its line', () => {
    const text = config(inspected(observing('my table', 'no'), { seen: ['two\nlines'] }))
    assert.match(text, /- table: "my table"/)
    assert.match(text, /id: "no"/)
    assert.match(text, /# two lines\n/)
  })
})
