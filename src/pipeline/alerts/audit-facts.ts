// What a report says of audits: whether slowburn would notice, and what it would miss.
import type { Millis } from '../../core/clock.ts'
import { formatDay } from '../../core/format.ts'
import type { KeptAudit } from '../../storage/audit-store.ts'

interface Said {
  label: string
  value: string
}

/** Empty where there was no audit up to a moment. */
export function auditFacts(audits: readonly KeptAudit[], to: Millis): Said[] {
  const last = audits.find(({ endedAt }) => endedAt <= to)
  if (last === undefined) return []
  return [
    { label: 'Audit', value: verdictWords(last) },
    { label: 'Would miss', value: missWords(last) },
  ].filter(({ value }) => value !== '')
}

function verdictWords({ verdict, endedAt, plants, findings }: KeptAudit): string {
  const day = formatDay(endedAt)
  if (verdict === 'broken') return `the one of ${day} could not be carried out: ${findings[0]?.words ?? ''}`
  if (verdict === 'insufficient') return `the one of ${day} says insufficient: too little is known`
  const planted = plants.filter(({ plant }) => plant !== 'placebo')
  const sum = (of: 'planted' | 'reported'): number => planted.reduce((total, one) => total + one[of], 0)
  const came = `${sum('reported')} of ${sum('planted')} planted faults were noticed`
  if (verdict === 'pass') return `passed on ${day}; ${came}`
  const failing = findings.filter(({ fails }) => fails)
  return `failed on ${day}, ${failing.length === 1 ? '1 finding' : `${failing.length} findings`}: ${failing[0]?.words ?? ''}`
}

/** Changes that would be reported after a week or not at all, half of the time. */
function missWords({ late }: KeptAudit): string {
  const some = late.filter(({ series }) => series > 0)
  if (late.length === 0 || some.length === 0) return ''
  const each = some.map(
    ({ share, series, of }) => `by ${Math.round(share * 100)} % in ${series} of ${of} series`,
  )
  return `within a week, a change ${each.join(', ')}`
}
