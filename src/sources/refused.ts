// What a source says that it turned away, before any of it is counted or logged. What makes no sense is one refusal of its own, for
// something was turned away all the same.
import { messageOf } from '../core/errors.ts'
import type { RefusedCandidate } from './source.ts'

/** Why a refusal stands for one that the source did not report as it has to. */
export const MISREPORTED = 'misreported'

/** Entries of one commit; a source that turns more away says how many in `count`. */
const MOST_ENTRIES = 100_000
const LONGEST_REASON = 100
const LONGEST_DETAIL = 1000

/** As plain data. A count is a whole number from 1 on; one of 0 stands for nothing. */
export function readRefused(given: unknown): RefusedCandidate[] {
  try {
    if (!Array.isArray(given)) return [misreported('what was turned away is no list')]
    const all: readonly unknown[] = given
    const read = all.slice(0, MOST_ENTRIES).flatMap(readOne)
    return all.length <= MOST_ENTRIES ? read : [...read, misreported(`more than ${MOST_ENTRIES} entries`)]
  } catch (cause) {
    return [misreported(messageOf(cause))]
  }
}

function readOne(given: unknown): RefusedCandidate[] {
  try {
    if (typeof given !== 'object' || given === null) return [misreported('an entry is no object')]
    const { reason, detail, count = 1 } = given as Readonly<Record<string, unknown>>
    if (typeof reason !== 'string' || reason === '' || reason.length > LONGEST_REASON)
      return [misreported(`\`reason\` is no text of up to ${LONGEST_REASON} characters`)]
    if (typeof count !== 'number' || !Number.isSafeInteger(count) || count < 0)
      return [misreported(`\`count\` is ${messageOf(count).slice(0, 40)}, which is no whole number`)]
    const words = typeof detail === 'string' ? detail.slice(0, LONGEST_DETAIL) : ''
    return count === 0 ? [] : [{ reason, detail: words, count }]
  } catch (cause) {
    return [misreported(messageOf(cause))]
  }
}

function misreported(why: string): RefusedCandidate {
  return { reason: MISREPORTED, detail: why.slice(0, LONGEST_DETAIL), count: 1 }
}
