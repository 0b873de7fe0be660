// Says which indicators fail when buckets are closed: in log, metric and page, until they answer again.
import type { Logger } from '../../core/logger.ts'
import type { Exposition } from '../../exposition/exposition.ts'
import { indicatorFaults } from '../../exposition/metrics/series.ts'
import { revisedPoints } from '../../exposition/metrics/sources.ts'
import type { IndicatorFault } from '../../indicators/ask.ts'
import type { DueSeries, PointPass } from '../../series/points.ts'
import type { Live } from '../status.ts'
import type { CloseObserver } from './deps.ts'

interface ReportDeps {
  live: Pick<Live, 'indicatorFaults' | 'failingSeries' | 'outages'>
  log: Logger
  exposition: Pick<Exposition, 'instruments'>
}

export function closeReport({ live, log, exposition }: ReportDeps): CloseObserver {
  const { failingSeries, outages } = live
  return {
    fault: ({ indicator, message }, where) => {
      exposition.instruments.count(indicatorFaults, { indicator })
      outages.failed(`indicator ${indicator}`, message, () =>
        log.error('indicator fails; its buckets stay empty and all others are computed', {
          indicator,
          error: message,
        }),
      )
      if (where.length === 0) return
      failingSeries.set(indicator, new Set([...(failingSeries.get(indicator) ?? []), ...where]))
      live.indicatorFaults.set(indicator, message)
    },
    answers: (indicator, where) => {
      const failing = failingSeries.get(indicator)
      failing?.delete(where)
      if (failing !== undefined && failing.size > 0) return
      failingSeries.delete(indicator)
      live.indicatorFaults.delete(indicator)
      outages.works(`indicator ${indicator}`, () => log.info('indicator answers again', { indicator }))
    },
    revised: (source, points) => exposition.instruments.count(revisedPoints, { source }, points),
  }
}

/** An indicator that cannot be asked for what it declares is a faulty part from the start, until the next one. */
export function reportLeftOut(
  faults: readonly IndicatorFault[],
  { live, log }: { live: Pick<Live, 'indicatorFaults'>; log: Logger },
): void {
  for (const { indicator, message } of faults) {
    live.indicatorFaults.set(indicator, message)
    log.error('indicator cannot be asked for what it declares; all others are computed', {
      indicator,
      error: message,
    })
  }
}

/** `due`: of which the newest buckets were closed; what is made anew of older ones says nothing of now. */
export function reportPass(
  source: string,
  due: ReadonlyArray<Pick<DueSeries, 'indicator' | 'key'>>,
  { faults, failing }: Pick<PointPass, 'faults' | 'failing'>,
  observe: Pick<CloseObserver, 'fault' | 'answers'>,
): void {
  for (const fault of faults.values()) {
    const failsNow = due.length === 0 ? [] : [...(failing.get(fault.indicator) ?? [])]
    observe.fault(
      fault,
      failsNow.map(key => placeOf(source, key)),
    )
  }
  for (const { indicator, key } of due) {
    if (failing.get(indicator.name)?.has(key) !== true) observe.answers(indicator.name, placeOf(source, key))
  }
}

export function placeOf(source: string, key: string): string {
  return `${source} ${key}`
}

export function newSeriesOf(source: string): string {
  return `new series of ${source}`
}

/** Of series whose width is undecided: an indicator that fails on the first of them has no bucket that could show it. */
export function reportTrial(
  source: string,
  indicator: string,
  fault: IndicatorFault | null,
  observe: Pick<CloseObserver, 'fault' | 'answers'>,
): void {
  const where = newSeriesOf(source)
  if (fault !== null) observe.fault(fault, [where])
  else observe.answers(indicator, where)
}
