// Parts that held up everything, as a file of the data folder: whatever ends a process, the next one starts without them. A good end
// removes it, so that whoever restarts slowburn has every part asked again.
import { appendFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import type { Millis } from '../../core/clock.ts'
import { messageOf } from '../../core/errors.ts'
import type { Logger } from '../../core/logger.ts'
import { OWNER_KINDS } from '../../core/loop-guard/owners.ts'
import { readRegular } from '../../core/reading/regular-file.ts'
import type { Interrupted } from '../../pipeline/faults/interrupted.ts'

export interface LeftOut {
  /** Of the processes before this one. */
  before(): readonly Interrupted[]
  /** Whether one of them stood still, and nobody knew in whose call. */
  wasOfNobody(): boolean
  /** A line of JSON for each; also written by the guard of the loop, where nothing else can run. */
  readonly file: string
  /** Null where it is kept; else why not. */
  add(one: Interrupted): string | null
  /** The same for one of which nobody knows who it was. */
  addNobody(at: Millis): string | null
  clear(): void
}

const text = z.string().min(1).max(1000)
const names = z.array(text).max(1000)
const shape = z.strictObject({
  owner: z.strictObject({ kind: z.enum(OWNER_KINDS), name: text }),
  place: text,
  at: z.number().int().min(0),
  feeding: z
    .strictObject({ feeds: names, severalTables: names.optional(), oneAtATime: z.boolean().optional() })
    .optional(),
})

const ofNobody = z.strictObject({ at: z.number().int().min(0) })

/** A line that cannot be used is named in the log. */
export function leftOutIn(folder: string, log: Logger): LeftOut {
  const file = join(folder, 'left-out.jsonl')
  return {
    before: () => readFrom(file, log),
    wasOfNobody: () => linesOf(file).some(line => ofNobody.safeParse(jsonOf(line)).success),
    file,
    add: ({ owner: { kind, name }, place, at, feeding }) =>
      append(file, { owner: { kind, name }, place: place.slice(0, 1000), at, feeding }),
    addNobody: at => append(file, { at }),
    clear: () => rmSync(file, { force: true }),
  }
}

function append(file: string, line: object): string | null {
  try {
    appendFileSync(file, `${JSON.stringify(line)}\n`, { mode: 0o600, flush: true })
    return null
  } catch (error) {
    return messageOf(error)
  }
}

function readFrom(file: string, log: Logger): Interrupted[] {
  return linesOf(file).flatMap((line, i) => {
    const found = jsonOf(line)
    if (line === '' || ofNobody.safeParse(found).success) return []
    const read = shape.safeParse(found)
    if (read.success) return [read.data as Interrupted]
    log.warn('a part that was left out cannot be read and is asked again', { file, line: i + 1 })
    return []
  })
}

function linesOf(file: string): string[] {
  try {
    return readRegular(file).toString('utf8').split('\n')
  } catch {
    return []
  }
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}
