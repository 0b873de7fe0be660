import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { inflateSync } from 'node:zlib'
import { Resvg } from '@resvg/resvg-js'
import { pauseInRealTime } from '../../../../../src/core/turns/pause.ts'
import { indexedPng, indexedPngInTurns } from '../../../../../src/presentation/charts/png/indexed-png.ts'

/** Reads it back with the renderer's own decoder. */
function decoded(png: Uint8Array, width: number, height: number): Uint8Array {
  const data = Buffer.from(png).toString('base64')
  return new Resvg(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><image width="${width}" height="${height}" href="data:image/png;base64,${data}"/></svg>`,
  ).render().pixels
}

describe('a PNG with a palette', () => {
  test('holds each pixel of a picture of few colours', () => {
    const pixels = Uint8Array.from(
      Array.from({ length: 12 }, (_, index) => [index * 20, 255 - index * 20, 7, 255]).flat(),
    )
    assert.deepEqual([...decoded(indexedPng({ pixels, width: 4, height: 3 }), 4, 3)], [...pixels])
  })

  test('keeps the frequent of too many colours, and puts the nearest in place of the others', () => {
    const pixels = Uint8Array.from(
      Array.from({ length: 900 }, (_, index) => {
        const shade = index < 600 ? 10 : (index - 600) % 256
        return [shade, Math.min(shade + (index >= 856 ? 1 : 0), 255), shade, 255]
      }).flat(),
    )
    const shown = decoded(indexedPng({ pixels, width: 30, height: 30 }), 30, 30)
    assert.deepEqual([...shown.subarray(0, 4)], [10, 10, 10, 255])
    const worst = pixels.reduce((most, value, at) => Math.max(most, Math.abs(value - (shown[at] ?? 0))), 0)
    assert.ok(worst <= 8, `${worst}`)
  })

  test('is the same for the same picture, and small', () => {
    const pixels = new Uint8Array(400 * 200 * 4).fill(255)
    const picture = { pixels, width: 400, height: 200 }
    const png = indexedPng(picture)
    assert.ok(Buffer.from(png).equals(indexedPng(picture)))
    assert.ok(png.length < 400)
    const at = Buffer.from(png).indexOf('IDAT') + 4
    assert.equal(inflateSync(Buffer.from(png).subarray(at)).length, 401 * 200)
  })

  test('is the same where others have their turn meanwhile', async () => {
    const pixels = Uint8Array.from({ length: 300 * 200 * 4 }, (_, at) => (at * 7919) >> 9)
    const picture = { pixels, width: 300, height: 200 }
    let turns = 0
    const pause = pauseInRealTime()
    const png = await indexedPngInTurns(picture, () => {
      turns++
      return pause()
    })
    assert.ok(turns > 10, `${turns}`)
    assert.ok(Buffer.from(png).equals(indexedPng(picture)))
  })
})
