// What an evaluation tells: that a claim is verified. It comes as a log record that is an event, or as an event of the span it is about.
import { type Attributed, numberOf, textOf } from './attributes.ts'
import { BAD_LABELS, EVALUATION, GOOD_LABELS } from './conventions.ts'
import { type LogRecord, millisOf, type Nanos, type Span } from './model.ts'
import type { EvaluationOptions } from './options.ts'
import { type Candidate, claimSubject, digestOf, identified, idOf, LONGEST_NAME, type Told } from './told.ts'

export interface Judging {
  source: string
  evaluations: readonly EvaluationOptions[]
  /** Probability that is taken to be claimed where none is stated. */
  claimed: number
}

export function tellLog(log: LogRecord, judging: Judging): Told {
  const event = log.eventName || textOf(log, EVALUATION.eventName)
  if (!isEvaluation(event)) return { events: [] }
  return judge(log, log.at, identified(log.traceId, log.spanId), judging)
}

export function tellSpanEvents(span: Span, judging: Judging): Told[] {
  const of = identified(span.traceId, span.spanId)
  return span.events
    .filter(({ name }) => isEvaluation(name))
    .map(({ attributes, at }) => judge({ attributes, resource: span.resource }, at, of, judging))
}

function isEvaluation(event: string | undefined): boolean {
  return event !== undefined && (EVALUATION.events as readonly string[]).includes(event)
}

function judge(item: Attributed, at: Nanos, span: string | null, judging: Judging): Told {
  const { source, evaluations, claimed } = judging
  // An evaluation that has failed says nothing of what it was to evaluate.
  if (item.attributes.has(EVALUATION.error[0])) return { events: [] }
  const name = textOf(item, EVALUATION.name)?.slice(0, LONGEST_NAME)
  if (name === undefined) return { events: [], fault: 'an evaluation without a name' }
  const response = textOf(item, EVALUATION.response)
  const of = span ?? (response === undefined ? null : `response:${response}`)
  if (of === null) return { events: [], fault: `${name}: an evaluation of neither a span nor a response` }
  if (at <= 0) return { events: [], fault: `${name}: an evaluation without a time` }
  const rule = evaluations.find(one => one.name === name)
  const outcome = outcomeOf(item, rule)
  if (outcome === null) return { events: [], reason: 'unclear', fault: `${name}: ${UNCLEAR}` }
  const subject = claimSubject(of, name)
  const event = (type: string, what: string, data: object): Candidate => ({
    id: idOf(subject, what, source),
    type,
    at: millisOf(at),
    source,
    subject,
    attributes: {},
    data,
  })
  const model = textOf(item, ['gen_ai.response.model', 'gen_ai.request.model'])?.slice(0, LONGEST_NAME)
  const probability = numberOf(item, EVALUATION.probability) ?? claimed
  const verifier = textOf(item, EVALUATION.verifier) ?? rule?.by ?? 'model'
  const said = digestOf(JSON.stringify([at, outcome, verifier]))
  return {
    events: [
      event('claim.made', `evaluated.${said}`, {
        claimType: name,
        probability,
        ...(model === undefined ? {} : { model }),
      }),
      event('claim.verified', `verified.${said}`, { outcome, verifier, audit: false }),
    ],
  }
}

const UNCLEAR =
  'neither its label nor its score says whether it is good; give at_least or at_most under `evaluations`'

/** Null where nobody can tell. What the configuration says of scores goes before any label. */
function outcomeOf(item: Attributed, rule: EvaluationOptions | undefined): boolean | null {
  const score = numberOf(item, EVALUATION.score)
  if (rule?.atLeast !== undefined && score !== undefined) return score >= rule.atLeast
  if (rule?.atMost !== undefined && score !== undefined) return score <= rule.atMost
  const label =
    textOf(item, EVALUATION.label)
      ?.trim()
      .toLowerCase()
      .replace(/[\s-]+/g, '_') ?? ''
  if (GOOD_LABELS.has(label)) return true
  if (BAD_LABELS.has(label)) return false
  // A score of 0 or 1 without a label may be the lowest of a scale as well as a yes or no.
  return null
}
