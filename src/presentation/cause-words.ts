// What coincides with a change, in careful words. Versions, components and models are foreign text.
import type { Millis } from '../core/clock.ts'
import { formatMoment, formatSpan } from '../core/format.ts'
import type { Cause, Causes } from '../detection/causes/cause.ts'
import type { ModelSwap } from '../detection/causes/model-swap.ts'
import type { Release } from '../events/release.ts'
import { clean } from './clean.ts'

export interface CauseWords {
  title: string
  items: ReadonlyArray<{ text: string; evidence: string }>
  /** What must not be forgotten about them, or that there are none. */
  close: string
}

/** Null where nothing was found and too little is known for that to mean anything. */
export function causeWords(causes: Causes, onset: Millis): CauseWords | null {
  const { shown, known } = causes
  if (shown.length === 0) {
    if (!known.releases) return null
    const what = known.models ? 'release or model change' : 'release'
    return { title: CAUSES_TITLE, items: [], close: `No ${what} is known around then.` }
  }
  return { title: CAUSES_TITLE, items: shown.map(cause => itemOf(cause, onset)), close: closeOf(causes) }
}

export const CAUSES_TITLE = 'What else changed then'

/** `release 2.9.1 of worker (production)`. */
export function releaseName({ version, component, environment }: Release): string {
  const of = component === null ? '' : ` of ${clean(component, 60)}`
  const where = environment === null ? '' : ` (${clean(environment, 40)})`
  return `release ${clean(version, 60)}${of}${where}`
}

/** `release 2.9.1 of worker`, `change of model from aurora to basalt`. */
export function causeName(cause: Cause): string {
  if (cause.kind === 'release') return releaseName(cause.release)
  return `change of model from ${clean(cause.swap.from, 60)} to ${clean(cause.swap.to, 60)}`
}

/** `release 2.9.1 of worker (94 %)`; null where none may be named. */
export function probableCause({ named }: Causes): string | null {
  return named === undefined ? null : `${causeName(named.cause)} (${percentOf(named)})`
}

function percentOf({ probability }: NonNullable<Causes['named']>): string {
  return `${Math.min(99, Math.floor(probability * 100))} %`
}

function itemOf(cause: Cause, onset: Millis): { text: string; evidence: string } {
  return cause.kind === 'release' ? releaseItem(cause.release, onset) : swapItem(cause.swap)
}

function releaseItem(release: Release, onset: Millis): { text: string; evidence: string } {
  const name = releaseName(release)
  const note = release.note === null ? '' : ` Its note: ${clean(release.note, 200)}`
  return {
    text: `${name.charAt(0).toUpperCase()}${name.slice(1)}, ${formatMoment(release.at, 'UTC')}.`,
    evidence: `${distance(release.at - onset)}${note}`.trim(),
  }
}

function swapItem({ from, to, at, before, since }: ModelSwap): { text: string; evidence: string } {
  const model = clean(to, 60)
  return {
    text: `The model changed from ${clean(from, 60)} to ${model} at ${formatMoment(at, 'UTC')}.`,
    evidence: `${model} did ${before.tasks} of ${before.of} tasks in the days before and ${since.tasks} of ${since.of} since.`,
  }
}

function distance(after: Millis): string {
  if (!Number.isFinite(after)) return ''
  if (after === 0) return 'At the likeliest moment of the onset.'
  const span = formatSpan(after)
  const side = after < 0 ? 'before' : 'after'
  return `${span.charAt(0).toUpperCase()}${span.slice(1)} ${side} the likeliest moment of the onset.`
}

function closeOf({ shown, further, named }: Causes): string {
  const one = shown.length + further === 1
  const more =
    further === 0 ? '' : ` ${further} more ${further === 1 ? 'coincides' : 'coincide'} with it too.`
  if (named !== undefined) {
    const others = one ? '' : ' The others coincide with the onset, too.'
    return `The probable cause is the ${causeName(named.cause)}: ${percentOf(named)} by when it came and by how seldom such come.${others}`
  }
  return `${one ? 'It coincides' : 'They coincide'} with the onset; that is no proof.${more}`
}
