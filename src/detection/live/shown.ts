// What is shown of a live series: of the alarms that stand the foremost, and of a quiet one what it is not watched for.
import type { Alarm, CoverageGap } from '../change.ts'
import { KIND_NAMES } from '../kinds/kinds.ts'
import { type LiveState, standsBeside } from './state.ts'

/** What is not watched for on its account: of the baseline, the noise that is not refuted, the day, and detectors that failed. */
export function gapsOf(
  { blind, provisional, reading, broken }: LiveState,
  holiday: boolean,
): readonly CoverageGap[] {
  const wanders = (reading.noise?.leader ?? 0) > 0
  if (!provisional && !wanders && !holiday && isEmpty(broken)) return blind
  const failed = Object.keys(broken).map((name): CoverageGap => `broken:${name}`)
  return [
    ...blind,
    ...(provisional ? ['provisional' as const] : []),
    ...(wanders ? ['wanders' as const] : []),
    ...(holiday ? ['holiday' as const] : []),
    ...failed,
  ]
}

function isEmpty(record: LiveState['broken']): boolean {
  for (const _ in record) return false
  return true
}

/**
 * Of the alarms that stand, the one to be shown: what is gone cannot have shifted, what has shifted is not judged by its spread. A value
 * that is stuck ends no change that is shown, unless that is a mere watch and it is worth a page.
 */
export function foremost(
  { alarms }: LiveState,
  shown: Pick<Alarm, 'at' | 'kind' | 'severity'> | null,
): Alarm | null {
  let first: Alarm | null = null
  for (const alarm of alarms) {
    if (alarm === null) continue
    if (first === null || KIND_NAMES.indexOf(alarm.kind) < KIND_NAMES.indexOf(first.kind)) first = alarm
  }
  if (first?.kind !== 'stuck' || shown === null || shown.kind === 'stuck') return first
  const still = alarms.find(alarm => alarm !== null && alarm.at === shown.at && alarm.kind === shown.kind)
  if (still === undefined || still === null || standsBeside(still)) return first
  return first.severity === 'page' && still.severity === 'watch' ? first : still
}
