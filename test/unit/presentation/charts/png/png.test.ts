import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chartSelfTest, renderPng } from '../../../../../src/presentation/charts/png/png.ts'

test('text is really drawn with the bundled font', () => {
  assert.equal(chartSelfTest(), null)
})

test('a picture has twice as many pixels as its drawing has units', () => {
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"><rect width="30" height="20"/></svg>'
  const png = Buffer.from(renderPng(svg))
  assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [60, 40])
})
