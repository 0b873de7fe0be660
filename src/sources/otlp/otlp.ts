// The source of OTLP: a program or a Collector that speaks OpenTelemetry sends its spans, metrics and logs, and is answered once what they
// tell is kept.
import type { Logger } from '../../core/logger.ts'
import { PASSED_OVER, type RefusalReason } from '../../events/intake.ts'
import { showsBearer } from '../bearer.ts'
import type { MemoryChange } from '../memory.ts'
import type {
  Commit,
  Meaning,
  ReceivedRequest,
  ReceivingSource,
  RefusedCandidate,
  Reply,
  Route,
} from '../source.ts'
import type { SourceDeps, SourceType } from '../source-type.ts'
import { type Encoding, encodingOf, type RejectedName, refusal, taken } from './answers.ts'
import { WORK, type Work } from './conventions.ts'
import { type Judging, tellLog, tellSpanEvents } from './evaluations.ts'
import { json } from './json.ts'
import { type Decoder, Malformed } from './model.ts'
import { tellMetrics } from './numbers.ts'
import { type MetricOptions, type OtlpOptions, otlpOptions } from './options.ts'
import { protobuf } from './protobuf.ts'
import { tellSpan } from './spans.ts'
import type { Candidate, Told } from './told.ts'

/** As the specification recommends; of what is unpacked. */
const LARGEST_BODY = 20 * 1024 * 1024
/** Events of one request: as many as can be kept before the sender loses patience. */
const MOST_EVENTS = 150_000
/** Events of one commit: between two, others have their turn. */
const AT_ONCE = 10_000

export const otlp = {
  type: 'otlp',
  options: otlpOptions,
  example: { name: 'agents', type: 'otlp', token: '0123456789abcdef' },
  create: (settings: OtlpOptions, deps) => createOtlpSource(settings, deps),
} as const satisfies SourceType

/** What came, of either encoding, and what is to be kept with it. `passed`: names of what nothing says the meaning of. */
interface Heard {
  told: Told[]
  passed?: readonly string[]
  memory?: MemoryChange[]
}

type Hear = (decoder: Decoder<Uint8Array>, body: Uint8Array) => Heard

interface Signal {
  path: string
  rejected: RejectedName
  hear: Hear
  inTurn: InTurn
}

type InTurn = (call: () => Promise<Reply>) => Promise<Reply>

const DECODERS: Readonly<Record<Encoding, Decoder<Uint8Array>>> = { protobuf, json }

function createOtlpSource(options: OtlpOptions, deps: SourceDeps): ReceivingSource {
  const { name, token, metrics, lateness } = options
  const passing = createPassing(name, deps.log)
  const route = ({ path, rejected, hear, inTurn }: Signal): Route => ({
    path,
    largestBody: LARGEST_BODY,
    authorised: headers => showsBearer(headers, token),
    refusal: (headers, status, why) => refusal(encodingOf(headers), status, why),
    receive: (request, commit) => inTurn(() => receive(request, commit, { rejected, hear })),
  })
  return {
    name,
    feeds: metrics.length === 0 ? ['task', 'claim'] : ['task', 'claim', 'sample'],
    meanings: Object.fromEntries(metrics.map(one => [one.name, meaningOf(one)])),
    lateness,
    routes: signalsOf(options, deps, passing).map(route),
    check: async () => [],
    close: async () => {},
  }
}

function meaningOf({ unit, family, good, limit, help }: MetricOptions): Meaning {
  return { unit, family, goodDirection: good === 'neither' ? null : good, limit, help }
}

function signalsOf(options: OtlpOptions, { memory, clock }: SourceDeps, passing: Passing): Signal[] {
  const { name: source, metrics: watched, evaluations, claimed } = options
  const known: readonly Work[] = [...options.spans, ...WORK]
  const judging: Judging = { source, evaluations, claimed }
  const hearSpans: Hear = (decoder, body) => {
    const passed: string[] = []
    const told = decoder.spans(body).flatMap(span => {
      const of = tellSpan(span, source, known)
      if (of.unknown === true) passed.push(span.name)
      return [of, ...tellSpanEvents(span, judging)]
    })
    passing('span', passed)
    return { told, passed }
  }
  const hearLogs: Hear = (decoder, body) => ({
    told: decoder.logs(body).map(record => tellLog(record, judging)),
  })
  const hearMetrics: Hear = (decoder, body) => {
    const metrics = decoder.metrics(body)
    const names = metrics.map(({ name }) => name)
    const passed = names.filter(name => !watched.some(({ metric }) => metric === name))
    passing('metric', passed)
    return { ...tellMetrics(metrics, { source, watched, now: clock.now() }, memory), passed }
  }
  return [
    { path: '/v1/traces', rejected: 'rejectedSpans', hear: hearSpans, inTurn: atOnce },
    // A total that is read must be the one that was kept last.
    { path: '/v1/metrics', rejected: 'rejectedDataPoints', hear: hearMetrics, inTurn: createQueue() },
    { path: '/v1/logs', rejected: 'rejectedLogRecords', hear: hearLogs, inTurn: atOnce },
  ]
}

async function receive(
  { headers, body }: ReceivedRequest,
  commit: Commit,
  { rejected: name, hear }: Pick<Signal, 'rejected' | 'hear'>,
): Promise<Reply> {
  const encoding = encodingOf(headers)
  if (encoding === null) {
    return refusal(null, 415, 'the body must be application/x-protobuf or application/json')
  }
  const heard = listen(hear, DECODERS[encoding], body)
  if ('fault' in heard) {
    await commit([], [{ reason: 'unreadable' satisfies RefusalReason, detail: heard.fault }])
    return refusal(encoding, 400, `the request cannot be read: ${heard.fault}`)
  }
  const { told, passed = [], memory = [] } = heard
  const events = told.flatMap(one => one.events)
  if (events.length > MOST_EVENTS) {
    const why = `a request of ${events.length} events, which is more than ${MOST_EVENTS}`
    await commit([], [{ reason: 'too many', detail: why }])
    return refusal(encoding, 413, `${why}; send smaller batches`)
  }
  const faults = told.flatMap(turnedAway)
  const refused = await keep(commit, { events, faults: [...faults, ...passedOver(passed)], memory })
  const lost = itemsOf(told, refused) + faults.length
  const [first] = [...faults, ...refused]
  const message = first === undefined ? '' : `${lost} refused; the first: ${first.reason}: ${first.detail}`
  return taken(encoding, { name, count: lost, message })
}

function listen(hear: Hear, decoder: Decoder<Uint8Array>, body: Uint8Array): Heard | { fault: string } {
  try {
    return hear(decoder, body)
  } catch (error) {
    if (error instanceof Malformed) return { fault: error.message }
    throw error
  }
}

function turnedAway({ fault, reason = 'invalid' satisfies RefusalReason }: Told): RefusedCandidate[] {
  return fault === undefined ? [] : [{ reason, detail: fault }]
}

/** It is counted: whoever sets this up sees that something came. */
function passedOver(names: readonly string[]): RefusedCandidate[] {
  const [first] = names
  if (first === undefined) return []
  return [{ reason: PASSED_OVER, detail: first.slice(0, 80), count: names.length }]
}

interface Keeping {
  events: readonly Candidate[]
  faults: readonly RefusedCandidate[]
  memory: readonly MemoryChange[]
}

/** In pieces. What is kept for later comes last: a request that was cut short is sent again, and must tell the same. */
async function keep(commit: Commit, { events, faults, memory }: Keeping): Promise<RefusedCandidate[]> {
  const refused: RefusedCandidate[] = []
  for (let from = 0; from < events.length; from += AT_ONCE) {
    refused.push(...(await commit(events.slice(from, from + AT_ONCE))).refused)
  }
  if (faults.length > 0 || memory.length > 0) await commit([], faults, memory)
  return refused
}

/** How many of what came had an event that was not kept. A refusal that names no event is of one more. */
function itemsOf(told: readonly Told[], refused: readonly RefusedCandidate[]): number {
  if (refused.length === 0) return 0
  const ids = new Set(told.flatMap(({ events }) => events.map(({ id }) => shortId(id))))
  const named = new Set<string>()
  let nameless = 0
  for (const { detail } of refused) {
    const id = [shortId(detail), shortId(detail.split(': ')[0] ?? '')].find(one => ids.has(one))
    if (id === undefined) nameless += 1
    else named.add(id)
  }
  return nameless + told.filter(({ events }) => events.some(({ id }) => named.has(shortId(id)))).length
}

/** As much of an id as the words of a refusal begin with. */
function shortId(text: string): string {
  return text.slice(0, 80)
}

type Passing = (what: string, names: readonly string[]) => void

/** Names that are said once each, so that whoever sets this up sees what came and is not taken. */
const MOST_SAID = 20

function createPassing(source: string, log: Logger): Passing {
  const said = new Map<string, Set<string>>()
  return (what, names) => {
    const known = said.get(what) ?? new Set()
    said.set(what, known)
    for (const name of names) {
      if (known.size >= MOST_SAID) return
      if (known.has(name)) continue
      known.add(name)
      log.info(`a ${what} is passed over: nothing says what it means`, { source, name: name.slice(0, 80) })
    }
  }
}

const atOnce: InTurn = call => call()

/** One call after the other. */
function createQueue(): InTurn {
  let last: Promise<unknown> = Promise.resolve()
  return call => {
    const next = last.then(call, call)
    last = next.catch(() => undefined)
    return next
  }
}
