// What alerting keeps: episodes with what was done about them and who was notified; silences; what was sent lately.
import { type TSchema, Type } from 'typebox'
import type {
  Accepted,
  ChangeEpisode,
  Episode,
  Handling,
  Notified,
  ReceivedEpisode,
} from '../../alerting/episode.ts'
import { readRateLimitState } from '../../alerting/muting/rate-limit.ts'
import { readSilence, type Silence } from '../../alerting/muting/silence.ts'
import { changeFields, firedAs, severity } from './detection.ts'
import {
  count,
  fieldsOf,
  figure,
  labels,
  moment,
  named,
  oneOf,
  orNull,
  type Shape,
  shape,
  text,
} from './shape.ts'

const handling = fieldsOf<Handling>({
  state: oneOf(['acknowledged', 'snoozed']),
  by: text,
  at: moment,
  until: orNull(moment),
  note: text,
  severity,
  sigma: figure,
})

const notified = fieldsOf<Notified>({
  state: oneOf(['firing', 'resolved']),
  at: moment,
  severity,
  reminders: count,
  first: count,
  last: count,
})

export const EPISODE_STATES = ['pending', 'firing', 'resolved', 'dropped'] as const

const run = {
  id: named,
  rule: text,
  series: text,
  state: oneOf(EPISODE_STATES),
  sequence: count,
  severity,
  pendingSince: moment,
  firingSince: orNull(moment),
  lastActiveAt: moment,
  resolvedAt: orNull(moment),
  handling: Type.Optional(handling),
  woken: Type.Optional(Type.Object({ reason: text, sequence: count })),
  notified: Type.Optional(Type.Record(Type.String(), notified)),
}

const kinds: Readonly<Record<Episode['origin'], TSchema>> = {
  change: fieldsOf<ChangeEpisode>({
    ...run,
    origin: Type.Literal('change'),
    seriesId: count,
    change: changeFields,
    firedAs: Type.Optional(firedAs),
    accepted: Type.Optional(fieldsOf<Accepted>({ by: text, at: moment, note: text })),
  }),
  received: fieldsOf<ReceivedEpisode>({
    ...run,
    origin: Type.Literal('received'),
    fingerprint: Type.Optional(named),
    labels,
    annotations: labels,
    generatorUrl: orNull(text),
    heardAt: Type.Optional(moment),
  }),
}

/** The name that an earlier version kept `notified` under. */
const earlier = shape(Type.Object({ told: Type.Optional(Type.Record(Type.String(), notified)) }))
const origins = shape(Type.Object({ origin: oneOf(Object.keys(kinds)) }))
const byOrigin = { change: shape(kinds.change), received: shape(kinds.received) }

/** Told apart first, so that what is said of one is what is wrong with it. */
export const episodeShape: Shape = value =>
  origins(value) ?? earlier(value) ?? byOrigin[(value as Episode).origin](value)

const silenceFields = shape(
  fieldsOf<Silence>({
    id: named,
    matchers: Type.Array(Type.Object({ name: text, op: text, value: text })),
    startsAt: moment,
    endsAt: moment,
    createdBy: text,
    createdAt: moment,
    comment: text,
  }),
)

export const silenceShape: Shape = value => silenceFields(value) ?? faultIn(readSilence(value))

export const rateLimitShape: Shape = value => faultIn(readRateLimitState(value))

/** Of what reads a value, or says what is wrong with it. */
function faultIn(read: unknown): string | null {
  return typeof read === 'string' ? read : null
}
