// The candidates in a request's body: a JSON list, a JSON object with a list, one event, or one event a line.

export type ParsedBody = Parsed | { ok: false; reason: string }

interface Parsed {
  ok: true
  candidates: readonly unknown[]
  /** Events that the sender had and gave up, as it says beside the list. */
  dropped: number
}

/** More than the largest body has room for, at 60 bytes for the shortest event. */
const MOST_EVENTS = 150_000
const TOO_MANY = {
  ok: false,
  reason: `the body has more than ${MOST_EVENTS} events; nothing of it was kept`,
} as const

export function parseBody(text: string, contentType: string): ParsedBody {
  if (/ndjson|jsonl|json-seq|json-lines/i.test(contentType)) return parseLines(text)
  const whole = parse(text)
  if (whole === undefined) return parseLines(text)
  if (Array.isArray(whole)) return parsed(whole)
  if (typeof whole === 'object' && whole !== null) {
    const { events, dropped } = whole as { events?: unknown; dropped?: unknown }
    return Array.isArray(events) ? parsed(events, dropped) : parsed([whole])
  }
  return { ok: false, reason: 'the body is neither an event nor a list of events' }
}

function parseLines(text: string): ParsedBody {
  const candidates: unknown[] = []
  for (const [i, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    const value = parse(line)
    if (value === undefined) {
      return { ok: false, reason: `line ${i + 1} of the body is not JSON; nothing of it was kept` }
    }
    candidates.push(value)
    if (candidates.length > MOST_EVENTS) return TOO_MANY
  }
  return parsed(candidates)
}

function parsed(candidates: readonly unknown[], dropped: unknown = 0): ParsedBody {
  if (candidates.length > MOST_EVENTS) return TOO_MANY
  return { ok: true, candidates, dropped: Number.isSafeInteger(dropped) ? Math.max(0, Number(dropped)) : 0 }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
