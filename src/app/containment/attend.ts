// Asks parts from within a command: one that loops, throws outside of any call to it, never answers, or leaves something running is
// named by its own fault, and keeps nobody else from answering. What the service has for that is a command's as well.
import { createHook } from 'node:async_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { SECOND } from '../../core/duration.ts'
import { ConfigError, errorOf } from '../../core/errors.ts'
import { type Logger, silentLogger } from '../../core/logger.ts'
import type { Interruption } from '../../core/loop-guard/interruption.ts'
import { startLoopGuard } from '../../core/loop-guard/loop-guard.ts'
import { createOwners, nameOf, type Owner, type Owners, sameOwner } from '../../core/loop-guard/owners.ts'
import { asked } from '../../core/parts/asked.ts'
import { createWatchdog, NotReturned, type Watchdog } from '../../core/watchdog.ts'
import { fillingWords, followFilling } from './filled-pool.ts'
import { catchStrays } from './stray-faults.ts'

/** Real milliseconds. */
type Millis = number

export interface Attendant {
  readonly watchdog: Watchdog
  /**
   * Work of a part, with a signal of its own that is aborted before its time is over. Rejects with ConfigError, which names the part
   * and the remedy, where that is at fault in a way that no call to it shows.
   */
  ask<T>(owner: Owner, outer: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T>
  /** A call into a part, which is interrupted where it does not return. */
  call<T>(owner: Owner, work: () => T): T
}

export interface Attending {
  /** Within which a part has to answer; its signal is aborted a little before. */
  longest?: Millis
  /** For which one call, and reading what it threw, may take. Default: as long as in the service. */
  callLimit?: Millis
  /** For which a part may hold up everything after a wait. */
  patience?: Millis
  /** For which nothing at all is under way before whoever still waits is said to wait for ever. */
  idle?: Millis
  /** Hears who ends the process, and that it fails. */
  log?: Logger
  /** The process, or what stands in for it. */
  process?: Parameters<typeof catchStrays>[0]['process']
}

const LONGEST: Millis = 30 * SECOND
/** Of its time a part has so much when it is told that it is over. */
const TOLD = 0.8
/** More than a call that does not return is given: that is interrupted by itself. */
const PATIENCE: Millis = 7 * SECOND
/** A pause of the processor is none. */
const IDLE: Millis = 3 * SECOND
/** For which what has answered is waited for until nothing of it runs any more. */
const SETTLING: Millis = SECOND

/** What is under way of one part. */
interface UnderWay {
  owner: Owner
  fail: (fault: ConfigError) => void
}

/** Runs work that asks parts, each under watch; what they leave behind is watched no longer than that. */
export async function attended<T>(
  work: (attendant: Attendant) => Promise<T>,
  {
    longest = LONGEST,
    callLimit,
    patience = PATIENCE,
    idle = IDLE,
    log = silentLogger,
    process: host = process,
  }: Attending = {},
): Promise<T> {
  const owners = createOwners()
  const watchdog = createWatchdog({
    stopwatch: () => performance.now() / SECOND,
    owners,
    ...(callLimit === undefined ? {} : { patience: callLimit / SECOND }),
  })
  const underWay = new Set<UnderWay>()
  const blame = blaming(underWay)
  const running = followRunning(owners)
  const filling = followFilling(owners, blame)
  const stopFollowing = (): void => {
    running.stop()
    filling.stop()
  }
  const release = catchStrays({
    owners,
    log,
    watchdog,
    process: host,
    report: (owner, error) => blame(owner, `threw outside of any call to it: ${error}`),
  })
  const guard = startLoopGuard({
    owners,
    leaving: stopFollowing,
    patience,
    interrupted: ({ owner, place }) => blame(owner, `held up everything at ${place} and was interrupted`),
    // It has ended, and its answer says whether that was well.
    blocked: () => undefined,
    held: () => undefined,
    filled: filling.look,
    ending: null,
    failed: error => log.warn('a part that holds up everything is not interrupted', { error: error.message }),
  })
  const call: Attendant['call'] = (owner, ask) => asked(owner, ask, watchdog)
  const left = (): number => running.besides([...underWay].map(({ owner }) => owner))
  const looking = whenNothingIsUnderWay(idle, left, () => {
    for (const { owner, fail } of underWay)
      fail(faultBy(owner, 'never answers: it waits for what never comes'))
  })
  try {
    const ask = askBy({ owners, underWay, running, longest, call, filling: filling.by })
    return await work({ watchdog, call, ask })
  } finally {
    clearInterval(looking)
    await guard.stop()
    release()
    stopFollowing()
  }
}

type Blame = (owner: Owner, what: string) => void

function blaming(underWay: ReadonlySet<UnderWay>): Blame {
  return (owner, what) => {
    for (const one of underWay) if (sameOwner(owner, one.owner)) one.fail(faultBy(owner, what))
  }
}

interface AskDeps {
  owners: Owners
  underWay: Set<UnderWay>
  running: Running
  longest: Millis
  call: Attendant['call']
  /** Whose calls keep those of all others waiting; null: nobody's, as far as is known. */
  filling: () => Interruption | null
}

function askBy({ owners, underWay, running, longest, call, filling }: AskDeps): Attendant['ask'] {
  return async (owner, outer, work) => {
    const trouble = Promise.withResolvers<never>()
    const entry: UnderWay = { owner, fail: trouble.reject }
    const own = new AbortController()
    const abort = (): void => owners.under(owner, () => own.abort(outer.reason))
    const told = setTimeout(
      () =>
        owners.under(owner, () => {
          const by = filling()
          const why = by === null ? '' : `, for ${nameOf(by.owner)}: ${fillingWords(by)}`
          own.abort(new Error(`it took longer than ${(longest * TOLD) / SECOND} s${why}`))
        }),
      longest * TOLD,
    ).unref()
    const late = setTimeout(() => entry.fail(lateFault(owner, longest, filling())), longest).unref()
    outer.addEventListener('abort', abort)
    underWay.add(entry)
    try {
      const working = owners
        .under(owner, async () => work(own.signal))
        .catch((thrown: unknown) => {
          throw call(owner, () => readFault(thrown, owner))
        })
      const answer = await Promise.race([working, trouble.promise])
      await Promise.race([settled(entry, { underWay, running }), trouble.promise])
      return answer
    } catch (cause) {
      throw cause instanceof NotReturned ? faultBy(owner, 'did not return') : cause
    } finally {
      clearTimeout(told)
      clearTimeout(late)
      outer.removeEventListener('abort', abort)
      underWay.delete(entry)
      // Nobody may be left to hear of it.
      trouble.promise.catch(() => undefined)
    }
  }
}

/** Until nothing runs of a part that has answered. Rejects where something still does. */
async function settled(
  { owner }: UnderWay,
  { underWay, running }: Pick<AskDeps, 'underWay' | 'running'>,
): Promise<void> {
  // What rejects by itself does so in the next turns.
  await wait(1)
  const until = performance.now() + SETTLING
  while (running.of(owner).length > 0) {
    // It is asked something else as well, of which that may be.
    if ([...underWay].filter(one => sameOwner(owner, one.owner)).length > 1) return
    if (performance.now() >= until) {
      throw faultBy(owner, `left something running after it was closed: ${running.of(owner).join(', ')}`)
    }
    await wait(SETTLING / 50)
  }
}

/** What the work has thrown, in words of ours. To be called under watch: reading it may run code of the part. */
function readFault(thrown: unknown, owner: Owner): Error {
  return thrown instanceof NotReturned ? faultBy(owner, 'did not return') : errorOf(thrown)
}

function faultBy(owner: Owner, message: string): ConfigError {
  const remedy = `Mend the ${owner.kind}, or take it out of the configuration`
  return new ConfigError([{ path: nameOf(owner), message, remedy }])
}

/** Of one that had to wait for calls of another, too. */
function lateFault(owner: Owner, longest: Millis, by: Interruption | null): ConfigError {
  if (by === null || sameOwner(owner, by.owner))
    return faultBy(owner, `did not answer within ${longest / SECOND} s`)
  const filler = nameOf(by.owner)
  const message = `did not answer, for ${filler}: ${fillingWords(by)}`
  const remedy = `Mend ${filler}, or take it out of the configuration`
  return new ConfigError([{ path: nameOf(owner), message, remedy }])
}

/** Looks at whether anything is under way before that is believed: a thread may compute. */
const LOOKS = 12

/** Calls back where nothing but this, and what is `left` by others, keeps the process from ending for a while: whoever waits waits for ever. */
function whenNothingIsUnderWay(idle: Millis, left: () => number, found: () => void): NodeJS.Timeout {
  // Each pipe or terminal that is read or written to; those of the output are there once they are looked at.
  void [process.stdout, process.stderr]
  const own = 1 + process.getActiveResourcesInfo().filter(type => /^(?:Pipe|TTY)Wrap$/.test(type)).length
  let looks = 0
  return setInterval(() => {
    looks = process.getActiveResourcesInfo().length <= own + left() ? looks + 1 : 0
    if (looks === LOOKS) found()
  }, idle / LOOKS)
}

interface Running {
  /** What keeps the process from ending, in words. */
  of(owner: Owner): string[]
  /** How much of it is of nobody of these. */
  besides(owners: readonly Owner[]): number
  /** Follows nothing from here on. */
  stop(): void
}

/** In words, by what Node.js calls them. */
const KEPT: Readonly<Record<string, string>> = {
  Timeout: 'a timer',
  TCPWRAP: 'a connection',
  PIPEWRAP: 'a connection',
  TCPSERVERWRAP: 'a server',
  PIPESERVERWRAP: 'a server',
  UDPWRAP: 'a socket',
  PROCESSWRAP: 'a process',
  WORKER: 'a thread',
  FSEVENTWRAP: 'a watched file',
}

function followRunning(owners: Owners): Running {
  const kept = new Map<number, { owner: Owner; what: string; resource: object }>()
  const hook = createHook({
    init(id, type, _trigger, resource) {
      const what = KEPT[type]
      const owner = what === undefined ? null : owners.current()
      if (what !== undefined && owner !== null) kept.set(id, { owner, what, resource })
    },
    destroy: id => void kept.delete(id),
  }).enable()
  return {
    of: owner =>
      [...kept.values()]
        .filter(one => sameOwner(owner, one.owner) && holds(one.resource))
        .map(({ what }) => what),
    besides: some =>
      [...kept.values()].filter(
        ({ owner, resource }) => !some.some(one => sameOwner(one, owner)) && holds(resource),
      ).length,
    stop: () => {
      hook.disable()
      // What ends from here on is not seen.
      kept.clear()
    },
  }
}

function holds(resource: object): boolean {
  try {
    return 'hasRef' in resource && typeof resource.hasRef === 'function' && resource.hasRef() === true
  } catch {
    return false
  }
}
