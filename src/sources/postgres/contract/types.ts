// Whether what a column holds by its type still serves what it is mapped to; null where it does.
import type { ColumnTerm } from './contract.ts'
import type { SeenColumn } from './look.ts'

type Class = 'time' | 'number' | 'text' | 'boolean' | 'json' | 'other'

/** Why it does not fit any more. Of times that are none any more the plan speaks by itself. */
export function misfit(was: ColumnTerm, is: SeenColumn): string | null {
  if (was.type === is.type) return null
  const faults = was.roles.map(({ type, name, named }) => {
    // A function or a path says what it takes, and the plan whether it finds that.
    if (named !== was.name) return classOf(was) === classOf(is) ? null : 'the mapping takes it for another'
    if (type === 'time') return timeFault(was, is)
    if (type === 'number') return numberFault(was, is)
    if (type === 'boolean') {
      return ['boolean', 'text', 'number'].includes(classOf(is))
        ? null
        : 'none of its values is in `outcomes`'
    }
    if (type !== 'text' || classOf(was) !== 'text' || classOf(is) === 'text') return null
    return name === 'status' ? 'no status that is listed can be in it' : 'its values are other labels'
  })
  return faults.find(fault => fault !== null) ?? null
}

function timeFault(was: SeenColumn, is: SeenColumn): string | null {
  if (classOf(is) !== 'time') return 'it holds no time'
  if (is.type === 'date') return 'it holds no time of the day'
  return /without/.test(is.type) && /with time zone/.test(was.type) ? 'its times name no zone any more' : null
}

function numberFault(was: SeenColumn, is: SeenColumn): string | null {
  if (!['number', 'text'].includes(classOf(is))) return 'it holds no number'
  return isWhole(is) && !isWhole(was) ? 'it holds whole numbers only, and fractions are lost' : null
}

function isWhole({ type }: SeenColumn): boolean {
  return /^(smallint|integer|bigint)$/.test(type) || /^numeric\(\d+,0\)$/.test(type)
}

function classOf({ type, labels }: SeenColumn): Class {
  if (labels !== null) return 'text'
  if (/^(timestamp|date)/.test(type)) return 'time'
  if (/^(smallint|integer|bigint|numeric|real|double precision|money)/.test(type)) return 'number'
  if (/^(text|character|"char"|name|citext)/.test(type) && !type.endsWith(']')) return 'text'
  if (type === 'boolean') return 'boolean'
  return /^jsonb?$/.test(type) ? 'json' : 'other'
}
