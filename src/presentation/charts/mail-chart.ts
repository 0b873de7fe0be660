// The chart of an alert as a picture of its own for a mail, which has no stylesheet: light, and dark for readers in the dark.

import type { Unit } from '../../indicators/indicator.ts'
import { type Html, html } from '../html.ts'
import { type ChartSize, chart } from './chart.ts'
import type { Plot } from './plot.ts'

export type Theme = 'light' | 'dark'

export const MAIL: ChartSize = {
  name: 'mail',
  width: 536,
  height: 264,
  size: 14,
  extent: { cut: true, zero: true },
}

/**
 * Draws no foreign text but the names of releases, which are not seen. Throws RangeError where a moment is none. No element has a clip path or an
 * opacity of its own: the renderer aborts the whole process over such a layer with nothing of it in sight.
 */
export function mailChart(plot: Plot, unit: Unit, theme: Theme): string {
  const { onset, from = 0, to = 0 } = plot
  const moments = [from, to, ...(onset === null ? [] : [onset.value, onset.lower, onset.upper])]
  if (!moments.every(Number.isFinite)) throw new RangeError('a chart needs moments that are numbers')
  const paint = PAINT[theme]
  return chart(plot, unit, '', MAIL, [
    styleOf(paint),
    html`<rect class="paper" width="${MAIL.width}" height="${MAIL.height}"/>`,
  ]).toString()
}

interface Paint {
  paper: string
  ink: string
  grid: string
  axis: string
  line: string
  raw: string
  band: string
  onset: string
  mark: string
  limit: string
  release: string
  gap: string
  worse: string
  better: string
  neutral: string
}

const PAINT: Readonly<Record<Theme, Paint>> = {
  light: {
    paper: '#ffffff',
    ink: '#3d4854',
    grid: '#e3e8ed',
    axis: '#7c8a99',
    line: '#36414d',
    raw: '#a9b3be',
    band: '#dbe7f5',
    onset: '#fbe3b0',
    mark: '#8a5700',
    limit: '#8a1c1c',
    release: '#5b3fa0',
    gap: '#eef1f4',
    worse: '#b93815',
    better: '#1a7f45',
    neutral: '#1f5fa8',
  },
  dark: {
    paper: '#1b2129',
    ink: '#b8c2cd',
    grid: '#303945',
    axis: '#5f6b78',
    line: '#dfe4ea',
    raw: '#6d7986',
    band: '#203347',
    onset: '#54410f',
    mark: '#efbd5c',
    limit: '#ff9a9a',
    release: '#b9a3f0',
    gap: '#242c36',
    worse: '#ff9a7a',
    better: '#6fd29a',
    neutral: '#8ab8f5',
  },
}

function styleOf(paint: Paint): Html {
  const { paper, ink, grid, axis, line, raw, band, onset, mark, limit, release, gap } = paint
  const assessed = (['worse', 'better', 'neutral'] as const).map(
    name => html`.regime.${name}{stroke:${paint[name]}}text.${name}{fill:${paint[name]}}`,
  )
  return html`<style>text{fill:${ink};font-family:DejaVu Sans;font-size:${MAIL.size}px}
.paper{fill:${paper}}.band{fill:${band};fill-opacity:.75}.onset{fill:${onset};fill-opacity:.8}.gap{fill:${gap}}
.grid{stroke:${grid}}.axis{stroke:${axis}}
.line{fill:none;stroke:${line};stroke-width:1.8;stroke-linejoin:round}.raw{fill:none;stroke:${raw};stroke-width:.8;stroke-linejoin:round}
circle.line{fill:${line};stroke:none}circle.raw{fill:${raw};stroke:none}.bounds{fill:${grid}}
.onset-mark{stroke:${mark};stroke-dasharray:2 3}.onset-name{fill:${mark}}
.regime{stroke-width:3;stroke-linecap:round}.reached{font-size:${MAIL.size * 1.15}px}
.limit{stroke:${limit};stroke-width:1.5;stroke-dasharray:6 4}.limit-name{fill:${limit}}
.halo{paint-order:stroke;stroke:${paper};stroke-width:4;stroke-linejoin:round}
.release{fill:${release};stroke:${paper};stroke-width:.8}
${assessed}</style>`
}
