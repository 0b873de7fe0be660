// Has channels compose where their work is known as their own: one that throws, loops, or starts something that loops later is named,
// and its messages alone are given up where everybody can see them.

import type { Owner, Owners } from '../../core/loop-guard/owners.ts'
import { asked } from '../../core/parts/asked.ts'
import { NotReturned, type Watchdog } from '../../core/watchdog.ts'
import type { AskChannel } from '../../delivery/notifiers/compose-by.ts'
import { type InterruptedParts, interruptedWords } from '../../pipeline/interrupted.ts'

interface AskChannelDeps {
  owners: Owners
  watchdog: Watchdog
  interrupted: Pick<InterruptedParts, 'get'>
}

/** Messages at which a channel may fail to return before it is not asked any more: each costs the patience. */
const MOST_STRIKES = 3
/** How often a machine that is too loaded to say who is at fault tries again. */
const MOST_TRIES = 3

const ASIDE = `it did not return at ${MOST_STRIKES} messages; it is not asked again until slowburn is restarted`

/** Throws in plain words why there is no answer. */
export function createAskChannel({ owners, watchdog, interrupted }: AskChannelDeps): AskChannel {
  const strikes = new Map<string, number>()
  return (name, work) => {
    const owner: Owner = { kind: 'channel', name }
    const found = interrupted.get(owner)
    if (found !== null) throw new Error(interruptedWords(found))
    const before = strikes.get(name) ?? 0
    if (before >= MOST_STRIKES) throw new Error(ASIDE)
    try {
      return owners.under(owner, () => askFirmly(owner, work, watchdog))
    } catch (error) {
      if (!(error instanceof NotReturned)) throw error
      if (error.who === null) throw new Error('the machine gave it no time to answer', { cause: error })
      strikes.set(name, before + 1)
      throw new Error('it did not return', { cause: error })
    }
  }
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
