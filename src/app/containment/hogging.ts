// A part that holds up everything again and again, each time for less than what is interrupted: it is named where that adds up to half
// of a minute, and goes on.
import type { Clock } from '../../core/clock.ts'
import type { Logger } from '../../core/logger.ts'
import { nameOf, type Owner } from '../../core/loop-guard/owners.ts'
import type { Strays } from '../../pipeline/collect/strays.ts'

/** Real seconds. */
type Seconds = number

export interface HoggingDeps {
  strays: Pick<Strays, 'note' | 'end'>
  clock: Clock
  log: Logger
  /** Real seconds from some origin. */
  stopwatch: () => Seconds
  /** How often it is looked at whether it is over. */
  every?: Seconds
}

export interface Hogging {
  /** A part has held up everything for so long until now; `place`: where, if that is known. */
  held(owner: Owner, seconds: Seconds, place?: string): void
  stop(): void
}

const MINUTE: Seconds = 60
/** Of a minute: for more than that it hogs, and it does so until it is less than half of that. */
const MOST: Seconds = 30
/** What counts of one time: a process that was stopped held up nobody. */
const LONGEST: Seconds = 10

const HOGS = 'holds up everything for more than half of the time'

/** What one part has done within the last minute. */
interface Part {
  owner: Owner
  times: ReadonlyArray<{ at: Seconds; seconds: Seconds }>
  isHogging: boolean
}

export function createHogging({ strays, clock, log, stopwatch, every = 10 }: HoggingDeps): Hogging {
  const parts = new Map<string, Part>()
  const recent = ({ times }: Part): Part['times'] => times.filter(({ at }) => stopwatch() - at < MINUTE)
  const look = (): void => {
    for (const [name, part] of parts) {
      part.times = recent(part)
      if (part.isHogging && sumOf(part) < MOST / 2) {
        part.isHogging = false
        strays.end(part.owner, HOGS)
        log.info(`a ${part.owner.kind} no longer ${HOGS}`, { [part.owner.kind]: part.owner.name })
      }
      // It is as new for as long as it lasts.
      if (part.isHogging) strays.note(part.owner, HOGS, clock.now())
      if (part.times.length === 0) parts.delete(name)
    }
  }
  const timer = setInterval(look, every * 1000).unref()
  return {
    held(owner, seconds, place) {
      const part = parts.get(nameOf(owner)) ?? { owner, times: [], isHogging: false }
      parts.set(nameOf(owner), part)
      part.times = [...recent(part), { at: stopwatch(), seconds: Math.min(seconds, LONGEST) }]
      if (part.isHogging || sumOf(part) <= MOST) return
      part.isHogging = true
      strays.note(owner, HOGS, clock.now())
      log.error(`a ${owner.kind} ${HOGS}; it goes on`, { [owner.kind]: owner.name, place })
    },
    stop: () => clearInterval(timer),
  }
}

function sumOf({ times }: Part): Seconds {
  return times.reduce((sum, { seconds }) => sum + seconds, 0)
}
