// The sentences about a change: what happened, what it may as well be, how it ended, what to do next.
import type { Millis } from '../../core/clock.ts'
import { formatDay, formatMinute, formatMoment, formatValue } from '../../core/format.ts'
import type { Change, ChangeKind } from '../../detection/change.ts'
import { kindOf } from '../../detection/kinds/kinds.ts'
import type { Indicator, Unit } from '../../indicators/indicator.ts'
import { clean } from '../clean.ts'
import { assessmentOf } from './assessment.ts'
import { sizeOf } from './size.ts'

/** What goes on, without figures, to stand between the name of the series and `since`: `stepped up`, `rising`. */
export function stateOf({ kind, direction }: Pick<Change, 'kind' | 'direction'>): string {
  return kindOf(kind)[direction].state
}

/** Of what `from` and `to` are values, where it is not the level itself: `Spread`. */
export function measured({ kind }: Pick<Change, 'kind'>): string | null {
  return kindOf(kind).measured
}

/** To follow the verdict: `, or has begun to rise: too early to tell`. Empty where the kind is sure. */
export function doubt({
  kind,
  alternative,
  direction,
}: Pick<Change, 'kind' | 'alternative' | 'direction'>): string {
  if (alternative === null) return ''
  const moved = !isOfLevel(kind) && isOfLevel(alternative)
  const other = moved ? 'its level has moved' : kindOf(alternative)[direction].otherwise
  return `, or ${other}: too early to tell`
}

/** The one sentence that the reader takes away if nothing else. */
export function verdict(title: string, change: Change, unit: Unit): string {
  const { sentence, state } = kindOf(change.kind)[change.direction]
  return fill(sentence, {
    title,
    state,
    from: formatValue(change.from, unit),
    to: formatValue(change.to, unit),
    size: sizeOf(change, unit),
    since: formatMoment(change.onset.value, 'UTC'),
    doubt: doubt(change),
  })
}

/** The sentence when it is over; `latest` is the last value seen, null if there is none. */
export function recovery(title: string, { kind, to }: Change, unit: Unit, latest: number | null): string {
  return fill(kindOf(kind).over, {
    title,
    latest: latest === null ? '' : `: latest ${formatValue(latest, unit)}`,
    to: formatValue(to, unit),
  })
}

/** The sentence when somebody has said that it is no drift. */
export function acceptance(title: string, { kind, to }: Change, unit: Unit, by: string): string {
  const level = isOfLevel(kind) ? `: ${formatValue(to, unit)}` : ''
  return `${title} counts as normal as it is now${level}. ${clean(by, 60)} has accepted it.`
}

/** When the limit will be crossed; null: none is projected. */
export function projected(
  { breach }: Pick<Change, 'breach'>,
  limit: number | null,
  unit: Unit,
): string | null {
  if (breach === null) return null
  const what = limit === null ? 'The limit' : `The limit of ${formatValue(limit, unit)}`
  return `${what} will be crossed around ${formatDay(breach.value)} (${formatDay(breach.lower)} to ${formatDay(breach.upper)})`
}

/**
 * The one thing to do next: what the indicator knows for a change for the worse, else what the kind knows. The onset
 * begins a bucket: what caused it lies before the end of that bucket.
 */
export function nextAction(
  change: Change,
  { unit, nextActions }: Pick<Indicator, 'unit' | 'nextActions'>,
  bucket: Millis,
): string {
  const { kind, onset, to } = change
  const own = assessmentOf(change) === 'better' ? undefined : nextActions?.[kind]
  return fill(own ?? kindOf(kind).action, {
    from: formatMinute(onset.lower),
    until: formatMinute(onset.upper + bucket),
    day: formatDay(onset.value),
    to: formatValue(to, unit),
  })
}

/** Whether `from` and `to` are levels of the series itself, one after the other. */
function isOfLevel(kind: ChangeKind): boolean {
  const { sized, measured: what } = kindOf(kind)
  return sized && what === null
}

/** What is filled in is foreign text and never read as a template itself. */
function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole)
}
