import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { claimSubject, identified, idOf } from '../../../../src/sources/otlp/told.ts'
import { SPAN_ID, TRACE_ID } from '../../../support/sources/otlp.ts'

describe('what is known by its ids', () => {
  test('is a span with a trace and a span of the right length that are not all zero', () => {
    assert.equal(identified(TRACE_ID, SPAN_ID), `${TRACE_ID}-${SPAN_ID}`)
    for (const [trace, span] of [
      ['', SPAN_ID],
      [TRACE_ID, ''],
      [TRACE_ID, '0'.repeat(16)],
      ['0'.repeat(32), SPAN_ID],
      [SPAN_ID, TRACE_ID],
      [`${TRACE_ID}\n`, SPAN_ID],
    ])
      assert.equal(identified(trace ?? '', span ?? ''), null)
  })

  test('has an id that is never too long, and stays another where names differ only at their ends', () => {
    const [one, other] = ['a', 'b'].map(end => claimSubject('x', `${'n'.repeat(300)}${end}`))
    assert.notEqual(one, other)
    const ids = [one, other].map(subject => idOf(subject ?? '', 'made', 's'.repeat(80)))
    assert.equal(new Set(ids).size, 2)
    for (const id of ids) assert.ok(id.length <= 200, id)
    assert.equal(claimSubject('x', 'Relevance'), 'x:Relevance')
  })
})
