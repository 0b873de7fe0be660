// Has pages reply where their work is known as their own: one that throws, answers nonsense, loops or never answers is named, and no
// other page waits for it.
import type { Clock, Millis } from '../../core/clock.ts'
import { SECOND } from '../../core/duration.ts'
import { errorOf, faultOf } from '../../core/errors.ts'
import type { Owner, Owners } from '../../core/loop-guard/owners.ts'
import { createStrikes, MOST_STRIKES } from '../../core/loop-guard/strikes.ts'
import { asked } from '../../core/parts/asked.ts'
import { NotReturned, type Watchdog } from '../../core/watchdog.ts'
import { type InterruptedParts, interruptedWords } from '../../pipeline/faults/interrupted.ts'
import type { AskPage } from '../../web/deps.ts'
import { readReply } from '../../web/serve.ts'

export interface AskPageDeps {
  owners: Owners
  watchdog: Watchdog
  interrupted: Pick<InterruptedParts, 'get' | 'add'>
  clock: Clock
  /** Learns how a page fares: null where it has answered. */
  onOutcome(page: string, fault: string | null): void
  /** Real milliseconds after which a page that has not answered is at fault. Default 10 s. */
  patience?: Millis
  /** Real seconds from some origin. */
  stopwatch?: () => number
}

/** Rejects in plain words where there is no answer. */
export function createAskPage(deps: AskPageDeps): AskPage {
  const { owners, interrupted, onOutcome, patience = 10 * SECOND } = deps
  const ask = askStruck(deps)
  return async (page, work) => {
    const owner: Owner = { kind: 'page', name: page }
    const before = interrupted.get(owner)
    if (before !== null) throw new Error(interruptedWords(before))
    const late = setTimeout(
      () => onOutcome(page, `it did not answer within ${patience / SECOND} s`),
      patience,
    ).unref()
    try {
      const reply = await owners.under(owner, async () => {
        const answering = ask(owner, () => Promise.resolve(work()))
        let answer: unknown
        try {
          answer = await answering
        } catch (thrown) {
          throw ask(owner, () => errorOf(thrown))
        }
        return ask(owner, () => readReply(answer))
      })
      onOutcome(page, null)
      return reply
    } catch (error) {
      onOutcome(page, faultOf(error))
      throw error
    } finally {
      clearTimeout(late)
    }
  }
}

function askStruck({
  watchdog,
  interrupted,
  clock,
  stopwatch = () => performance.now() / SECOND,
}: AskPageDeps) {
  const strikes = createStrikes(stopwatch)
  return <T>(owner: Owner, work: () => T): T => {
    try {
      return asked(owner, work, watchdog)
    } catch (error) {
      if (!(error instanceof NotReturned)) throw error
      if (error.who === null) throw new Error('the machine gave it no time to answer', { cause: error })
      strikes.add(owner.name)
      if (strikes.isOut(owner.name)) {
        interrupted.add({ owner, place: `${MOST_STRIKES} requests`, at: clock.now() })
      }
      throw new Error('it did not return', { cause: error })
    }
  }
}
