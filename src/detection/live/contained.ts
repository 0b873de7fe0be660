// Keeps the faults of a detector to itself: one that throws, returns nonsense or does not return is noted, and stops no other.
import { messageOf } from '../../core/errors.ts'
import type { Owner } from '../../core/loop-guard/owners.ts'
import { frozen } from '../../core/parts/frozen.ts'
import { NoTimeLeft, type Watchdog } from '../../core/watchdog.ts'
import type { Detector, Evidence } from '../detectors/detector.ts'
import { faultOfDetector, inertDetector, isKind } from './declared.ts'
import { faultOfState } from './plain-state.ts'
import type { LiveState } from './state.ts'

/** By name of the detector, what it threw or returned. */
export type Faults = Readonly<Record<string, string>>

export interface Contained {
  /** Throw nothing but `NoTimeLeft`, and return what is sound. */
  detectors: readonly Detector[]
  /** What was noted since it was last asked; null: nothing. */
  takeFaults(): Faults | null
  /** To be called after all have seen a point: what runs belongs to nobody of them. */
  settle(): void
}

/** Whoever cannot be left is ended. */
export type Watch = Pick<Watchdog, 'begin' | 'end'> & Partial<Pick<Watchdog, 'leave' | 'settle'>>

type Note = (name: string, fault: string) => void

/** Interrupts nothing by itself: `watch` learns who is asked, so that whoever runs the work can. */
export function contain(detectors: readonly Detector[], watch?: Watch): Contained {
  let faults: Record<string, string> | null = null
  const note = (name: string, fault: string): void => {
    faults = { ...faults, [name]: fault.slice(0, 200) }
  }
  return {
    detectors: detectors.map(detector => containOne(detector, note, watch)),
    settle: () => watch?.settle?.(),
    takeFaults: () => {
      const noted = faults
      faults = null
      return noted
    },
  }
}

/** The state without the detectors that failed: each is out until the series is learned anew. */
export function leaveOut(live: LiveState, detectors: readonly Detector[], faults: Faults): LiveState {
  const failed = detectors.map(({ name }) => Object.hasOwn(faults, name))
  return {
    ...live,
    broken: { ...live.broken, ...faults },
    parts: live.parts.map((part, place) => (failed[place] ? null : part)),
    alarms: live.alarms.map((alarm, place) => (failed[place] ? null : alarm)),
  }
}

function containOne(detector: Detector, note: Note, watch?: Watch): Detector {
  const declared = faultOfDetector(detector)
  if (declared !== null) return inertDetector(detector.name, () => note(detector.name, declared))
  const owner: Owner = { kind: 'detector', name: detector.name }
  const { name, kinds, pausedBy, moved, relearn, shifting, adopt, wait } = detector
  /** The answer as it was read; `instead` where there is none, or where it is unsound. */
  const ask = <T>(call: () => T, faultOf: (answer: T) => string | null, instead: T): T => {
    try {
      watch?.begin(owner)
      const answer = call()
      const fault = faultOf(answer)
      if (fault === null) return answer
      note(name, fault)
    } catch (error) {
      if (error instanceof NoTimeLeft) throw error
      note(name, messageOf(error))
    } finally {
      watch?.end(owner)
    }
    return instead
  }
  return {
    name,
    kinds,
    pausedBy,
    init: baseline => ask(() => detector.init(frozen(baseline)), faultOfPart, null),
    ...atEveryPoint(detector, note, watch),
    restart: (state, ended) => ask(() => detector.restart(state, ended), faultOfState, state),
    ...(moved && {
      moved: (state, from, to, own) =>
        ask(() => moved.call(detector, state, frozen(from), frozen(to), own), faultOfState, state ?? {}),
    }),
    ...(relearn && {
      relearn: (state, baseline) =>
        ask(() => relearn.call(detector, state, frozen(baseline)), faultOfPart, null),
    }),
    ...(shifting && {
      shifting: (state, rows) =>
        ask(() => shifting.call(detector, state, frozen(rows)), faultOfShifting, [NOTHING, NOTHING]),
    }),
    ...(adopt && {
      adopt: (state, claim) => ask(() => adopt.call(detector, state, claim), faultOfState, state),
    }),
    ...(wait && {
      wait: (state, at, options, own) =>
        ask(
          () => {
            const said = wait.call(detector, state, at, frozen(options), own)
            return said === null ? null : copied(said)
          },
          faultOfEvidence,
          null,
        ),
    }),
  }
}

/** Steps of a detector of which the first are looked through whole, and then one in so many: that costs as much as a step. */
const FIRST_LOOKS = 64
const LOOKS_EVERY = 512

/** What is asked at every point. */
function atEveryPoint(detector: Detector, note: Note, watch?: Watch): Pick<Detector, 'step' | 'advance'> {
  const { advance } = detector
  return {
    step: stepContained(detector, note, watch),
    ...(advance && { advance: advanceContained(detector, advance, note, watch) }),
  }
}

/** As `ask` does it, without a closure for every point. */
function stepContained(detector: Detector, note: Note, watch?: Watch): Detector['step'] {
  const { name } = detector
  const owner: Owner = { kind: 'detector', name }
  let steps = 0
  return (state, seen, own) => {
    try {
      watch?.begin(owner)
      const [next, said] = aStep(detector.step(state, seen, own))
      const isLooked = ++steps <= FIRST_LOOKS || steps % LOOKS_EVERY === 0
      // Most say nothing; what is said is copied, so that nothing of it runs again.
      const evidence = said === null ? null : copied(said)
      const fault = faultOfStep(next, isLooked) ?? faultOfEvidence(evidence)
      if (fault === null) return [next, evidence]
      note(name, fault)
    } catch (error) {
      if (error instanceof NoTimeLeft) throw error
      note(name, messageOf(error))
    } finally {
      if (watch?.leave === undefined) watch?.end(owner)
      else watch.leave(owner)
    }
    return [state, null]
  }
}

/** As `stepContained`. */
function advanceContained(
  detector: Detector,
  advance: NonNullable<Detector['advance']>,
  note: Note,
  watch?: Watch,
): NonNullable<Detector['advance']> {
  const { name } = detector
  const owner: Owner = { kind: 'detector', name }
  let steps = 0
  return (state, seen, own) => {
    try {
      watch?.begin(owner)
      const said = advance.call(detector, state, seen, own)
      const isLooked = ++steps <= FIRST_LOOKS || steps % LOOKS_EVERY === 0
      if (said === null && !isLooked) return null
      const evidence = said === null ? null : copied(said)
      const fault = faultOfStep(state, isLooked) ?? faultOfEvidence(evidence)
      if (fault === null) return evidence
      note(name, fault)
    } catch (error) {
      if (error instanceof NoTimeLeft) throw error
      note(name, messageOf(error))
    } finally {
      if (watch?.leave === undefined) watch?.end(owner)
      else watch.leave(owner)
    }
    return null
  }
}

function faultOfPart(part: unknown): string | null {
  return part === null ? null : faultOfState(part)
}

function aStep(answer: ReturnType<Detector['step']>): ReturnType<Detector['step']> {
  if (Array.isArray(answer)) return answer
  throw new Error(NO_STATE)
}

const NO_STATE = 'it returned no state'

function faultOfStep(next: unknown, isLooked: boolean): string | null {
  if (typeof next !== 'object' || next === null) return NO_STATE
  return isLooked ? faultOfState(next) : null
}

function copied(evidence: Evidence): Evidence {
  const { log, pages, kind, direction, rather, over, wide, since } = evidence
  return {
    log,
    pages,
    kind,
    direction,
    ...(rather !== undefined && { rather }),
    ...(over !== undefined && { over }),
    ...(wide !== undefined && { wide }),
    ...(since !== undefined && { since }),
  }
}

const NOTHING = Number.NEGATIVE_INFINITY

function faultOfShifting(logs: unknown): string | null {
  const sound = Array.isArray(logs) && logs.every(log => typeof log === 'number' && !Number.isNaN(log))
  return sound ? null : 'its evidence is no number'
}

function faultOfEvidence(evidence: unknown): string | null {
  if (evidence === null) return null
  if (typeof evidence !== 'object') return 'its evidence is no number'
  const { log, pages, kind, direction, rather, over, wide, since } = evidence as Readonly<
    Record<string, unknown>
  >
  if (typeof log !== 'number' || !(log < Number.POSITIVE_INFINITY)) return 'its evidence is no number'
  if (!isKind(kind)) return `it speaks of ${messageOf(kind)}, which is no kind of change`
  if (rather !== undefined && !isKind(rather))
    return `it speaks of ${messageOf(rather)}, which is no kind of change`
  if (direction !== 'up' && direction !== 'down') return `its direction is ${messageOf(direction)}`
  if (wide !== undefined && Number.isNaN(Number(wide))) return 'its evidence is no number'
  if (since !== undefined && !Number.isFinite(since))
    return `it accounts for what was since ${messageOf(since)}`
  if (typeof pages === 'boolean' && (over === undefined || typeof over === 'boolean')) return null
  return 'it does not say whether its evidence is worth a page'
}
