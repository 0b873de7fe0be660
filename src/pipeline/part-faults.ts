// Which parts throw, answer nonsense or do not return, whatever they are: what metric and alarm say of them.
import type { Millis } from '../core/clock.ts'
import { nameOf, type Owner, type OwnerKind } from '../core/loop-guard/owners.ts'
import type { Live } from './status.ts'

export interface PartFault {
  owner: Owner
  message: string
}

type Faults = 'notifiers' | 'indicatorFaults' | 'metricFaults' | 'pageFaults' | 'failings' | 'strays'

/**
 * One for each part. `broken`: the names of detectors that are left out of a series; `within`: how long what was done outside of
 * any call counts, by default as long as it is shown.
 */
export function partFaults(
  live: Pick<Live, Faults>,
  broken: Iterable<string>,
  now: Millis,
  within?: Millis,
): PartFault[] {
  const of = (kind: OwnerKind, faults: Iterable<readonly [string, string]>): PartFault[] =>
    Array.from(faults, ([name, message]) => ({ owner: { kind, name }, message }))
  const notifiers = [...live.notifiers].flatMap(([name, faults]) =>
    faults.length === 0 ? [] : [[name, faults.join('; ')] as const],
  )
  const detectors = Array.from(broken, name => [name, 'it failed on a series and is left out of it'] as const)
  const all = [
    ...of('notifier', notifiers),
    ...of('indicator', live.indicatorFaults),
    ...of('detector', detectors),
    ...of('metric', live.metricFaults),
    ...of('page', live.pageFaults),
    ...live.failings.all(now),
    ...live.strays.all(now, within).map(({ owner, message }) => ({ owner, message: `it ${message}` })),
  ]
  return [...new Map(all.reverse().map(one => [nameOf(one.owner), one])).values()].reverse()
}
