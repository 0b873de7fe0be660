// Placeholders of a template, `{{title}}`: what there is to put in, and putting it in.
import type { Note } from '../http/note.ts'

const FIELDS = {
  id: note => note.id,
  sequence: note => String(note.sequence),
  state: note => note.state,
  severity: note => note.severity,
  title: note => note.title,
  text: note => note.text,
  url: note => note.url ?? '',
  rule: note => note.rule,
  installation: note => note.installation,
  time: note => new Date(note.at).toISOString(),
} satisfies Record<string, (note: Note) => string>

/** A value that JSON can hold. */
export type Json = string | number | boolean | null | Json[] | { [name: string]: Json }

export type Values = Readonly<Record<keyof typeof FIELDS, string>>

const PLACEHOLDER = /\{\{([^{}]*)\}\}/g

/** What is wrong with the placeholders of a text; null: nothing. */
export function placeholderFault(text: string): string | null {
  for (const [whole, name = ''] of text.matchAll(PLACEHOLDER)) {
    if (!(name.trim() in FIELDS))
      return `${whole} is no placeholder; there are ${Object.keys(FIELDS).join(', ')}`
  }
  return null
}

export function valuesOf(note: Note): Values {
  return Object.fromEntries(Object.entries(FIELDS).map(([name, value]) => [name, value(note)])) as Values
}

/** Only strings change, and each stays a string: what others wrote adds nothing to the structure. */
export function filledBody(body: Json, values: Values): Json {
  if (typeof body === 'string') return filled(body, values, text => text)
  if (Array.isArray(body)) return body.map(one => filledBody(one, values))
  if (typeof body !== 'object' || body === null) return body
  return Object.fromEntries(Object.entries(body).map(([name, one]) => [name, filledBody(one, values)]))
}

export function filledUrl(url: string, values: Values): string {
  return filled(url, values, encodeURIComponent)
}

function filled(text: string, values: Values, encode: (value: string) => string): string {
  return text.replace(PLACEHOLDER, (_, name: string) => encode(values[name.trim() as keyof Values] ?? ''))
}
