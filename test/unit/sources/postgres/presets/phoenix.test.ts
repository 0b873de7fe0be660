import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { phoenix } from '../../../../../src/sources/postgres/presets/phoenix.ts'
import { tableWith, tasksOf } from '../../../../support/platforms/tables.ts'

const SPANS = tableWith(
  'spans',
  'span_id',
  'trace_rowid',
  'name',
  'span_kind',
  'start_time',
  'end_time',
  'status_code',
  'status_message',
  'attributes',
)
const ANNOTATIONS = tableWith(
  'span_annotations',
  'id',
  'span_rowid',
  'name',
  'label',
  'score',
  'annotator_kind',
  'created_at',
)

describe('phoenix', () => {
  test('is known by its tables, with its version and all that is its own', () => {
    const own = [SPANS, ANNOTATIONS, tableWith('span_costs', 'id'), tableWith('users', 'id')]
    const found = phoenix.recognise([...own, tableWith('customers', 'id', 'email')])
    assert.equal(found?.version, 'with costs of spans')
    assert.deepEqual(
      found?.owns.map(({ name }) => name),
      ['spans', 'span_annotations', 'span_costs', 'users'],
    )
    const { columns } = tasksOf(found, own)
    assert.equal(columns.model, 'attributes.llm.model_name')
    assert.equal(found?.mappings[1]?.as, 'claims')
    assert.equal(phoenix.recognise([SPANS, ANNOTATIONS])?.version, 'without costs of spans')
  })

  test('is not there where a table or a column of it is missing', () => {
    assert.equal(phoenix.recognise([SPANS]), null)
    assert.equal(phoenix.recognise([{ ...SPANS, columns: SPANS.columns.slice(1) }, ANNOTATIONS]), null)
  })
})
