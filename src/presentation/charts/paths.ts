// Runs and bands as the paths of an SVG.
import type { Millis } from '../../core/clock.ts'
import { type Html, html } from '../html.ts'
import type { Drawn } from './course.ts'
import type { BandStep, Plot } from './plot.ts'
import type { Scales } from './scale.ts'

/**
 * The band as one closed outline, `M…Z`, from the frame's left to its right; empty if there is none. A band of
 * more than `columns` steps is drawn by the means of as many groups.
 */
export function bandPath(plot: Plot, scales: Scales, columns: number): string {
  const last = endOfBand(plot, scales)
  const steps = meanSteps(
    plot.band.filter(step => step.at < last),
    columns,
  )
  if (steps.length === 0) return ''
  const upper: string[] = []
  const lower: string[] = []
  for (const [index, step] of steps.entries()) {
    const start = scales.x(Math.max(step.at, scales.from))
    const end = scales.x(steps[index + 1]?.at ?? last)
    upper.push(pair(start, scales.y(step.upper)), pair(end, scales.y(step.upper)))
    lower.push(pair(start, scales.y(step.lower)), pair(end, scales.y(step.lower)))
  }
  return `M${upper.join('L')}L${lower.reverse().join('L')}Z`
}

/** Nothing is normal of a series that is silent: a band below the silence would read as if zero were. */
function endOfBand({ regime, onset }: Plot, { to }: Scales): Millis {
  return regime?.drawing === 'gap' && onset !== null ? Math.min(onset.value, to) : to
}

function meanSteps(steps: readonly BandStep[], columns: number): readonly BandStep[] {
  if (steps.length <= columns) return steps
  const size = Math.ceil(steps.length / columns)
  return steps.flatMap((step, index) => {
    if (index % size !== 0) return []
    const group = steps.slice(index, index + size)
    const mean = (edge: 'lower' | 'upper'): number =>
      group.reduce((sum, each) => sum + each[edge] / group.length, 0)
    return [{ at: step.at, lower: mean('lower'), upper: mean('upper') }]
  })
}

export function linePath(run: readonly Drawn[], scales: Scales, shift: Millis): string {
  return `M${run.map(point => pair(scales.x(point.at + shift), scales.y(point.value))).join('L')}`
}

/** A pair of coordinates with one decimal: enough for a screen, and short. */
export function pair(x: number, y: number): string {
  return `${coordinate(x)},${coordinate(y)}`
}

export function coordinate(value: number): number {
  return Math.round(value * 10) / 10
}

/** A run as a line, or as a dot where it is a single point. `shift` moves points to the middle of their bucket. */
export function mark(run: readonly Drawn[], kind: 'line' | 'raw', scales: Scales, shift: Millis): Html {
  const [only] = run
  if (run.length > 1 || only === undefined) {
    return html`<path class="${kind}" d="${linePath(run, scales, shift)}"/>`
  }
  return html`<circle class="dot ${kind}" cx="${coordinate(scales.x(only.at + shift))}" cy="${coordinate(scales.y(only.value))}" r="1.2"/>`
}
