// What fails while slowburn runs and is no source, as the first page shows it.
import { interruptedWords } from '../pipeline/interrupted.ts'
import type { Live } from '../pipeline/status.ts'
import type { Overview } from './views.ts'

type Faults = 'interrupted' | 'indicatorFaults' | 'metricFaults' | 'calendarFaults'

export function faultsOf(live: Pick<Live, Faults>): Pick<Overview, Faults> {
  return {
    interrupted: live.interrupted.all().map(one => ({ ...one.owner, why: interruptedWords(one) })),
    indicatorFaults: named(live.indicatorFaults),
    metricFaults: named(live.metricFaults),
    calendarFaults: named(live.calendarFaults),
  }
}

function named(faults: ReadonlyMap<string, string>): Array<{ name: string; message: string }> {
  return [...faults].map(([name, message]) => ({ name, message }))
}
