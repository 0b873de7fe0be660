// What a batch must be before anything of it is kept. The events in it are looked at one by one, later.
import type { Batch, SourceProblem } from './source.ts'

/** Says what is wrong in a few words; null if nothing. */
export function faultOfBatch(batch: unknown): string | null {
  if (!isRecord(batch)) return 'it is no object'
  const { events, cursor, completeUpTo, progress, problems } = batch as Partial<Record<keyof Batch, unknown>>
  if (!Array.isArray(events)) return '`events` is no list'
  if (!isRecord(cursor)) return '`cursor` is no object'
  if (!isJson(cursor)) return '`cursor` cannot be written as JSON'
  if (completeUpTo !== null && !Number.isSafeInteger(completeUpTo)) {
    return '`completeUpTo` is neither null nor a whole number of milliseconds'
  }
  if (progress !== null && !(typeof progress === 'number' && progress >= 0 && progress <= 1)) {
    return '`progress` is neither null nor a share from 0 to 1'
  }
  if (!Array.isArray(problems) || !problems.every(isProblem)) return '`problems` is no list of problems'
  return null
}

function isProblem(value: unknown): value is SourceProblem {
  if (!isRecord(value)) return false
  const { where, message, refused } = value
  return typeof where === 'string' && typeof message === 'string' && Number.isSafeInteger(refused)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isJson(value: unknown): boolean {
  try {
    return JSON.stringify(value) !== undefined
  } catch {
    return false
  }
}
