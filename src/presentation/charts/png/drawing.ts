// Draws charts beforehand, where nobody waits for it, for whoever composes messages in one turn.
import { pauseInRealTime } from '../../../core/turns/pause.ts'
import { renderPng, renderPngInTurns } from './png.ts'

export interface Drawing {
  /** The PNG of an SVG, the same bytes as `renderPng`: at hand where it was prepared, else drawn here and now. */
  draw(svg: string): Uint8Array
  /** Resolves once they are at hand, or cannot be had so. Never rejects. */
  prepare(svgs: readonly string[]): Promise<void>
}

/** Pictures that are kept, at most; some 20 kB each. */
const KEPT = 64

/** One after the other: what a picture is made of takes some megabytes. */
export function drawBeforehand(): Drawing {
  const pictures = new Map<string, Uint8Array>()
  const pause = pauseInRealTime()
  const keep = (svg: string, png: Uint8Array): void => {
    pictures.set(svg, png)
    for (const oldest of pictures.keys()) {
      if (pictures.size <= KEPT) break
      pictures.delete(oldest)
    }
  }
  return {
    draw: svg => pictures.get(svg) ?? renderPng(svg),
    async prepare(svgs) {
      for (const svg of svgs) {
        if (pictures.has(svg)) continue
        // Whoever draws it then meets the fault again.
        const png = await renderPngInTurns(svg, pause).catch(() => null)
        if (png !== null) keep(svg, png)
      }
    },
  }
}
