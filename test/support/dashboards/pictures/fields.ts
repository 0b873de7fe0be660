// What a panel says of its fields: units, colours, how lines are drawn.
import type { Panel } from '../boards.ts'
import { colour } from './svg.ts'

/** A field by the query that it is of and the name that it has. */
export interface Field {
  refId: string
  name: string
}

/** The properties of a field, the later override over the earlier. */
export function propertiesOf({ fieldConfig }: Panel, { refId, name }: Field): ReadonlyMap<string, unknown> {
  const matching = (fieldConfig?.overrides ?? []).filter(({ matcher: { id, options } }) => {
    if (id === 'byFrameRefID') return options === refId
    if (id === 'byName') return options === name
    return new RegExp(options.slice(1, -1)).test(name)
  })
  return new Map(matching.flatMap(({ properties }) => properties).map(({ id, value }) => [id, value]))
}

export function unitOf(panel: Panel, properties: ReadonlyMap<string, unknown>): string {
  return String(properties.get('unit') ?? panel.fieldConfig?.defaults.unit ?? 'short')
}

interface Thresholds {
  steps: Array<{ value: number | null; color: string }>
}

/** The colour of a number by its thresholds; null where it has none. */
export function thresholdColour(value: number, thresholds: unknown): string | null {
  if (thresholds === undefined) return null
  const { steps } = thresholds as Thresholds
  const last = steps.filter(step => step.value === null || value >= step.value).at(-1)
  return last === undefined ? null : colour(last.color)
}

interface Mapping {
  type: string
  options: Record<string, { color?: string; text?: string }> & { result?: { text: string; color: string } }
}

/** The colour of a word; null where it has none. */
export function wordColour(word: string, mappings: unknown): string | null {
  const all = (mappings ?? []) as Mapping[]
  const found = all.find(({ type }) => type === 'value')?.options[word]?.color
  return found === undefined ? null : colour(found)
}
