import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { TableMapping } from '../../../../../src/sources/postgres/mapping/mapping.ts'
import type { InspectedMapping, Inspection } from '../../../../../src/sources/postgres/survey/inspect.ts'
import { renderConfig } from '../../../../../src/sources/postgres/survey/render-config.ts'
import { TASKS } from '../../../../support/postgres/postgres-source.ts'

const inspected = (mapping: TableMapping, more: Partial<InspectedMapping> = {}): InspectedMapping => ({
  mapping,
  certain: true,
  estimatedRows: null,
  missing: [],
  seen: [],
  ...more,
})
const config = (...mappings: InspectedMapping[]): string => {
  const inspection: Inspection = { target: 'postgres://me@db/shop', server: '15', tables: [], mappings }
  return renderConfig(inspection)
}
const observing = (table: string, id = 'id'): TableMapping => ({
  table,
  as: 'observations',
  observation: 'visits',
  columns: { id, at: 'created_at' },
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

  test('quotes a name that YAML would take for something else, and keeps a comment on its line', () => {
    const text = config(inspected(observing('my table', 'no'), { seen: ['two\nlines'] }))
    assert.match(text, /- table: "my table"/)
    assert.match(text, /id: "no"/)
    assert.match(text, /# two lines\n/)
  })
})
