// An audit that fails, breaks or does not run is an alarm of its own.
import type { Millis } from '../../../core/clock.ts'
import { formatDuration, HOUR } from '../../../core/duration.ts'
import type { Store } from '../../../storage/store.ts'
import type { Live } from '../../status.ts'
import { type OwnAlarm, stamp } from './raise.ts'

/** Findings that are written out. */
const MOST = 5

export function auditAlarms(
  { audits }: Pick<Live, 'audits'>,
  kept: Pick<Store['audits'], 'list'>,
  now: Millis,
): OwnAlarm[] {
  if (audits === null) return []
  const [last] = kept.list(1)
  const { every, since } = audits
  const counted = last === undefined || last.endedAt > now ? since : last.endedAt
  if (now - counted > 2 * every + HOUR) return [overdue(counted, every, last?.endedAt ?? null)]
  if (last === undefined || (last.verdict !== 'fail' && last.verdict !== 'broken')) return []
  const { verdict, endedAt, findings } = last
  const failing = findings.filter(({ fails }) => fails)
  const more = failing.length > MOST ? ` And ${failing.length - MOST} more.` : ''
  return [
    {
      labels: { alertname: 'SlowburnAuditFailed', verdict, severity: 'watch' },
      since: endedAt,
      words: from => ({
        summary:
          verdict === 'broken'
            ? `The audit of what is watched could not be carried out at ${from}`
            : `The audit of what is watched failed at ${from}: something would go unnoticed`,
        description: `${failing
          .slice(0, MOST)
          .map(({ words }) => words)
          .join(' ')}${more}`,
      }),
    },
  ]
}

function overdue(since: Millis, every: Millis, last: Millis | null): OwnAlarm {
  const before = last === null ? 'There was none before.' : `The last one ended at ${stamp(last)}.`
  return {
    labels: { alertname: 'SlowburnAuditOverdue', severity: 'watch' },
    since: since + 2 * every,
    words: from => ({
      summary: `No audit of what is watched has ended since ${from}`,
      description: `One is due every ${formatDuration(every)}. ${before} Whether slowburn would notice is not known meanwhile; its log says why.`,
    }),
  }
}
