import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { momentOf, readLine } from '../../../../src/sources/jsonl/meaning.ts'
import { jsonlOptions } from '../../../../src/sources/jsonl/options.ts'

const {
  name: source,
  at,
  events,
} = jsonlOptions.parse({
  name: 'log',
  type: 'jsonl',
  files: 'x',
  events: [
    { type: 'task.queued', when: { event: 'queued' }, subject: 'task.id', data: { taskType: 'kind' } },
    {
      type: 'task.finished',
      when: { event: ['done', 'ended'], ok: true },
      subject: 'task.id',
      data: { taskType: '=any' },
    },
    { type: 'gauge.observed', when: { event: 'load' }, data: { name: '=load', value: 'detail.value' } },
  ],
})
const read = (line: unknown) =>
  readLine(typeof line === 'string' ? line : JSON.stringify(line), { source, at, events })

describe('a line', () => {
  test('is what its fields say, and a start is joined to its end by the subject', () => {
    const task = { id: 7 }
    const [queued] = read({ at: '2026-06-29T07:00:00Z', event: 'queued', task, kind: 'build' }).events
    const [ended] = read({ at: '2026-06-29T07:01:00Z', event: 'ended', ok: true, task }).events
    assert.deepEqual(
      [queued?.type, queued?.subject, queued?.data, ended?.type, ended?.subject, ended?.data],
      ['task.queued', '7', { taskType: 'build' }, 'task.finished', '7', { taskType: 'any' }],
    )
    assert.equal(Number(ended?.at) - Number(queued?.at), 60_000)
  })

  test('of a gauge is about the source where no subject is named', () => {
    const [event] = read({ at: 1_782_683_036, event: 'load', detail: { value: 3 } }).events
    assert.deepEqual([event?.subject, event?.data], ['log', { name: 'load', value: 3 }])
  })

  test('that means nothing is passed over, and a field with dots in its name is found', () => {
    assert.deepEqual(read({ event: 'started' }), { events: [], faults: [] })
    assert.deepEqual(read('  '), { events: [], faults: [] })
    const [event] = read({ at: 1e12, event: 'load', 'detail.value': 3 }).events
    assert.deepEqual(event?.data, { name: 'load', value: 3 })
  })

  test('is the same event wherever it is read again, and another where it says something else', () => {
    const line = { at: 1e12, event: 'load', detail: { value: 3 } }
    assert.equal(read(line).events[0]?.id, read(line).events[0]?.id)
    assert.notEqual(read(line).events[0]?.id, read({ ...line, at: 1e12 + 1 }).events[0]?.id)
  })

  test('that is refused is so for a reason that does not quote it', () => {
    const reasons = [
      'secret',
      '["secret"]',
      { event: 'load', at: 'secret', detail: { value: 3 } },
      { event: 'queued', at: 1e12, kind: 'secret' },
      { event: 'load', at: 1e12, detail: { value: 'secret' } },
    ].flatMap(line => read(line).faults)
    assert.deepEqual(reasons, [
      'not a JSON object',
      'not a JSON object',
      'no moment at at',
      'no subject at task.id',
      'as gauge.observed: data.value must be number',
    ])
    assert.deepEqual(readLine(null, { source, at, events }).faults, ['longer than 1 MB'])
  })
})

test('a moment is ISO 8601, in UTC unless it says otherwise, or seconds or milliseconds', () => {
  const noon = Date.UTC(2026, 5, 29, 12)
  const written = [
    '2026-06-29T12:00:00Z',
    '2026-06-29 12:00:00',
    '2026-06-29T14:00:00+02:00',
    noon,
    noon / 1000,
  ]
  assert.deepEqual(
    written.map(momentOf),
    written.map(() => noon),
  )
  assert.deepEqual(['soon', null, {}, Number.NaN].map(momentOf), [null, null, null, null])
})
