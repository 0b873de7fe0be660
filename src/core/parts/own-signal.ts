// A signal of a part's own: what listens to it is the part's work, under watch. Whoever aborts would else run that as its own, and what
// throws or loops there would belong to nobody.
import type { Logger } from '../logger.ts'
import type { Owner, Owners } from '../loop-guard/owners.ts'
import { NotReturned, type Watchdog } from '../watchdog.ts'
import { asked } from './asked.ts'

export interface OwnSignalDeps {
  owners: Pick<Owners, 'under'>
  watchdog: Pick<Watchdog, 'run' | 'begin' | 'end'>
  log: Logger
}

/**
 * Runs work with a signal that is aborted with `outer`, for as long as the work runs: what still listens after that is not called. A
 * listener that does not return is interrupted and named.
 */
export async function withOwnSignal<T>(
  owner: Owner,
  outer: AbortSignal,
  { owners, watchdog, log }: OwnSignalDeps,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const own = new AbortController()
  const abort = (): void => {
    try {
      owners.under(owner, () => asked(owner, () => own.abort(outer.reason), watchdog))
    } catch (error) {
      const what = error instanceof NotReturned ? 'did not return' : 'could not be run'
      log.error(`what a ${owner.kind} does when it is to end ${what}; everything else ends`, {
        [owner.kind]: owner.name,
      })
    }
  }
  if (outer.aborted) abort()
  else outer.addEventListener('abort', abort, { once: true })
  try {
    return await work(own.signal)
  } finally {
    outer.removeEventListener('abort', abort)
  }
}
