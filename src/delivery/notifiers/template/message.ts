// A note put into a template: the body that is posted, and beside it what the address still needs when it is sent.
import type { Note } from '../http/note.ts'
import type { Post } from '../http/post.ts'
import type { TemplateOptions } from './options.ts'
import { filledBody, filledUrl, type Json, type Values, valuesOf } from './placeholders.ts'

/** What is kept in the outbox. The address may be a secret, so it is put together when it is needed. */
interface Kept {
  values: Values
  body: Json
}

export function templateBody(note: Note, { body, limit, resolved }: TemplateOptions): Kept {
  const values = valuesOf(note)
  const own = note.state === 'resolved' ? (resolved?.body ?? body) : body
  return { values, body: filledBody(own, values, limit) }
}

export function templateRequest(bytes: Uint8Array, { url, headers, resolved }: TemplateOptions): Post {
  const { values, body } = JSON.parse(Buffer.from(bytes).toString('utf8')) as Kept
  const own = values.state === 'resolved' ? (resolved?.url ?? url) : url
  return { url: filledUrl(own, values), headers, body: JSON.stringify(body) }
}
