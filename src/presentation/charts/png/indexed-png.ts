// Writes a picture of few colours as a PNG with a palette: a third of the bytes of one with full colours.
import { promisify } from 'node:util'
import { crc32, deflate, deflateSync } from 'node:zlib'
import { atOnce, each, inTurns, type Pause, type Sliced } from '../../../core/turns/pause.ts'

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const MOST_COLOURS = 256
/** Of a chart, level 9 makes a twentieth fewer bytes in nine times the time. */
const LEVEL = 6

/** RGBA, four bytes a pixel, row by row. */
export interface Picture {
  pixels: Uint8Array
  width: number
  height: number
}

/**
 * Transparency is dropped. More than 256 colours are reduced to the most frequent, each of the others to the one nearest to it. The same
 * picture gives the same bytes. PNG: ISO/IEC 15948.
 */
export function indexedPng(picture: Picture): Uint8Array {
  const { palette, rows } = atOnce(indexed(picture))
  return framed(picture, palette, deflateSync(rows, { level: LEVEL }))
}

/** The same bytes; others have their turn meanwhile. */
export async function indexedPngInTurns(picture: Picture, pause: Pause): Promise<Uint8Array> {
  const { palette, rows } = await inTurns(indexed(picture), pause)
  return framed(picture, palette, await promisify(deflate)(rows, { level: LEVEL }))
}

interface Indexed {
  palette: readonly number[]
  /** Of each row a nought, for "not filtered", and the places of its pixels in the palette. */
  rows: Uint8Array
}

function* indexed({ pixels, width, height }: Picture): Sliced<Indexed> {
  const rowOf = (y: number): Uint8Array => pixels.subarray(4 * y * width, 4 * (y + 1) * width)
  const counts = new Map<number, number>()
  yield* each(Array(height).keys(), y => countInto(counts, rowOf(y)))
  const palette = paletteOf(counts)
  const places = new Map(palette.map((colour, index) => [colour, index]))
  const placeOf = (colour: number): number => {
    const known = places.get(colour)
    if (known !== undefined) return known
    const found = nearestIn(palette, colour)
    places.set(colour, found)
    return found
  }
  const rows = new Uint8Array((width + 1) * height)
  yield* each(Array(height).keys(), y => {
    placeInto(rows.subarray(1 + y * (width + 1), (y + 1) * (width + 1)), rowOf(y), placeOf)
  })
  return { palette, rows }
}

function countInto(counts: Map<number, number>, row: Uint8Array): void {
  for (let at = 0; at < row.length; ) {
    const colour = colourAt(row, at)
    const from = at
    while (at < row.length && colourAt(row, at) === colour) at += 4
    counts.set(colour, (counts.get(colour) ?? 0) + (at - from) / 4)
  }
}

/** A pixel is most often like the one before it. */
function placeInto(places: Uint8Array, row: Uint8Array, placeOf: (colour: number) => number): void {
  let [colour, place] = [-1, 0]
  for (let at = 0; at < row.length; at += 4) {
    const here = colourAt(row, at)
    if (here !== colour) [colour, place] = [here, placeOf(here)]
    places[at / 4] = place
  }
}

function colourAt(pixels: Uint8Array, at: number): number {
  return ((pixels[at] ?? 0) << 16) | ((pixels[at + 1] ?? 0) << 8) | (pixels[at + 2] ?? 0)
}

/** The most frequent first; equals in an order that spreads what is kept of them over all shades. */
function paletteOf(counts: ReadonlyMap<number, number>): readonly number[] {
  return [...counts]
    .sort(([a, many], [b, few]) => few - many || scattered(a) - scattered(b) || a - b)
    .slice(0, MOST_COLOURS)
    .map(([colour]) => colour)
}

/** Multiplicative hashing (Knuth, TAOCP 3, 6.4), by the golden ratio. */
function scattered(colour: number): number {
  return Math.imul(colour, 0x9e3779b1) >>> 0
}

function nearestIn(palette: readonly number[], colour: number): number {
  const channels = channelsOf(colour)
  let best = 0
  let least = Number.POSITIVE_INFINITY
  for (const [index, candidate] of palette.entries()) {
    const distance = channelsOf(candidate).reduce((sum, one, k) => sum + (one - (channels[k] ?? 0)) ** 2, 0)
    if (distance < least) [best, least] = [index, distance]
  }
  return best
}

function channelsOf(colour: number): number[] {
  return [colour >> 16, (colour >> 8) & 0xff, colour & 0xff]
}

function framed({ width, height }: Picture, palette: readonly number[], data: Uint8Array): Uint8Array {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 3, 0, 0, 0], 8)
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flatMap(channelsOf))),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const whole = Buffer.alloc(named.length + 8)
  whole.writeUInt32BE(data.length, 0)
  whole.set(named, 4)
  whole.writeUInt32BE(crc32(named), named.length + 4)
  return whole
}
