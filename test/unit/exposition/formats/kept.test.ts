import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keptBytes } from '../../../../src/exposition/formats/kept.ts'

test('bytes that stay are those of the text, and keep no more memory than they have', () => {
  for (const text of ['', 'a 1\n', 'a{b="模型 🔥"} 1\n']) {
    const bytes = keptBytes(text)
    assert.equal(bytes.toString(), text)
    assert.equal(bytes.buffer.byteLength, bytes.length)
  }
})
