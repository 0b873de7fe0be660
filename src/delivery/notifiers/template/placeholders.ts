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

/**
 * Only strings change, and each stays a string: what others wrote adds nothing to the structure. A string of more than
 * `limit` characters (UTF-16 code units) is made to fit: the text is cut first, then the title, then whatever is at the end.
 */
export function filledBody(body: Json, values: Values, limit = Number.POSITIVE_INFINITY): Json {
  if (typeof body === 'string') return fitting(body, values, limit)
  if (Array.isArray(body)) return body.map(one => filledBody(one, values, limit))
  if (typeof body !== 'object' || body === null) return body
  return Object.fromEntries(Object.entries(body).map(([name, one]) => [name, filledBody(one, values, limit)]))
}

export function filledUrl(url: string, values: Values): string {
  return filled(url, values, encodeURIComponent)
}

function fitting(template: string, values: Values, limit: number): string {
  let fitted = values
  for (const name of ['text', 'title'] as const) {
    const whole = filled(template, fitted, text => text)
    if (whole.length <= limit) return whole
    const times = [...template.matchAll(PLACEHOLDER)].filter(([, one = '']) => one.trim() === name).length
    if (times === 0) continue
    const excess = Math.ceil((whole.length - limit) / times)
    fitted = { ...fitted, [name]: cut(fitted[name], fitted[name].length - excess) }
  }
  return cut(
    filled(template, fitted, text => text),
    limit,
  )
}

/** At most so many characters, none of them half of one. */
function cut(text: string, most: number): string {
  if (text.length <= most) return text
  if (most < 1) return ''
  return `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}

function filled(text: string, values: Values, encode: (value: string) => string): string {
  return text.replace(PLACEHOLDER, (_, name: string) => encode(values[name.trim() as keyof Values] ?? ''))
}
