import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readReceipt, receiptPath } from '../../../../src/operations/canary/receipts.ts'
import { unsubscribePath } from '../../../../src/web/actions/unsubscribe.ts'

const KEY = Buffer.alloc(32, 7)
const tokenOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

test('a receipt is read back from its address, and from no other', () => {
  const token = tokenOf(receiptPath(KEY, 't0123'))
  assert.equal(readReceipt(KEY, token), 't0123')
  assert.equal(readReceipt(Buffer.alloc(32, 8), token), null)
  const [, signature] = token.split('.')
  const other = `${Buffer.from('t9999').toString('base64url')}.${signature}`
  for (const wrong of ['', '.', 'x'.repeat(300), other, tokenOf(unsubscribePath(KEY, 'weekly', 't0123'))])
    assert.equal(readReceipt(KEY, wrong), null)
})
