// In which zone the platform writes times that name none, as far as its latest rows show: clocks that are ahead of the assumed
// ones write times of the future, those that are behind write rows that all seem to come hours late.
import type { Millis } from '../../../core/clock.ts'
import { formatDuration, HOUR, MINUTE } from '../../../core/duration.ts'
import type { SourceProblem } from '../../source.ts'
import { SERVER_TIME, type Session } from '../connection/session.ts'
import { parseTime } from '../connection/values.ts'
import { wallClock } from '../connection/wall-clock.ts'
import { DEFAULTS } from '../mapping/mapping.ts'
import { type TablePlan, ZONE_UNSAID, zoneUnsaid } from '../mapping/plan.ts'
import { columnsOf } from '../mapping/roles.ts'
import { latestRows } from '../reading/statements.ts'

export interface ZoneEvidence {
  /** The zone of the server, in which it writes `now()` into such a column. */
  server: string
  now: Millis
  /** What the clocks showed that wrote the latest row, as if it were UTC. */
  latest: Millis
  /** The middle one of the times between the latest rows; null: there are too few. */
  gap: Millis | null
}

/** What the evidence says of a zone. `age` is that of the latest row: below zero where it lies in the future. */
export type ZoneVerdict = {
  says: 'fits' | 'ahead' | 'behind' | 'nothing'
  age: Millis
}

const LOOKED_AT = 50
const FEWEST = 10
/** Zones are no finer than this apart. */
const STEP: Millis = 15 * MINUTE
/** A table to which rows come less often says nothing about clocks that are behind. */
const BUSY: Millis = 3 * MINUTE
const FURTHEST: Millis = 14 * HOUR

/** A zone for each offset that many live with, to be named as an example. */
const EXAMPLES = [
  'Europe/London',
  'Europe/Berlin',
  'Europe/Athens',
  'Europe/Istanbul',
  'Asia/Dubai',
  'Asia/Karachi',
  'Asia/Kolkata',
  'Asia/Dhaka',
  'Asia/Bangkok',
  'Asia/Shanghai',
  'Asia/Tokyo',
  'Australia/Sydney',
  'Pacific/Auckland',
  'America/Sao_Paulo',
  'America/New_York',
  'America/Chicago',
  'America/Denver',
  'America/Los_Angeles',
]

/** Null where the time by which rows are found has a zone, or there is no row. */
export async function zoneEvidence(session: Session, plan: TablePlan): Promise<ZoneEvidence | null> {
  const { role } = plan.order
  const place = plan.fields.findIndex(field => field.role === role)
  if (!plan.zoneless.includes(role) || place < 0) return null
  const zone = "SELECT reset_val FROM pg_catalog.pg_settings WHERE name = 'TimeZone'"
  const [[clock] = [], [server] = [], rows = []] = await session.read([
    { text: SERVER_TIME, values: [] },
    { text: zone, values: [] },
    latestRows(plan, null, LOOKED_AT),
  ])
  const shown = rows
    .flatMap(row => {
      const parsed = parseTime(row[place] ?? '')
      return parsed.ok ? [parsed.value] : []
    })
    .sort((a, b) => b - a)
  const [latest] = shown
  if (latest === undefined) return null
  const gaps = shown.slice(1).map((at, i) => (shown[i] ?? at) - at)
  const gap = gaps.length < FEWEST ? null : (gaps.sort((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? null)
  return { server: server?.[0] ?? 'UTC', now: Number(clock?.[0]), latest, gap }
}

export function judgeZone({ now, latest, gap }: ZoneEvidence, zone: string): ZoneVerdict {
  const age = now - wallClock(zone).momentOf(latest)
  if (age < -DEFAULTS.lag) return { says: 'ahead', age }
  if (age < STEP) return { says: 'fits', age }
  // A platform that has stopped is that old by chance: one that goes on, by a number of quarters of an hour.
  const beyond = age % STEP
  const goesOn = gap !== null && gap <= BUSY && age <= FURTHEST && beyond <= 3 * gap + MINUTE / 6
  return { says: goesOn ? 'behind' : 'nothing', age }
}

/** A zone whose clocks would have written the latest row just now: the server's, else an example; null: none. */
export function likelyZone(evidence: ZoneEvidence): string | null {
  const fits = (zone: string): boolean => {
    try {
      return judgeZone(evidence, zone).says === 'fits'
    } catch {
      // A zone of the server that this machine does not know.
      return false
    }
  }
  return [evidence.server, ...EXAMPLES].find(fits) ?? null
}

/** What is to be said of a table's times: that nobody says in which zone they are, or that they contradict the one that is said. */
export async function zoneProblems(
  session: Session,
  plan: TablePlan,
  zone: string | null,
): Promise<SourceProblem[]> {
  const unsaid = zone === null && plan.zoneless.length > 0 ? [zoneUnsaid(plan.mapping, plan.zoneless)] : []
  const evidence = await zoneEvidence(session, plan)
  if (evidence === null) return unsaid
  const { says, age } = judgeZone(evidence, zone ?? 'UTC')
  if (says === 'nothing' || (zone !== null && says !== 'ahead')) return unsaid
  const column = columnsOf(plan.mapping).get(plan.order.role) ?? plan.order.column
  return [
    {
      where: `${plan.mapping.table}.${column}`,
      key: ZONE_UNSAID,
      message: `${zone === null ? 'its times have no zone; taken as UTC' : `by the clocks of ${zone}`} ${shownBy(says, age, evidence)}`,
      remedy: remedyOf(says, evidence, zone),
      refused: 0,
    },
  ]
}

function shownBy(says: ZoneVerdict['says'], age: Millis, { gap }: ZoneEvidence): string {
  if (says === 'ahead') return `the latest lies ${formatDuration(rounded(-age))} in the future`
  if (says === 'fits') return `the latest is ${formatDuration(rounded(Math.max(0, age)))} old, which fits`
  return (
    `the latest is ${formatDuration(rounded(age))} old though one comes every ${formatDuration(rounded(gap ?? 0))}: ` +
    'they are local times, or the platform has stopped'
  )
}

function remedyOf(says: ZoneVerdict['says'], evidence: ZoneEvidence, zone: string | null): string {
  if (says === 'fits') return 'Write `zone: UTC` in the source'
  const likely = likelyZone(evidence)
  const own =
    likely === evidence.server ? ', the zone of the server,' : ', or another whose clocks show the same,'
  const named = likely === null ? 'the zone of the platform as `zone`' : `\`zone: ${likely}\`${own}`
  if (zone !== null) return `Correct \`zone\`: write ${named} in the source`
  return `Write ${named} in the source${says === 'behind' ? '; `zone: UTC` where it has stopped' : ''}`
}

/** To whole seconds, minutes from ten minutes on. */
function rounded(ms: Millis): Millis {
  const unit = ms < 10 * MINUTE ? MINUTE / 60 : MINUTE
  return Math.round(ms / unit) * unit
}
