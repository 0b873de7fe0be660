import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { encodingOf, refusal, taken } from '../../../../src/sources/otlp/answers.ts'
import { decoded } from '../../../support/sources/otlp.ts'

const bytesOf = (body: string | Uint8Array): Uint8Array =>
  typeof body === 'string' ? Buffer.from(body) : body

describe('an answer', () => {
  test('is in the encoding of the request', () => {
    const of = (type: string | undefined) => encodingOf({ 'content-type': type })
    assert.equal(of('application/x-protobuf'), 'protobuf')
    assert.equal(of('Application/JSON; charset=utf-8'), 'json')
    assert.deepEqual([undefined, '', 'text/plain', 'application/jsonl'].map(of), [null, null, null, null])
    assert.equal(taken('json', { name: 'rejectedSpans', count: 0, message: '' }).type, 'application/json')
    assert.equal(refusal('protobuf', 400, 'no').type, 'application/x-protobuf')
  })

  test('says nothing where all was taken, and how much was not where it was not', () => {
    const all = { name: 'rejectedSpans', count: 0, message: '' } as const
    assert.equal(taken('json', all).body, '{}')
    assert.equal(taken('protobuf', all).body.length, 0)
    const part = { name: 'rejectedDataPoints', count: 300, message: 'too laté' } as const
    assert.deepEqual(JSON.parse(String(taken('json', part).body)), {
      partialSuccess: { rejectedDataPoints: '300', errorMessage: 'too laté' },
    })
    assert.deepEqual(decoded('Response', bytesOf(taken('protobuf', part).body)), {
      partialSuccess: { rejected: '300', errorMessage: 'too laté' },
    })
  })

  test('that refuses is a status of google.rpc', () => {
    const message = 'x'.repeat(1000)
    const { status, body } = refusal('protobuf', 401, message)
    assert.equal(status, 401)
    assert.deepEqual(decoded('RpcStatus', bytesOf(body)), { code: 16, message })
    assert.deepEqual(JSON.parse(String(refusal('json', 503, 'later').body)), { code: 14, message: 'later' })
    assert.deepEqual(JSON.parse(String(refusal(null, 404, 'none').body)), { code: 2, message: 'none' })
  })
})
