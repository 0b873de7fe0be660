// A part that goes on failing, or is not asked any more, is an alarm of its own. A source that cannot be read is blind, which is another.
import type { Millis } from '../../../core/clock.ts'
import { nameOf, type OwnerKind } from '../../../core/loop-guard/owners.ts'
import { interruptedWords } from '../../faults/interrupted.ts'
import { type PartFault, partFaults } from '../../part-faults.ts'
import type { Live } from '../../status.ts'
import { briefly, type OwnAlarm, PATIENCE, sentence } from './raise.ts'

type Faults = 'notifiers' | 'indicatorFaults' | 'metricFaults' | 'pageFaults' | 'failings' | 'strays'

export function faultyPartAlarms(
  live: Pick<Live, Faults | 'interrupted' | 'known'>,
  now: Millis,
): OwnAlarm[] {
  const interrupted = live.interrupted
    .all()
    .map(one => ({ owner: one.owner, message: interruptedWords(one) }))
  const broken = new Set([...live.known.values()].flatMap(({ shown }) => shown.broken))
  const names = new Set(interrupted.map(({ owner }) => nameOf(owner)))
  // What is done now and then outside of any call is shown for an hour; it lasts where it comes again and again.
  const failing = partFaults(live, broken, now, PATIENCE).filter(({ owner }) => !names.has(nameOf(owner)))
  return [...interrupted.filter(({ owner }) => owner.kind !== 'source'), ...failing].map(one =>
    alarmOf(one, now),
  )
}

/** What is lost meanwhile; `page`: people are not notified, or something is not watched. */
const LOST: Readonly<Record<OwnerKind, readonly [severity: 'watch' | 'page', lost: string]>> = {
  source: ['watch', 'It is read all the same.'],
  notifier: ['page', 'Its messages wait.'],
  channel: ['page', 'Its messages are given up, and whoever is next in line is notified.'],
  lifecycle: ['page', 'The events of which it is are refused, and what they said is lost.'],
  measure: ['page', 'The buckets in which it fails stay empty.'],
  indicator: ['page', 'Its series say nothing new, and are not watched.'],
  detector: ['watch', 'It is left out; the others go on.'],
  metric: ['watch', 'It is missing in /metrics.'],
  page: ['watch', 'Everything else goes on.'],
}

function alarmOf({ owner: { kind, name }, message }: PartFault, now: Millis): OwnAlarm {
  const [severity, lost] = LOST[kind]
  return {
    labels: { alertname: 'SlowburnPartFaulty', kind, name, severity },
    since: now,
    words: since => ({
      summary: `The ${kind} ${name} of slowburn fails since ${since}: ${briefly(message)}`,
      description: `${sentence(message)} ${lost} slowburn's first page says what it does wrong; mend it, or report it to whoever wrote it.`,
    }),
  }
}
