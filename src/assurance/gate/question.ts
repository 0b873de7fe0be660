// What a gate is asked: which of two is the candidate, since when, and what has to be excluded before it passes.
import type { Millis } from '../../core/clock.ts'
import { parseDuration } from '../../core/duration.ts'
import { choiceWords } from '../../core/names/nearest.ts'
import { parseInstant } from '../../core/zones/instant.ts'

/** Labels of a task by which two can be told apart. */
export const ATTRIBUTES = ['variant', 'model', 'task_type', 'table'] as const

export type Attribute = (typeof ATTRIBUTES)[number]

export interface Question {
  by: Attribute
  candidate: string
  baseline: string
  /** Only tasks with these labels. */
  only: Readonly<Partial<Record<Attribute, string>>>
  /** Null: all of them. */
  source: string | null
  /** Tasks that began at `from <= at < to`. Null: since the candidate was first seen; up to the present. */
  from: Millis | null
  to: Millis | null
  /** Share of the candidate among both that was meant; null: nobody says. */
  split: number | null
  /** Tasks of each side that must have had their time. */
  minimum: number
  /** Odds ratio that must be excluded. */
  margin: number
  /** A share of failures below which a candidate passes whatever the baseline has; 0: none. */
  tolerable: number
  /** How long a task is given; null: as long as 99 of 100 took before. */
  horizon: Millis | null
}

export type Given = Readonly<Record<string, string>>

const OPTIONS = ['by', 'candidate', 'baseline', 'source', 'from', 'to', 'split', 'minimum', 'margin'] as const
const FURTHER = ['tolerable', 'horizon'] as const

/** Names under which OpenTelemetry knows them. */
const ALIASES: Readonly<Record<string, Attribute>> = {
  'service.version': 'variant',
  version: 'variant',
  'gen_ai.request.model': 'model',
  'gen_ai.response.model': 'model',
}

/** By name, as an address or a command has them; all faults at once, each a sentence without an end. */
export function questionOf(given: Given, now: Millis): { question: Question } | { faults: string[] } {
  const faults: string[] = []
  const read = reader(given, faults)
  const by = attributeOf(given.by ?? 'variant')
  const known: readonly string[] = [...OPTIONS, ...FURTHER, ...ATTRIBUTES]
  for (const name of Object.keys(given))
    if (!known.includes(name)) faults.push(`${name} is no option of a gate. ${choiceWords(name, known)}`)
  if (by === null)
    faults.push(`by: ${given.by} is kept of no task. ${choiceWords(given.by ?? '', ATTRIBUTES)}`)
  const candidate = read.name('candidate')
  const baseline = read.name('baseline')
  if (candidate !== '' && candidate === baseline)
    faults.push(`candidate and baseline are the same, ${candidate}: name two`)
  const from = read.moment('from', now)
  const to = read.moment('to', now)
  if (from !== null && to !== null && to <= from) faults.push('to is not after from')
  const only = Object.fromEntries(
    ATTRIBUTES.flatMap(name => (given[name] === undefined ? [] : [[name, given[name]]])),
  )
  if (by !== null && only[by] !== undefined) faults.push(`${by} is compared: it cannot be fixed as well`)
  const question: Question = {
    by: by ?? 'variant',
    candidate,
    baseline,
    only,
    source: given.source ?? null,
    from,
    to,
    split: read.number('split', null, [0.001, 0.999], 'a share from 0.001 to 0.999, that of the candidate'),
    minimum: read.number('minimum', 50, [1, 1_000_000], 'a whole number from 1 on', true) ?? 50,
    margin: read.number('margin', 2, [1.1, 100], 'an odds ratio from 1.1 to 100') ?? 2,
    tolerable: read.number('tolerable', 0.01, [0, 0.5], 'a share from 0 to 0.5') ?? 0.01,
    horizon: read.duration('horizon'),
  }
  return faults.length === 0 ? { question } : { faults }
}

function attributeOf(name: string): Attribute | null {
  return ATTRIBUTES.find(one => one === name) ?? ALIASES[name] ?? null
}

function reader(given: Given, faults: string[]) {
  const fault = (name: string, meant: string): null => {
    faults.push(`${name} is ${meant}; it is ${given[name]}`)
    return null
  }
  return {
    name: (name: string): string => {
      const value = given[name] ?? ''
      if (value === '') faults.push(`${name} is missing`)
      return value
    },
    moment: (name: string, now: Millis): Millis | null => {
      const text = given[name]
      if (text === undefined || text === '') return null
      const at = parseInstant(text)
      if (at === null) return fault(name, 'a moment with its zone, such as 2026-11-29T12:00Z')
      return at <= now ? at : fault(name, 'a moment that is past')
    },
    number: (
      name: string,
      fallback: number | null,
      [least, most]: readonly [number, number],
      meant: string,
      isWhole = false,
    ): number | null => {
      const text = given[name]
      if (text === undefined || text === '') return fallback
      const value = Number(text)
      const isFit = value >= least && value <= most && (!isWhole || Number.isInteger(value))
      return isFit ? value : fault(name, meant)
    },
    duration: (name: string): Millis | null => {
      const text = given[name]
      if (text === undefined || text === '') return null
      const value = parseDuration(text)
      return value !== null && value > 0 ? value : fault(name, 'a duration such as 10m')
    },
  }
}
