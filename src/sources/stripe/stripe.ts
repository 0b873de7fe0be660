// The Stripe source: its webhooks tell what becomes of sessions, payments, charges, invoices, refunds and disputes. Each is answered
// once it is on disk, and whatever is no use to us is answered all the same, for Stripe would bring it again for three days.
import type { Clock } from '../../core/clock.ts'
import type { Commit, ReceivedRequest, ReceivingSource, Reply, SourceProblem } from '../source.ts'
import { LARGEST_SIGNED_BODY } from '../source.ts'
import type { SourceDeps, SourceType } from '../source-type.ts'
import { meaningOf } from './meaning.ts'
import { type StripeOptions, stripeOptions } from './options.ts'
import { createSignatureCheck } from './webhook.ts'

export const stripe = {
  type: 'stripe',
  options: stripeOptions,
  example: { name: 'payments', type: 'stripe', secrets: ['whsec_0123456789abcdef'] },
  create: createStripeSource,
} as const satisfies SourceType

function createStripeSource(settings: StripeOptions, { clock }: Pick<SourceDeps, 'clock'>): ReceivingSource {
  const { name, secrets, lateness } = settings
  return {
    name,
    feeds: ['checkout'],
    lateness,
    routes: [
      {
        path: '/webhook',
        largestBody: LARGEST_SIGNED_BODY,
        signed: signedAt(settings, clock),
        receive: (request, commit) => receive(settings, request, commit),
      },
    ],
    check: async () => doubtful(secrets),
    close: async () => {},
  }
}

function signedAt(settings: StripeOptions, clock: Clock) {
  const isSigned = createSignatureCheck(settings)
  return (headers: ReceivedRequest['headers'], body: Uint8Array): boolean =>
    isSigned(headers, body, clock.now())
}

/** What was pasted in the place of a signing secret: no signature would ever be right. */
function doubtful(secrets: readonly string[]): SourceProblem[] {
  return secrets.flatMap((secret, place) => {
    if (/^whsec_[\w+/=-]+$/.test(secret)) return []
    const message = 'does not look like a signing secret, which begins with whsec_ and has no blanks'
    const remedy = 'Copy that of the endpoint, under Developers, Webhooks; an API key (sk_…) is another thing'
    return [{ where: `secrets.${place}`, message, remedy, refused: 0 }]
  })
}

async function receive(
  { name, mode }: StripeOptions,
  { body }: ReceivedRequest,
  commit: Commit,
): Promise<Reply> {
  const meaning = meaningOf(parsed(body), { source: name, mode })
  if (meaning === null) return json(400, { error: 'the body is no event of Stripe; nothing of it was kept' })
  const { accepted, duplicates, refused } = await commit(meaning.candidates, meaning.refused)
  return json(200, { accepted, duplicates, refused })
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body))
  } catch {
    return null
  }
}

function json(status: number, value: unknown): Reply {
  return { status, type: 'application/json', body: `${JSON.stringify(value)}\n` }
}
