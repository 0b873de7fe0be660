// One number, large.
import type { Panel } from '../boards.ts'
import type { Answer } from '../live.ts'
import { propertiesOf, thresholdColour, unitOf } from './fields.ts'
import { type Box, colour, INK, text, widthOf } from './svg.ts'
import { inUnit } from './units.ts'

/** Where there is no answer, the words for that. */
export function statOf(panel: Panel, { samples }: Answer, { x, y, w, h }: Box): string {
  const value = samples.flat().find(one => Number.isFinite(one.value))?.value
  const middle = { anchor: 'middle' as const, bold: true }
  const defaults = panel.fieldConfig?.defaults
  if (value === undefined) {
    const said = defaults?.noValue ?? 'no answer'
    return text(x + w / 2, y + h / 2 + 8, said, { ...middle, size: 18, fill: colour('purple') })
  }
  const said = inUnit(value, unitOf(panel, propertiesOf(panel, { refId: 'A', name: '' })))
  const size = Math.min(34, h * 0.62, (34 * (w - 20)) / widthOf(said, 40))
  const fill = thresholdColour(value, defaults?.thresholds) ?? INK
  return text(x + w / 2, y + h / 2 + size / 3, said, { ...middle, size: Math.round(size), fill })
}
