// What fails while slowburn runs and is no source, as the first page shows it.
import type { Millis } from '../core/clock.ts'
import { interruptedWords } from '../pipeline/faults/interrupted.ts'
import type { Live } from '../pipeline/status.ts'
import type { Overview } from './views.ts'

type Faults = 'interrupted' | 'indicatorFaults' | 'metricFaults' | 'pageFaults' | 'calendarFaults'

export function faultsOf(
  live: Pick<Live, Faults | 'failings' | 'strays' | 'notifiers'>,
  now: Millis,
): Pick<Overview, Faults | 'failings' | 'strayFaults' | 'notifierFaults'> {
  return {
    interrupted: live.interrupted.all().map(one => ({ ...one.owner, why: interruptedWords(one) })),
    notifierFaults: notifierFaults(live),
    indicatorFaults: named(live.indicatorFaults),
    metricFaults: named(live.metricFaults),
    pageFaults: named(live.pageFaults),
    failings: live.failings.all(now).map(({ owner, message }) => ({ ...owner, message })),
    // Those of a source are among its problems.
    strayFaults: live.strays
      .all(now)
      .filter(({ owner }) => owner.kind !== 'source')
      .map(({ owner, message }) => ({ ...owner, message })),
    calendarFaults: named(live.calendarFaults),
  }
}

/** One for each way to people or programs that cannot be used as it should. */
export function notifierFaults({ notifiers }: Pick<Live, 'notifiers'>): Overview['notifierFaults'] {
  return [...notifiers].flatMap(([name, faults]) =>
    faults.length === 0 ? [] : [{ name, message: faults.join('; ') }],
  )
}

function named(faults: ReadonlyMap<string, string>): Array<{ name: string; message: string }> {
  return [...faults].map(([name, message]) => ({ name, message }))
}
