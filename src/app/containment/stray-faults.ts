// What nobody catches: a part that has thrown it is named and goes on; of anything else the process ends, with one line before the
// stack. A part that ends the process itself is named before that ends.
import type { Clock } from '../../core/clock.ts'
import { faultOf } from '../../core/errors.ts'
import type { Logger } from '../../core/logger.ts'
import { nameOf, type Owner, type Owners, sameOwner } from '../../core/loop-guard/owners.ts'
import { asked } from '../../core/parts/asked.ts'
import { NotReturned, type Watchdog } from '../../core/watchdog.ts'
import type { Exposition } from '../../exposition/exposition.ts'
import { strayFaults } from '../../exposition/metrics/service.ts'
import type { Strays } from '../../pipeline/collect/strays.ts'
import { type Leaving, leave } from './leave.ts'
import { readThrown, UNREADABLE } from './thrown.ts'

export interface StrayDeps {
  owners: Owners
  log: Logger
  watchdog: Watchdog
  /** Learns what a part has thrown. */
  report: (owner: Owner, error: string) => void
  /** The process, or what stands in for it. */
  process: Leaving & Pick<NodeJS.Process, 'on' | 'off' | 'listenerCount' | 'exitCode' | 'abort'>
}

interface ReportDeps {
  strays: Strays
  clock: Clock
  log: Logger
  exposition: Pick<Exposition, 'instruments'>
}

/**
 * Names a part that has thrown something outside of any call to it: on the page, in a metric, and in the log, there once within the
 * hour and a few different faults at most.
 */
export function createStrayReport({ strays, clock, log, exposition }: ReportDeps): StrayDeps['report'] {
  return (owner, error) => {
    const { kind, name } = owner
    exposition.instruments.count(strayFaults, { kind, name })
    const noted = strays.note(owner, `threw outside of any call: ${error}`, clock.now())
    if (noted === 'known') return
    log.error(`a ${kind} threw outside of any call to it; it goes on`, { [kind]: name, error })
    if (noted === 'new') return
    log.warn(`what else a ${kind} throws outside of any call within the hour is counted and not logged`, {
      [kind]: name,
      metric: strayFaults.name,
    })
  }
}

/** Until the result is called. Where others listen too, what belongs to no part is left to them. */
export function catchStrays(deps: StrayDeps): () => void {
  const { owners, log, watchdog, report, process } = deps
  const wordsOf = createReader(watchdog)
  const heard = (event: 'uncaughtException' | 'unhandledRejection', thrown: unknown): void => {
    const owner = owners.current()
    if (owner !== null) {
      report(owner, wordsOf(thrown, owner))
    } else if (process.listenerCount(event) === 1) {
      log.error('slowburn failed and ends', { ...readThrown(thrown, watchdog) })
      leave(1, process)
    }
  }
  const onException = (thrown: unknown): void => heard('uncaughtException', thrown)
  const onRejection = (thrown: unknown): void => heard('unhandledRejection', thrown)
  const ended = (how: string): boolean => {
    const owner = owners.current()
    if (owner === null) return false
    log.error(`a ${owner.kind} ends the process by ${how}`, { [owner.kind]: owner.name })
    // Nobody has asked for that end: whatever supervises slowburn is to start it again.
    if (process.exitCode === undefined || Number(process.exitCode) === 0) process.exitCode = 1
    return true
  }
  const onExit = (): void => {
    if (ended('process.exit')) leave(undefined, process)
  }
  const { abort } = process
  process.abort = () => {
    ended('process.abort')
    return abort.call(process)
  }
  process.on('uncaughtException', onException)
  process.on('unhandledRejection', onRejection)
  process.on('exit', onExit)
  return () => {
    process.abort = abort
    process.off('exit', onExit)
    process.off('uncaughtException', onException)
    process.off('unhandledRejection', onRejection)
  }
}

/**
 * Reading what a part has thrown may run code of the part, which may not return. Of a part of which that is so nothing is read any
 * more: each time would hold up everything for as long.
 */
function createReader(watchdog: Watchdog): (thrown: unknown, who: Owner) => string {
  const unreadable = new Set<string>()
  return (thrown, who) => {
    if (unreadable.has(nameOf(who))) return UNREADABLE
    try {
      return asked(who, () => faultOf(thrown), watchdog)
    } catch (error) {
      if (!(error instanceof NotReturned)) return faultOf(error)
      if (sameOwner(error.who, who)) unreadable.add(nameOf(who))
      return UNREADABLE
    }
  }
}
