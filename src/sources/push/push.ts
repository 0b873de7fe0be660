// The push source: a platform sends its events itself, as JSON or as lines of JSON, and is answered once they are kept.
import { nearestOf } from '../../core/names/nearest.ts'
import type { RefusalReason } from '../../events/intake.ts'
import { payloads } from '../../events/schema.ts'
import { showsBearer } from '../bearer.ts'
import type {
  Commit,
  ReceivedRequest,
  ReceivingSource,
  RefusedCandidate,
  Reply,
  SourceProblem,
} from '../source.ts'
import type { SourceType } from '../source-type.ts'
import { type PushOptions, pushOptions } from './options.ts'
import { parseBody } from './parse-body.ts'

const LARGEST_BODY = 8 * 1024 * 1024
/** Refusals that an answer names one by one. */
const MOST_NAMED = 20

export const push = {
  type: 'push',
  options: pushOptions,
  example: { name: 'pushed', type: 'push', token: '0123456789abcdef', feeds: ['task'] },
  create: createPushSource,
} as const satisfies SourceType

function createPushSource({ name, token, feeds, lateness }: PushOptions): ReceivingSource {
  return {
    name,
    feeds,
    lateness,
    routes: [
      {
        path: '/events',
        largestBody: LARGEST_BODY,
        authorised: headers => showsBearer(headers, token),
        receive: (request, commit) => receive(name, feeds, request, commit),
      },
    ],
    check: async () => misspelt(feeds),
    close: async () => {},
  }
}

/** A name that is no kind of lifecycle is that of a gauge: nothing else would ever say that a kind was meant. */
function misspelt(feeds: readonly string[]): SourceProblem[] {
  const kinds = [...new Set(Object.keys(payloads).map(kindOfType))]
  return feeds.flatMap(feed => {
    const meant = kinds.includes(feed) ? null : nearestOf(feed, kinds)
    if (meant === null) return []
    const message = `\`${feed}\` is no kind of lifecycle, so that only a gauge of that name would be taken`
    return [{ where: 'feeds', message, remedy: `Write ${meant} if that is meant`, refused: 0 }]
  })
}

async function receive(
  source: string,
  feeds: readonly string[],
  { headers, body }: ReceivedRequest,
  commit: Commit,
): Promise<Reply> {
  const parsed = parseBody(new TextDecoder().decode(body), String(headers['content-type'] ?? ''))
  if (!parsed.ok) return json(400, { error: parsed.reason })
  const expected: unknown[] = []
  const refused: RefusedCandidate[] = []
  for (const candidate of parsed.candidates) {
    const kind = kindOf(candidate)
    if (kind === null || feeds.includes(kind)) expected.push(ofSource(candidate, source))
    else
      refused.push({
        reason: 'unexpected' satisfies RefusalReason,
        detail: `${kind} is not in \`feeds\` of this source`,
      })
  }
  const committed = await commit(expected, refused)
  // A message that is sent again brings nothing new, and what its sender gave up was counted the first time.
  if (parsed.dropped > 0 && (committed.accepted > 0 || committed.duplicates === 0)) {
    const detail = 'the sender had no room for them, or could make no event of them'
    await commit([], [{ reason: 'dropped' satisfies RefusalReason, detail, count: parsed.dropped }])
  }
  const named = committed.refused.slice(0, MOST_NAMED)
  return json(200, { ...committed, refused: { count: committed.refused.length, first: named } })
}

/** The kind of lifecycle or the gauge that an event feeds; null where it feeds none, as a release, or is none. */
function kindOf(candidate: unknown): string | null {
  if (!isRecord(candidate) || typeof candidate.type !== 'string') return null
  const { type, data } = candidate
  if (type === 'gauge.observed') return isRecord(data) && typeof data.name === 'string' ? data.name : null
  const kind = kindOfType(type)
  return kind === 'rollout' ? null : kind
}

function kindOfType(type: string): string {
  const [kind = ''] = type.split('.')
  return kind
}

/** Its ids are its own: two sources may use the same ones. */
function ofSource(candidate: unknown, source: string): unknown {
  if (!isRecord(candidate)) return candidate
  const { id, at } = candidate
  return {
    attributes: {},
    ...candidate,
    source,
    ...(typeof id === 'string' && id !== '' ? { id: `${source}:${id}` } : {}),
    ...(typeof at === 'string' ? { at: Date.parse(at) } : {}),
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function json(status: number, value: unknown): Reply {
  return { status, type: 'application/json', body: `${JSON.stringify(value)}\n` }
}
