// How much a change is, the way it is grasped: shares in points, small changes in per cent, large ones as a multiple.
import type { Millis } from '../../core/clock.ts'
import { DAY, HOUR } from '../../core/duration.ts'
import { formatDifference, formatRelative, formatValue } from '../../core/format.ts'
import type { Change } from '../../detection/change.ts'
import { kindOf } from '../../detection/kinds/kinds.ts'
import type { Unit } from '../../indicators/indicator.ts'

/** `+35 %`, `+23.7 points`, `13 times`. Only for what is sized. */
export function sizeOf({ effect: { absolute, relative } }: Pick<Change, 'effect'>, unit: Unit): string {
  return sizeText(absolute.value, relative?.value ?? null, unit)
}

/** Whether the change has a size: what is stuck or silent has none. */
export function isSized({ kind }: Pick<Change, 'kind'>): boolean {
  return kindOf(kind).sized
}

/** The size and its 95 % interval, `+35 %` and `+30 to +41 %`; null where the kind has no size. */
export function effectOf(
  change: Pick<Change, 'kind' | 'effect'>,
  unit: Unit,
): { value: string; range: string } | null {
  if (!isSized(change)) return null
  const { absolute, relative } = change.effect
  const [value = '', lower = '', upper = ''] = (['value', 'lower', 'upper'] as const).map(end =>
    sizeText(absolute[end], relative?.[end] ?? null, unit),
  )
  return { value, range: rangeWords(lower, upper) }
}

/** `45 s to 61 s, +35 % (95 % interval +30 to +41 %)`; null for kinds that have no size. */
export function fromTo(change: Change, unit: Unit): string | null {
  const effect = effectOf(change, unit)
  if (effect === null) return null
  const { from, to } = change
  return `${formatValue(from, unit)} to ${formatValue(to, unit)}, ${effect.value} (95 % interval ${effect.range})`
}

/** `+30.8 to +39.2 %`: a unit that both ends share is said once. */
export function rangeWords(lower: string, upper: string): string {
  const [, number, unit] = /^([^ ]+) ([^ ]+)$/.exec(lower) ?? []
  const shared = number !== undefined && upper.endsWith(` ${unit}`) && upper.split(' ').length === 2
  return `${shared ? number : lower} to ${upper}`
}

/** `+0.8 % a day (+0.36 s a day)`. Null where speed means nothing. */
export function howFast(
  { kind, alternative, onset, effect }: Change,
  unit: Unit,
  now: Millis,
): string | null {
  const { drawing } = kindOf(kind)
  if (drawing === 'step')
    return alternative === 'slope'
      ? `In one step, or still ${effect.absolute.value < 0 ? 'falling' : 'rising'}`
      : 'In one step'
  if (drawing !== 'ramp') return null
  const days = Math.max(now - onset.value, HOUR) / DAY
  const absolute = `${formatDifference(Number((effect.absolute.value / days).toPrecision(2)), unit)} a day`
  if (effect.relative === null) return absolute
  return `${formatRelative(effect.relative.value / days)} a day (${absolute})`
}

function sizeText(absolute: number, relative: number | null, unit: Unit): string {
  if (relative === null || unit === 'ratio') return formatDifference(absolute, unit)
  return relative >= 9 ? `${formatValue(1 + relative, 'count')} times` : formatRelative(relative)
}
