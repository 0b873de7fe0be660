// Turns an SVG into a PNG with the bundled font alone, so that a chart looks the same on every machine.
import { fileURLToPath } from 'node:url'
import { indexedPng } from './indexed-png.ts'

/** It has a native part for each machine, without which everything but charts works. */
const loaded = await import('@resvg/resvg-js').catch((error: unknown) => ({ missing: error }))

const FONT = fileURLToPath(new URL('../../../../assets/fonts/DejaVuSans.ttf', import.meta.url))

/** Twice as many pixels as the SVG has units: sharp on a phone. */
export function renderPng(svg: string): Uint8Array {
  const { pixels, width, height } = draw(svg)
  return indexedPng(pixels, width, height)
}

function draw(svg: string): { pixels: Uint8Array; width: number; height: number } {
  if ('missing' in loaded) throw loaded.missing
  return new loaded.Resvg(svg, {
    fitTo: { mode: 'zoom', value: 2 },
    font: { loadSystemFonts: false, fontFiles: [FONT], defaultFontFamily: 'DejaVu Sans' },
  }).render()
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
