// One event as the text that is sent. Texts are cut and sizes bounded here, so that what waits is bounded too.
import type { AttributeName, EventData, EventType } from './vocabulary.ts'

export type Attributes = { readonly [Name in AttributeName]?: string | number | boolean | undefined }

export interface Envelope {
  id: string
  at: number
  subject: string
  attributes: Attributes | undefined
}

/** Characters that slowburn keeps of a text. */
const LONGEST_TEXT = 2000
const LONGEST_EVENT = 64 * 1024

/** Null where it would be too long. Throws where something given cannot be read or written as JSON. */
export function eventLine<Type extends EventType>(
  type: Type,
  data: EventData[Type],
  { id, at, subject, attributes }: Envelope,
): string | null {
  const line = JSON.stringify({ id, type, at, subject, attributes: textsOf(attributes), data }, cut)
  return line.length > LONGEST_EVENT ? null : line
}

function textsOf(attributes: Attributes | undefined): Record<string, string> | undefined {
  if (attributes === undefined) return undefined
  const texts: Record<string, string> = {}
  for (const [name, value] of Object.entries(attributes))
    if (value !== undefined && value !== null) texts[name] = String(value)
  return texts
}

/** An error's text may be a whole page; a name that is too long is for slowburn to refuse. */
function cut(name: string, value: unknown): unknown {
  if ((name !== 'error' && name !== 'note') || typeof value !== 'string') return value
  return value.slice(0, LONGEST_TEXT)
}
