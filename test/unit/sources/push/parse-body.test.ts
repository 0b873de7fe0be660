import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseBody } from '../../../../src/sources/push/parse-body.ts'

const JSON_TYPE = 'application/json'
const LINES = 'application/x-ndjson'

describe('a body', () => {
  test('is a list, an object with a list, or one event', () => {
    assert.deepEqual(parseBody('[{"id":"1"}]', JSON_TYPE), {
      ok: true,
      candidates: [{ id: '1' }],
      dropped: 0,
    })
    assert.deepEqual(parseBody('{"events":[1,2]}', JSON_TYPE), { ok: true, candidates: [1, 2], dropped: 0 })
    assert.deepEqual(parseBody('{"id":"1"}', JSON_TYPE), { ok: true, candidates: [{ id: '1' }], dropped: 0 })
    assert.deepEqual(parseBody('[]', JSON_TYPE), { ok: true, candidates: [], dropped: 0 })
  })

  test('may be one event a line, whatever it calls itself; empty lines say nothing', () => {
    const text = '{"id":"1"}\r\n\n{"id":"2"}\n'
    assert.deepEqual(parseBody(text, LINES), { ok: true, candidates: [{ id: '1' }, { id: '2' }], dropped: 0 })
    assert.deepEqual(parseBody(text, ''), { ok: true, candidates: [{ id: '1' }, { id: '2' }], dropped: 0 })
  })

  test('may say beside its list how many events its sender gave up', () => {
    assert.deepEqual(parseBody('{"dropped":3,"events":[]}', JSON_TYPE), {
      ok: true,
      candidates: [],
      dropped: 3,
    })
  })

  test('that is broken says in which line, and is refused whole', () => {
    assert.deepEqual(parseBody('{"id":"1"}\n{"id":', LINES), {
      ok: false,
      reason: 'line 2 of the body is not JSON; nothing of it was kept',
    })
    assert.equal(parseBody('12', JSON_TYPE).ok, false)
    const many = Array.from({ length: 150_001 }, () => '1')
    for (const text of [`[${many}]`, `{"events":[${many}]}`, many.join('\n')]) {
      assert.deepEqual(parseBody(text, JSON_TYPE), {
        ok: false,
        reason: 'the body has more than 150000 events; nothing of it was kept',
      })
    }
    assert.equal(parseBody('null', JSON_TYPE).ok, false)
  })
})
