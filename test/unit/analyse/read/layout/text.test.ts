import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { describe, test } from 'node:test'
import { textOf } from '../../../../../src/analyse/read/layout/text.ts'

async function read(...chunks: Buffer[]): Promise<{ text: string; whole: boolean; pieces: number }> {
  let pieces = 0
  const { head, whole, rest } = await textOf(Readable.from(chunks), () => pieces++)
  let text = head
  for await (const chunk of rest) text += chunk
  return { text, whole, pieces }
}

describe('The text of a stream', () => {
  test('is decoded across pieces, without its byte order mark', async () => {
    const bytes = Buffer.from('\uFEFFtime;Größe\n')
    assert.deepEqual(await read(bytes.subarray(0, 11), bytes.subarray(11)), {
      text: 'time;Größe\n',
      whole: true,
      pieces: 2,
    })
    assert.equal((await read(Buffer.from('\uFEFFa\tb', 'utf16le'))).text, 'a\tb')
  })

  test('has a beginning that is looked at before the rest is read', async () => {
    const piece = Buffer.from('0123456789\n'.repeat(4000))
    const { text, whole } = await read(piece, piece, piece)
    assert.equal(whole, false)
    assert.equal(text.length, 3 * piece.length)
  })

  test('with a NUL is refused with its line', async () => {
    await assert.rejects(read(Buffer.from('a\nb\n'), Buffer.from('c\n\0')), /line 4 holds a NUL byte/)
  })
})
