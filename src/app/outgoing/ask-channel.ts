// Has channels compose where their work is known as their own: one that throws, loops, or starts something that loops later is named,
// and its messages alone are given up where everybody can see them.

import type { Clock } from '../../core/clock.ts'
import type { Owner, Owners } from '../../core/loop-guard/owners.ts'
import { createStrikes, MOST_STRIKES } from '../../core/loop-guard/strikes.ts'
import { asked } from '../../core/parts/asked.ts'
import { NotReturned, type Watchdog } from '../../core/watchdog.ts'
import type { AskChannel } from '../../delivery/notifiers/compose-by.ts'
import type { Failings } from '../../pipeline/faults/failings.ts'
import { type InterruptedParts, interruptedWords } from '../../pipeline/faults/interrupted.ts'

interface AskChannelDeps {
  owners: Owners
  watchdog: Watchdog
  interrupted: Pick<InterruptedParts, 'get' | 'add'>
  failings: Pick<Failings, 'note'>
  clock: Clock
  /** Real seconds from some origin. */
  stopwatch: () => number
}

/** How often a machine that is too loaded to say who is at fault tries again. */
const MOST_TRIES = 3

/** Throws in plain words why there is no answer. */
export function createAskChannel({
  owners,
  watchdog,
  interrupted,
  failings,
  clock,
  stopwatch,
}: AskChannelDeps): AskChannel {
  const strikes = createStrikes(stopwatch)
  const ask: AskChannel = (name, work) => {
    const owner: Owner = { kind: 'channel', name }
    const found = interrupted.get(owner)
    if (found !== null) throw new Error(interruptedWords(found))
    try {
      return owners.under(owner, () => askFirmly(owner, work, watchdog))
    } catch (error) {
      if (!(error instanceof NotReturned)) throw error
      if (error.who === null) throw new Error('the machine gave it no time to answer', { cause: error })
      strikes.add(name)
      if (strikes.isOut(name)) interrupted.add({ owner, place: `${MOST_STRIKES} messages`, at: clock.now() })
      throw new Error('it did not return', { cause: error })
    }
  }
  return Object.assign(ask, {
    failed: (name: string, fault: string) =>
      failings.note({ kind: 'channel', name }, `it fails: ${fault}`, clock.now()),
  })
}

function askFirmly<T>(who: Owner, work: () => T, watchdog: Watchdog): T {
  for (let tries = 1; ; tries += 1) {
    try {
      return asked(who, work, watchdog)
    } catch (error) {
      if (!(error instanceof NotReturned) || error.who !== null || tries === MOST_TRIES) throw error
    }
  }
}
