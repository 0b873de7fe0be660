// The candidates in a request's body: a JSON list, a JSON object with a list, one event, or one event a line.

export type ParsedBody = { ok: true; candidates: readonly unknown[] } | { ok: false; reason: string }

export function parseBody(text: string, contentType: string): ParsedBody {
  if (/ndjson|jsonl|json-seq|json-lines/i.test(contentType)) return parseLines(text)
  const whole = parse(text)
  if (whole === undefined) return parseLines(text)
  if (Array.isArray(whole)) return { ok: true, candidates: whole }
  if (typeof whole === 'object' && whole !== null) {
    const { events } = whole as { events?: unknown }
    return { ok: true, candidates: Array.isArray(events) ? events : [whole] }
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
  }
  return { ok: true, candidates }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
