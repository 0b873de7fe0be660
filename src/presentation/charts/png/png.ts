// Turns an SVG into a PNG with the bundled font alone, so that a chart looks the same on every machine.
import { fileURLToPath } from 'node:url'
import type { ResvgRenderOptions } from '@resvg/resvg-js'
import type { Pause } from '../../../core/turns/pause.ts'
import { indexedPng, indexedPngInTurns, type Picture } from './indexed-png.ts'

/** It has a native part for each machine, without which everything but charts works. */
const loaded = await import('@resvg/resvg-js').catch((error: unknown) => ({ missing: error }))

const FONT = fileURLToPath(new URL('../../../../assets/fonts/DejaVuSans.ttf', import.meta.url))

/** Twice as many pixels as the SVG has units: sharp on a phone. */
const OPTIONS: ResvgRenderOptions = {
  fitTo: { mode: 'zoom', value: 2 },
  font: { loadSystemFonts: false, fontFiles: [FONT], defaultFontFamily: 'DejaVu Sans' },
}

/** Takes some 20 ms at once. Throws where it cannot be drawn. */
export function renderPng(svg: string): Uint8Array {
  return indexedPng(draw(svg))
}

/** The same bytes; drawn and packed by the process's pool of threads, and others have their turn meanwhile. Rejects where `renderPng` throws. */
export async function renderPngInTurns(svg: string, pause: Pause): Promise<Uint8Array> {
  const picture = await renderer().renderAsync(svg, OPTIONS)
  return indexedPngInTurns(pictureOf(picture), pause)
}

function draw(svg: string): Picture {
  return pictureOf(new (renderer().Resvg)(svg, OPTIONS).render())
}

/** The renderer copies the pixels each time they are asked for. */
function pictureOf({ pixels, width, height }: Picture): Picture {
  return { pixels, width, height }
}

function renderer(): Exclude<typeof loaded, { missing: unknown }> {
  if ('missing' in loaded) throw loaded.missing
  return loaded
}

/**
 * For start-up: null if text is really drawn, else what is wrong. A font that cannot be read makes no
 * error, only charts without a single number on them.
 */
export function chartSelfTest(): string | null {
  try {
    const dark = countDark(draw(sample('12.5 %')).pixels)
    const blank = countDark(draw(sample('')).pixels)
    return dark > blank + 50 ? null : `charts are drawn without text: font ${FONT} is missing or unreadable`
  } catch (error) {
    const [why] = (error instanceof Error ? error.message : String(error)).split('\n')
    const remedy = 'missing' in loaded ? '; install again without --omit=optional, on this very machine' : ''
    return `charts cannot be drawn: ${why}${remedy}`
  }
}

function countDark(pixels: Uint8Array): number {
  let dark = 0
  for (let at = 0; at < pixels.length; at += 4) {
    if ((pixels[at] ?? 255) < 128 && (pixels[at + 3] ?? 0) > 128) dark += 1
  }
  return dark
}

function sample(text: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="60" height="20" font-family="DejaVu Sans" font-size="12"><rect width="60" height="20" fill="#ffffff"/><text x="4" y="14">${text}</text></svg>`
}
