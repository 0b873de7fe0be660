import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pauseInRealTime } from '../../../../../src/core/turns/pause.ts'
import { chartSelfTest, renderPng, renderPngInTurns } from '../../../../../src/presentation/charts/png/png.ts'

test('text is really drawn with the bundled font', () => {
  assert.equal(chartSelfTest(), null)
})

test('a picture has twice as many pixels as its drawing has units', () => {
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"><rect width="30" height="20"/></svg>'
  const png = Buffer.from(renderPng(svg))
  assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [60, 40])
})

test('is the same picture where others have their turn meanwhile, and the same fault', async () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"><circle r="9"/></svg>'
  assert.deepEqual(await renderPngInTurns(svg, pauseInRealTime()), renderPng(svg))
  await assert.rejects(renderPngInTurns('<no picture', pauseInRealTime()))
})
