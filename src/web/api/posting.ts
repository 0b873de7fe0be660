// How an address that acts takes its requests: with a role, as JSON, not too often, attributed to who asks.
import express, { type Router } from 'express'
import type * as z from 'zod'
import type { Role } from '../../config/access.ts'
import { readAs } from '../../core/options/read.ts'
import type { ControlDeps, Outcome, Refusal } from '../../operations/operations.ts'
import { isoTime } from '../../presentation/times.ts'
import { faultsOf } from '../bodies.ts'
import type { WebDeps } from '../deps.ts'
import { parameter } from '../request.ts'
import { actorOf } from '../security/access.ts'
import type { Gate } from '../security/gate.ts'
import { bounded, jsonOnly, refuse } from '../security/guards.ts'
import type { Json } from './api.ts'

/** What an answer shows beside when it was made and whether anything changed. */
export type Shown = { readonly [name: string]: Json }

export const STATUS: Readonly<Record<Refusal, number>> = {
  unknown: 404,
  ambiguous: 409,
  state: 409,
  invalid: 422,
}

export type Post = <S extends z.ZodType<{ by: string }>>(
  path: string,
  role: Role,
  body: S,
  act: (given: z.output<S>, id: string) => Outcome<{ shown: Shown }>,
) => void

export function posting(
  router: Router,
  { clock: realClock }: ControlDeps,
  clock: WebDeps['clock'],
  { needs, principalOf }: Gate,
): Post {
  const limit = bounded(realClock, request => actorOf(principalOf(request), ''))
  return (path, role, body, act) => {
    const json = express.json({ limit: '16kb', type: 'application/json' })
    router.post(path, needs(role), jsonOnly(), limit, json, (request, response) => {
      const principal = principalOf(request)
      const parsed = readAs(body, {
        ...(principal.name !== null && { by: principal.name }),
        ...request.body,
      })
      if (!parsed.success) return refuse(response, 422, faultsOf(parsed.error))
      const given = { ...parsed.data, by: actorOf(principal, parsed.data.by) }
      const outcome = act(given, parameter(request, 'id'))
      if (!outcome.done) return refuse(response, STATUS[outcome.reason], outcome.why)
      response.json({ now: isoTime(clock.now()), changed: outcome.changed, ...outcome.shown })
    })
  }
}
