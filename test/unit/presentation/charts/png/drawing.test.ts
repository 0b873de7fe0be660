import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { drawBeforehand } from '../../../../../src/presentation/charts/png/drawing.ts'
import { renderPng } from '../../../../../src/presentation/charts/png/png.ts'

const svg = (text: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="60" height="20"><text x="4" y="14">${text}</text></svg>`

describe('charts that are drawn beforehand', () => {
  test('are the same bytes as those that are drawn at once', async () => {
    const drawing = drawBeforehand()
    const texts = ['1', '2', '3'].map(svg)
    await drawing.prepare(texts)
    for (const one of texts) {
      const drawn = drawing.draw(one)
      assert.equal(drawing.draw(one), drawn, 'kept, not drawn anew')
      assert.deepEqual(Buffer.from(drawn), Buffer.from(renderPng(one)))
    }
  })

  test('are drawn at once where they were not asked for', () => {
    const drawing = drawBeforehand()
    assert.deepEqual(Buffer.from(drawing.draw(svg('4'))), Buffer.from(renderPng(svg('4'))))
  })

  test('that cannot be had cost no other', async () => {
    const drawing = drawBeforehand()
    await drawing.prepare(['<no picture', svg('5')])
    assert.throws(() => drawing.draw('<no picture'))
    assert.equal(drawing.draw(svg('5')), drawing.draw(svg('5')))
  })

  test('are kept as far as some messages need, not for ever', async () => {
    const drawing = drawBeforehand()
    const texts = Array.from({ length: 65 }, (_, n) => svg(String(n)))
    await drawing.prepare(texts)
    assert.notEqual(drawing.draw(svg('0')), drawing.draw(svg('0')))
    assert.equal(drawing.draw(svg('64')), drawing.draw(svg('64')))
  })
})
