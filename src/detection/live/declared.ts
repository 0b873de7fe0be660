// What is wrong with a detector as far as that can be seen before it is asked, and what is asked in its place.
import { messageOf } from '../../core/errors.ts'
import type { Detector } from '../detectors/detector.ts'
import { KINDS } from '../kinds/kinds.ts'

const MUST = ['init', 'step', 'restart'] as const
const MAY = ['moved', 'relearn', 'shifting', 'adopt', 'wait', 'advance'] as const

/** In a few words; null: nothing. Its types are known to whoever compiles it, and to nobody who loads it. */
export function faultOfDetector(detector: Detector): string | null {
  const { kinds, pausedBy }: Readonly<Record<'kinds' | 'pausedBy', unknown>> = detector
  if (!Array.isArray(kinds) || kinds.length === 0 || !kinds.every(isKind))
    return `its kinds are ${messageOf(kinds)}`
  if (!Array.isArray(pausedBy) || !pausedBy.every(isKind)) return `its pausedBy is ${messageOf(pausedBy)}`
  const isNone = (name: (typeof MUST | typeof MAY)[number]): boolean => typeof detector[name] !== 'function'
  const none = MUST.find(isNone) ?? MAY.find(name => detector[name] !== undefined && isNone(name))
  return none === undefined ? null : `its ${none} is no function`
}

export function isKind(name: unknown): boolean {
  return typeof name === 'string' && Object.hasOwn(KINDS, name)
}

/** Says at each question what is wrong, so that it is left out of every series by name. */
export function inertDetector(name: string, note: () => void): Detector {
  return {
    name,
    kinds: ['level'],
    pausedBy: [],
    init: () => {
      note()
      return null
    },
    step: state => {
      note()
      return [state, null]
    },
    restart: state => state,
  }
}
