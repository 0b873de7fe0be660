// How what comes to a receiving source is refused: in the words that its senders read.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Route } from '../../../../src/sources/source.ts'
import { SECRET, serveReceiver } from '../../../support/web/receiving.ts'

describe('the address of a receiving source', () => {
  test('puts every refusal as its senders read it, and as ever where its source cannot say it', async t => {
    const refusal: Route['refusal'] = (headers, status, why) => {
      if (headers['x-throw'] !== undefined) throw new Error('no words')
      return { status: 299, type: 'text/plain', body: `${status} ${why}` }
    }
    const commit = (): never => {
      throw new Error('the disk is full')
    }
    const { post } = await serveReceiver(t, 'hook', { largestBody: 10, refusal }, { commit })
    const said = async (body: string, headers: Record<string, string>) => {
      const answer = await post(body, headers)
      return [answer.status, await answer.text(), answer.headers.get('content-type')]
    }
    // As the source says it: some senders compare it letter by letter.
    const text = 'text/plain'
    const whose = 'the credentials are missing or wrong; they are those of source hook'
    assert.deepEqual(await said('[]', {}), [401, `401 ${whose}`, text])
    const packed = { ...SECRET, 'content-encoding': 'snappy' }
    assert.deepEqual(await said('[]', packed), [
      415,
      '415 the body cannot be taken: unsupported content encoding "snappy"',
      text,
    ])
    assert.deepEqual(await said('[1,2,3,4,5,6]', SECRET), [
      413,
      '413 the body cannot be taken: request entity too large',
      text,
    ])
    assert.deepEqual(await said('[]', SECRET), [503, '503 this cannot be kept now; send it again', text])
    const mute = await post('[]', { 'x-throw': '1' })
    assert.equal(mute.status, 401)
    assert.match(await mute.text(), /those of source hook/)
  })
})
