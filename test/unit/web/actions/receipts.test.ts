import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { receiptPath } from '../../../../src/operations/canary/receipts.ts'
import { depsOf } from '../../../support/web/deps.ts'
import { fixture } from '../../../support/web/fixture.ts'
import { type Answered, type Asked, ask, withWeb } from '../../../support/web/web-http.ts'

const KEY = Buffer.alloc(32, 7)
const PATH = receiptPath(KEY, 't1')
const { views } = await fixture()

function withReceipts(
  use: (asked: (path: string, options?: Asked) => Promise<Answered>, received: string[]) => Promise<void>,
): Promise<void> {
  const received: string[] = []
  const receive = (id: string): boolean => id === 't1' && received.push(id) > 0
  return withWeb(depsOf(views, { receipts: { key: KEY, receive } }), url =>
    use((path, options) => ask(`${url}${path.slice(1)}`, options), received),
  )
}

describe('the receipt of a canary', () => {
  test('is taken from whoever posts to its address, whatever the body', () =>
    withReceipts(async (asked, received) => {
      assert.equal((await asked(PATH, { method: 'POST' })).status, 200)
      const raw = {
        method: 'POST',
        headers: { 'Content-Type': 'message/rfc822' },
        body: 'Subject: x\r\n\r\ny',
      }
      assert.equal((await asked(PATH, raw)).status, 200)
      assert.deepEqual(received, ['t1', 't1'])
    }))

  test('is not given by opening it, nor at an address that is not ours', () =>
    withReceipts(async (asked, received) => {
      const opened = await asked(PATH)
      assert.ok(opened.status === 200 && !opened.body.includes('<form'))
      const forged = PATH.replace(/.$/, last => (last === 'A' ? 'B' : 'A'))
      for (const path of [forged, receiptPath(Buffer.alloc(32, 8), 't1'), receiptPath(KEY, 'unknown')])
        assert.equal((await asked(path, { method: 'POST' })).status, 404)
      assert.equal((await asked(forged)).status, 404)
      assert.deepEqual(received, [])
    }))
})
