// Turns an SVG into a PNG with the bundled font alone, so that a chart looks the same on every machine.
import { fileURLToPath } from 'node:url'
import { Resvg } from '@resvg/resvg-js'
import { indexedPng } from './indexed-png.ts'

const FONT = fileURLToPath(new URL('../../../../assets/fonts/DejaVuSans.ttf', import.meta.url))

/** Twice as many pixels as the SVG has units: sharp on a phone. */
export function renderPng(svg: string): Uint8Array {
  const { pixels, width, height } = draw(svg)
  return indexedPng(pixels, width, height)
}

function draw(svg: string): { pixels: Uint8Array; width: number; height: number } {
  return new Resvg(svg, {
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
    return `charts cannot be drawn: ${error instanceof Error ? error.message : String(error)}`
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
