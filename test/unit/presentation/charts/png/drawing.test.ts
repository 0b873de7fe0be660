import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { drawInThread } from '../../../../../src/presentation/charts/png/drawing.ts'
import { renderPng } from '../../../../../src/presentation/charts/png/png.ts'

const svg = (text: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="60" height="20"><text x="4" y="14">${text}</text></svg>`

describe('charts that are drawn beforehand', () => {
  test('are the same bytes as those that are drawn at once', async t => {
    const drawing = drawInThread()
    t.after(() => drawing.close())
    const texts = ['1', '2', '3'].map(svg)
    await drawing.prepare(texts)
    for (const one of texts) assert.deepEqual(Buffer.from(drawing.draw(one)), Buffer.from(renderPng(one)))
  })

  test('are drawn at once where they were not asked for, or cannot be had', async t => {
    const drawing = drawInThread()
    t.after(() => drawing.close())
    await drawing.prepare(['<no picture'])
    assert.throws(() => drawing.draw('<no picture'))
    assert.deepEqual(Buffer.from(drawing.draw(svg('4'))), Buffer.from(renderPng(svg('4'))))
  })

  test('are drawn again after the thread has ended', async () => {
    const drawing = drawInThread()
    const under = drawing.prepare([svg('5')])
    await drawing.close()
    await under
    await drawing.prepare([svg('6')])
    assert.deepEqual(Buffer.from(drawing.draw(svg('6'))), Buffer.from(renderPng(svg('6'))))
    await drawing.close()
  })
})
