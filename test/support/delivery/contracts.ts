// Servers on loopback that take what Slack, Teams, PagerDuty, ntfy, Opsgenie and Telegram document, and refuse the rest.
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'

export interface Asked {
  path: string
  headers: IncomingHttpHeaders
  json: Readonly<Record<string, unknown>>
  size: number
}

export interface Contract {
  url: string
  /** What was accepted, in order. */
  accepted: Asked[]
  /** Why others were not. */
  refused: string[]
}

interface Reply {
  status: number
  body: string
}

/** Answers what is right of a request, or what the service would say of it. */
type Rule = (asked: Asked) => Reply

export async function startContract(t: Pick<TestContext, 'after'>, rule: Rule): Promise<Contract> {
  const contract: Contract = { url: '', accepted: [], refused: [] }
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks)
    const asked = { path: request.url ?? '', headers: request.headers, size: body.length, json: parsed(body) }
    const posted = request.method === 'POST' && request.headers['content-type'] === 'application/json'
    const reply = posted ? rule(asked) : { status: 415, body: 'POST application/json' }
    if (reply.status < 300) contract.accepted.push(asked)
    else contract.refused.push(`${reply.status} ${reply.body}`)
    response.writeHead(reply.status).end(reply.body)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  contract.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return contract
}

function parsed(body: Buffer): Asked['json'] {
  try {
    return JSON.parse(body.toString('utf8')) as Asked['json']
  } catch {
    return {}
  }
}

const text = (value: unknown, most: number): value is string =>
  typeof value === 'string' && value !== '' && [...value].length <= most

/** https://api.slack.com/messaging/webhooks and the limits of https://api.slack.com/reference/block-kit/blocks. */
export const slackRule: Rule = ({ path, json }) => {
  if (path !== '/services/T0/B0/secret') return { status: 404, body: 'no_service' }
  if (!text(json.text, 40_000)) return { status: 400, body: 'no_text' }
  const blocks = (json.blocks ?? []) as ReadonlyArray<{
    type: string
    text?: { text: string }
    elements?: unknown[]
  }>
  const limits: Record<string, number> = { header: 150, section: 3000 }
  const whole = blocks.every(({ type, text: own, elements = [] }) =>
    type in limits ? text(own?.text, limits[type] ?? 0) : elements.length > 0 && elements.length <= 25,
  )
  return whole && blocks.length <= 50 ? { status: 200, body: 'ok' } : { status: 400, body: 'invalid_blocks' }
}

/** A Power Automate workflow answers 202; https://adaptivecards.io/explorer/AdaptiveCard.html. */
export const teamsRule: Rule = ({ json, size }) => {
  if (size > 28 * 1024) return { status: 413, body: 'RequestEntityTooLarge' }
  const [attachment] = (json.attachments ?? []) as ReadonlyArray<{
    contentType: string
    content: { type: string; version: string; body: ReadonlyArray<{ type: string; text: unknown }> }
  }>
  const whole =
    json.type === 'message' &&
    attachment?.contentType === 'application/vnd.microsoft.card.adaptive' &&
    attachment.content.type === 'AdaptiveCard' &&
    attachment.content.body.every(({ type, text: own }) => type === 'TextBlock' && typeof own === 'string')
  return whole ? { status: 202, body: '' } : { status: 400, body: 'TriggerInputSchemaMismatch' }
}

/** https://developer.pagerduty.com/docs/events-api-v2-overview. */
export const pagerdutyRule: Rule = ({ path, json }) => {
  const { payload } = json as { payload?: Record<string, unknown> }
  const errors = [
    path === '/v2/enqueue' || 'path',
    text(json.routing_key, 32) || 'routing_key',
    ['trigger', 'acknowledge', 'resolve'].includes(String(json.event_action)) || 'event_action',
    text(json.dedup_key, 255) || 'dedup_key',
    json.event_action !== 'trigger' ||
      (text(payload?.summary, 1024) &&
        text(payload.source, 255) &&
        ['critical', 'error', 'warning', 'info'].includes(String(payload.severity))) ||
      'payload',
  ].filter(error => error !== true)
  return errors.length === 0
    ? { status: 202, body: JSON.stringify({ status: 'success', dedup_key: json.dedup_key }) }
    : { status: 400, body: JSON.stringify({ status: 'invalid event', errors }) }
}

/** https://docs.ntfy.sh/publish/#publish-as-json. */
export const ntfyRule: Rule = ({ path, json, headers }) => {
  if (headers.authorization !== 'Bearer tk_secret') return { status: 403, body: '{"error":"forbidden"}' }
  const whole =
    path === '/' &&
    /^[-_A-Za-z0-9]{1,64}$/.test(String(json.topic)) &&
    typeof json.message === 'string' &&
    Buffer.byteLength(json.message) <= 4096 &&
    [1, 2, 3, 4, 5].includes(Number(json.priority)) &&
    Array.isArray(json.tags)
  return whole ? { status: 200, body: '{"event":"message"}' } : { status: 400, body: '{"code":40017}' }
}

/** https://docs.opsgenie.com/docs/alert-api. */
export const opsgenieRule: Rule = ({ path, json, headers }) => {
  if (headers.authorization !== 'GenieKey og-secret') return { status: 401, body: 'Key does not exist' }
  const closes = /^\/v2\/alerts\/[^/?]{1,512}\/close\?identifierType=alias$/.test(path)
  const creates = path === '/v2/alerts' && text(json.message, 130) && text(json.alias, 512)
  return closes || creates
    ? { status: 202, body: '{"result":"Request will be processed"}' }
    : { status: 422, body: path }
}

/** https://core.telegram.org/bots/api#sendmessage. */
export const telegramRule: Rule = ({ path, json }) => {
  if (path !== '/bot123:secret/sendMessage') return { status: 404, body: '{"ok":false}' }
  const whole = text(json.chat_id, 64) && text(json.text, 4096)
  return whole ? { status: 200, body: '{"ok":true}' } : { status: 400, body: '{"ok":false}' }
}
