// Whether a candidate is worse than a baseline, as whoever rolls it out asks: by GET with the verdict in the answer, or as a hook by POST
// with the verdict in the status. Both only read.
import express, { type Express, type Request } from 'express'
import * as z from 'zod'
import { readAs } from '../../core/options/read.ts'
import { isoTime } from '../../presentation/times.ts'
import { faultsOf } from '../bodies.ts'
import type { AskGate, WebDeps } from '../deps.ts'
import { jsonOnly } from '../security/guards.ts'
import { serve } from '../serve.ts'

const AT = '/api/v1/gate'

/** 200 with whatever verdict there is: a metric of Argo Rollouts takes any other status for an error of the measurement. */
export function gateRoute(app: Express, ask: AskGate, { clock }: Pick<WebDeps, 'clock'>): void {
  serve(app, AT, async request => {
    const answer = await ask(textsOf(request.query))
    const isUsage = answer.verdict === 'usage'
    const body = isUsage ? { error: misused(answer.faults) } : answer.body
    return {
      status: isUsage ? 400 : 200,
      type: 'application/json',
      body: `${JSON.stringify({ now: isoTime(clock.now()), ...body })}\n`,
    }
  })
}

const LONGEST = 300

/** As Flagger sends it; what it knows beside is not looked at. */
const hookBody = z.object({
  name: z.string().max(LONGEST).optional(),
  namespace: z.string().max(LONGEST).optional(),
  phase: z.string().max(LONGEST).optional(),
  checksum: z.string().max(LONGEST).optional(),
  metadata: z.record(z.string().max(LONGEST), z.string().max(LONGEST)).nullish(),
})

/**
 * The verdict is the status: 200 advances, any from 300 on halts. A hook that asks whether to roll back (`hook=rollback`) is answered the other way round:
 * 200 where the candidate is worse, and never for want of data.
 */
export function gateHook(app: Express, ask: AskGate, { clock }: Pick<WebDeps, 'clock'>): void {
  const json = express.json({ limit: '16kb', type: 'application/json' })
  app.post(AT, jsonOnly(), json, (request, response, next) => {
    hooked(ask, request).then(({ status, body }) => {
      response.status(status).json({ now: isoTime(clock.now()), ...body })
    }, next)
  })
}

async function hooked(ask: AskGate, request: Request): Promise<{ status: number; body: object }> {
  const parsed = readAs(hookBody, request.body)
  if (!parsed.success) return { status: 400, body: { error: misused([faultsOf(parsed.error)]) } }
  const given: Record<string, string> = { ...textsOf(request.query), ...parsed.data.metadata }
  const { hook = 'advance', ...asked } = given
  if (hook !== 'advance' && hook !== 'rollback')
    return { status: 400, body: { error: misused([`hook is advance or rollback; it is ${hook}`]) } }
  const answer = await ask(asked)
  if (answer.verdict === 'usage') return { status: 400, body: { error: misused(answer.faults) } }
  const isMeant = answer.verdict === (hook === 'rollback' ? 'fail' : 'pass')
  // What is answered beside another status is written into the log of the canary.
  return { status: isMeant ? 200 : 409, body: answer.body }
}

function misused(faults: readonly string[]): { title: string; detail: string } {
  return { title: 'No such question', detail: faults.join('; ') }
}

function textsOf(query: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(query ?? {}).flatMap(([name, value]: [string, unknown]) =>
      typeof value === 'string' ? [[name, value.slice(0, LONGEST)]] : [],
    ),
  )
}
