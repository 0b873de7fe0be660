// Interrupts what is asked of a part and never returns, in the same thread: synchronous code that loops for ever would hold up
// ticks, pages and deliveries alike.
import { createContext, Script } from 'node:vm'
import { createOwners, nameOf, type Owner, type Owners } from './loop-guard/owners.ts'
import { createStrikes, type Strikes } from './loop-guard/strikes.ts'

/** Real seconds. */
type Seconds = number

export interface WatchdogOptions {
  /** Real seconds from some origin. */
  stopwatch: () => Seconds
  /** How long one answer may take. Default 5 s: the slowest answer of a sound part takes a hundredth of it. */
  patience?: Seconds
  /** Learns to whom belongs what runs between `begin` and `end`, and so all that is started there. */
  owners?: Owners
  /** Learns of each answer that took long, or was interrupted: nothing else ran meanwhile. */
  slow?: (owner: Owner, seconds: Seconds) => void
  /** Why a part must not be asked any more; null: it may be. */
  refusal?: (owner: Owner) => string | null
  /** Why nobody may be asked any more; null: they may be. */
  isOver?: () => string | null
}

export interface Watchdog {
  /**
   * `who` is asked from here to `end`, and what runs belongs to it. Throws where `who` is set aside or must not be asked, so that this
   * is a fault like any other; and `NoTimeLeft` where nobody may be asked.
   */
  begin(who: Owner): void
  /** With the very `who` of `begin`; without effect where that threw. */
  end(who: Owner): void
  /**
   * As `end`, but that what runs belongs to `who` still, until another is asked or `settle` is called: each change of that is dear. For
   * many short answers, between which nothing is started.
   */
  leave(who: Owner): void
  /** What runs belongs to whom it belonged before whoever was left was asked. */
  settle(): void
  /**
   * Runs work that is interrupted when it takes too long, and then throws `NotReturned`. Neither `catch` nor `finally` runs inside
   * interrupted work: it may compute and read, but must write nothing that outlives it.
   */
  run<T>(work: () => T): T
  /**
   * The answers to the first items, at least one: as many as fit into a turn. Who does not return is set aside for that item, and
   * where it happens at a third item within an hour, for good.
   */
  each<T, R>(items: readonly T[], answer: (item: T) => R, turn: Seconds): R[]
  /** Does work made of several `run`s, from its beginning again where one did not return: without who did not, from then on. */
  again<T>(work: () => Promise<T>): Promise<T>
}

/** Work was interrupted. */
export class NotReturned extends Error {
  /** Who had been asked for long; null where the time went into many short answers, or into nothing that was asked. */
  readonly who: Owner | null
  constructor(who: Owner | null, limit: Seconds) {
    super(`${who === null ? 'work' : nameOf(who)} did not return within ${limit} s`)
    this.name = 'NotReturned'
    this.who = who
  }
}

/**
 * All ends, and nobody may be asked any more. That is no fault of who was to be asked: whoever counts faults passes it on, so that
 * what is under way is given up as a whole, and done after the next start.
 */
export class NoTimeLeft extends Error {
  constructor(why: string) {
    super(why)
    this.name = 'NoTimeLeft'
  }
}

const PATIENCE: Seconds = 5
const SLOW: Seconds = 0.5
/** Work that nobody in it is to blame for gets twice the time again and again, up to so many times the patience. */
const MOST_PATIENCE = 16

export function createWatchdog(options: WatchdogOptions): Watchdog {
  return new InterruptingWatchdog(options)
}

class InterruptingWatchdog implements Watchdog {
  readonly #stopwatch: () => Seconds
  readonly #patience: Seconds
  readonly #owners: Owners
  readonly #slow: (owner: Owner, seconds: Seconds) => void
  readonly #refusal: (owner: Owner) => string | null
  readonly #isOver: () => string | null
  readonly #interrupt = createInterrupt()
  readonly #strikes: Strikes
  readonly #aside = new Set<string>()
  #limit: Seconds
  #asked: Owner | null = null
  /** To whom belonged what ran before `begin`. */
  #before: Owner | null = null
  #since = 0
  /** To whom what runs will belong once it is settled; undefined: it is. */
  #left: Owner | null | undefined = undefined
  /** Who is asked by way of whom is asked now, as a page that asks a detector: the innermost last. */
  readonly #outer: Array<{ asked: Owner; before: Owner | null; since: Seconds }> = []
  /** How long each was asked within the work that runs, once that has been interrupted: else nobody asks. */
  readonly #spent = new Map<string, { who: Owner; seconds: Seconds }>()

  constructor({
    stopwatch,
    patience = PATIENCE,
    owners = createOwners(),
    slow = () => undefined,
    refusal = () => null,
    isOver = () => null,
  }: WatchdogOptions) {
    this.#stopwatch = stopwatch
    this.#patience = patience
    this.#owners = owners
    this.#slow = slow
    this.#refusal = refusal
    this.#isOver = isOver
    this.#limit = patience
    this.#strikes = createStrikes(stopwatch)
  }

  begin(who: Owner): void {
    const over = this.#isOver()
    if (over !== null) throw new NoTimeLeft(over)
    if (this.#aside.size > 0 && this.#aside.has(nameOf(who))) {
      throw new Error(`it did not return within ${this.#patience} s`)
    }
    const refusal = this.#refusal(who)
    if (refusal !== null) throw new Error(refusal)
    if (this.#asked !== null) {
      this.#outer.push({ asked: this.#asked, before: this.#before, since: this.#since })
    }
    this.#before = this.#left === undefined ? this.#owners.current() : this.#left
    this.#left = undefined
    this.#owners.enter(who)
    this.#asked = who
    this.#since = this.#stopwatch()
  }

  end(who: Owner): void {
    this.leave(who)
    this.settle()
  }

  settle(): void {
    if (this.#left === undefined) return
    this.#owners.enter(this.#left)
    this.#left = undefined
  }

  leave(who: Owner): void {
    if (this.#asked !== who) return
    if (this.#limit > this.#patience) this.#add(who)
    const lasted = this.#stopwatch() - this.#since
    if (lasted >= SLOW) this.#slow(who, lasted)
    this.#left = this.#before
    const outer = this.#outer.pop()
    this.#asked = outer?.asked ?? null
    if (outer === undefined) return
    this.#before = outer.before
    this.#since = outer.since
  }

  run<T>(work: () => T): T {
    const before = process.threadCpuUsage()
    this.#asked = null
    this.#outer.length = 0
    this.#spent.clear()
    const owner = this.#owners.current()
    const outcome = this.#limited(work)
    if (outcome.returned) return outcome.value
    this.#owners.enter(owner)
    const { user, system } = process.threadCpuUsage(before)
    const culprit = this.#culprit((user + system) / 1e6)
    if (culprit !== null) this.#slow(culprit, this.#limit)
    throw new NotReturned(culprit, this.#limit)
  }

  each<T, R>(items: readonly T[], answer: (item: T) => R, turn: Seconds): R[] {
    const answers: R[] = []
    const refused: string[] = []
    const until = this.#stopwatch() + turn
    const answerSome = (): void => {
      while (answers.length < items.length) {
        if (answers.length > 0 && refused.length === 0 && this.#stopwatch() >= until) return
        answers.push(answer(items[answers.length] as T))
        this.#readmit(refused.splice(0))
      }
    }
    for (;;) {
      try {
        this.run(answerSome)
        this.#limit = this.#patience
        return answers
      } catch (error) {
        if (!(error instanceof NotReturned)) this.#readmit(refused)
        const who = this.#learn(error)
        if (who !== null) refused.push(who)
      }
    }
  }

  async again<T>(work: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        const value = await work()
        this.#limit = this.#patience
        return value
      } catch (error) {
        this.#learn(error)
      }
    }
  }

  #limited<T>(work: () => T): Outcome<T> {
    const before = this.#owners.limit(true)
    try {
      return this.#interrupt(work, this.#limit)
    } finally {
      this.settle()
      this.#owners.limit(before)
    }
  }

  #add(who: Owner): void {
    const { seconds } = this.#spent.get(nameOf(who)) ?? { seconds: 0 }
    this.#spent.set(nameOf(who), { who, seconds: seconds + this.#stopwatch() - this.#since })
  }

  /**
   * A machine that slept has spent its time on nobody: who is at fault was busy. When the patience is at its end, it is whoever was
   * asked for most of the time: one that is slow at every answer, or one that was never busy because the machine was so loaded.
   */
  #culprit(cpu: Seconds): Owner | null {
    const asked = this.#asked
    const lasted = this.#stopwatch() - this.#since
    if (asked !== null && lasted >= this.#patience / 2 && cpu >= lasted / 10) return asked
    if (this.#limit < this.#patience * MOST_PATIENCE) return null
    if (asked !== null) this.#add(asked)
    const [slowest] = [...this.#spent.values()].sort((a, b) => b.seconds - a.seconds)
    return slowest !== undefined && slowest.seconds >= this.#limit / 2 ? slowest.who : null
  }

  /** Throws what was not an interruption, and that of work for which nobody is to blame however long it is given. */
  #learn(error: unknown): string | null {
    if (!(error instanceof NotReturned)) throw error
    const { who } = error
    if (who === null) {
      if (this.#limit >= this.#patience * MOST_PATIENCE) throw error
      this.#limit *= 2
      return null
    }
    const name = nameOf(who)
    this.#aside.add(name)
    this.#strikes.add(name)
    return name
  }

  #readmit(refused: readonly string[]): void {
    for (const who of refused) if (!this.#strikes.isOut(who)) this.#aside.delete(who)
  }
}

type Outcome<T> = { returned: true; value: T } | { returned: false }

/** Node interrupts a script after a while, and with it whatever the script has called. */
function createInterrupt(): <T>(work: () => T, limit: Seconds) => Outcome<T> {
  const context = createContext({ work: null })
  const script = new Script('work()')
  return (work, limit) => {
    context.work = work
    try {
      return { returned: true, value: script.runInContext(context, { timeout: Math.ceil(limit * 1000) }) }
    } catch (error) {
      if ((error as { code?: unknown } | null)?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT')
        return { returned: false }
      throw error
    } finally {
      context.work = null
    }
  }
}
