// The registry of detectors, in the order in which they step: those of the level first, for what they claim is shown to the rest.
// A new detector is a file beside these, its test and its page.
import { distinct } from '../../core/names/distinct.ts'
import { type ChangeKind, kindOf } from '../kinds/kinds.ts'
import type { Detector } from './detector.ts'
import { files, members } from './members.ts'

const ORDER = ['level', 'spread', 'moment', 'presence'] as const

export const DETECTORS: readonly Detector[] = distinct(members, files, ({ name }) => name).toSorted(
  (a, b) => orderOf(a) - orderOf(b) || rankOf(a) - rankOf(b),
)

/** Those that are asked where some are disabled by name. */
export function detectorsWithout(disabled: readonly string[]): readonly Detector[] {
  return DETECTORS.filter(({ name }) => !disabled.includes(name))
}

function orderOf(detector: Detector): number {
  return ORDER.indexOf(kindOf(firstOf(detector)).aspect)
}

function rankOf(detector: Detector): number {
  return kindOf(firstOf(detector)).rank
}

/** One that declares none is left out where it is asked: here it must stop nobody. */
function firstOf({ kinds }: Partial<Detector>): ChangeKind {
  return kinds?.[0] ?? 'level'
}
