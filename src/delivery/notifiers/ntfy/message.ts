// A note as a message of ntfy. The topic is a secret: it is put in when the message is sent, not when it is kept.
import type { Note } from '../http/note.ts'

/** Bytes; ntfy makes an attachment of more than 4,096. */
const LONGEST = 3500

/** 5 sounds through do-not-disturb, 3 is the default, 2 makes no sound. */
function priorityOf({ state, severity }: Note): number {
  if (state === 'resolved' || state === 'test') return 2
  return severity === 'page' ? 5 : 3
}

export function ntfyBody(note: Note): unknown {
  const { title, text, url, state } = note
  return {
    title,
    message: cut(text),
    priority: priorityOf(note),
    tags: [state === 'resolved' ? 'white_check_mark' : 'warning'],
    ...(url === null ? {} : { click: url }),
  }
}

export function withTopic(bytes: Uint8Array, topic: string): string {
  const message = JSON.parse(Buffer.from(bytes).toString('utf8')) as object
  return JSON.stringify({ topic, ...message })
}

function cut(text: string): string {
  let kept = text
  while (Buffer.byteLength(kept) > LONGEST) kept = [...kept].slice(0, -100).join('')
  return kept === text ? text : `${kept}…`
}
