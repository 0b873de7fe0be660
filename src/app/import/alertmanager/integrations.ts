// The integrations that an Alertmanager has and slowburn has too: one function for each list of a receiver.
import { type Secrets, WEBHOOK_SECRET } from './secrets.ts'
import type { Section } from './section.ts'

export interface IntegrationInput {
  globals: Section
  secrets: Secrets
  /** Name of the receiver. */
  owner: string
}

/** One integration as part of a contact. Null where it cannot be carried over, which is said. */
type Integration = (section: Section, input: IntegrationInput) => Readonly<Record<string, object>> | null

/** Keys of the global section that integrations ask for. */
export const INTEGRATION_GLOBALS = [
  'slack_api_url',
  'pagerduty_url',
  'opsgenie_api_url',
  'opsgenie_api_key',
  'telegram_bot_token',
] as const

export const INTEGRATIONS: Readonly<Record<string, Integration>> = {
  slack_configs: (section, input) => {
    const url = secretOf(section, 'api_url', input, 'slack_api_url')
    if (section.has('channel')) section.lose('channel', 'is decided by the incoming webhook')
    return url === null ? missing(section, 'api_url') : { slack: { url } }
  },
  pagerduty_configs: (section, input) => {
    const key = secretOf(section, 'routing_key', input)
    const url = section.text('url') ?? input.globals.text('pagerduty_url')
    if (key !== null) return { pagerduty: { routing_key: key, ...(url === null ? {} : { url }) } }
    const old = ['service_key', 'service_key_file'].find(one => section.has(one))
    if (old === undefined) return missing(section, 'routing_key')
    const remedy = 'add an integration of the Events API v2 to the service, and give its key as routing_key'
    section.cannotNotify(old, `it is of the Events API v1, and slowburn uses v2: ${remedy}`)
    return null
  },
  msteams_configs: teamsOf,
  msteamsv2_configs: teamsOf,
  webhook_configs: (section, input) => {
    const url = secretOf(section, 'url', input)
    if (url === null) return missing(section, 'url')
    section.lose(
      section.has('url') ? 'url' : 'url_file',
      `is posted the body of slowburn, not that of an Alertmanager; put a secret to sign it by into ${WEBHOOK_SECRET}`,
    )
    return { webhook: { url, secret: `\${${WEBHOOK_SECRET}}` } }
  },
  opsgenie_configs: (section, input) => {
    const key = secretOf(section, 'api_key', input, 'opsgenie_api_key')
    const base = section.text('api_url') ?? input.globals.text('opsgenie_api_url')
    const alerts = `${(base ?? 'https://api.opsgenie.com').replace(/\/$/, '')}/v2/alerts`
    return key === null ? missing(section, 'api_key') : opsgenie(alerts, key)
  },
  telegram_configs: (section, input) => {
    const token = secretOf(section, 'bot_token', input, 'telegram_bot_token')
    const chat = secretOf(section, 'chat_id', input)
    const base = (section.text('api_url') ?? 'https://api.telegram.org').replace(/\/$/, '')
    const thread = section.text('message_thread_id')
    if (token === null) return missing(section, 'bot_token')
    return chat === null ? missing(section, 'chat_id') : telegram(`${base}/bot${token}`, chat, thread)
  },
}

function teamsOf(section: Section, input: IntegrationInput): Readonly<Record<string, object>> | null {
  const url = secretOf(section, 'webhook_url', input)
  return url === null ? missing(section, 'webhook_url') : { teams: { url } }
}

/** As docs/reference/notifiers/template.md has them. */
function opsgenie(alerts: string, key: string): Readonly<Record<string, object>> {
  return {
    template: {
      url: alerts,
      headers: { Authorization: `GenieKey ${key}` },
      body: {
        message: '{{title}}',
        alias: '{{id}}',
        description: '{{text}}',
        source: 'slowburn',
        details: { severity: '{{severity}}', rule: '{{rule}}', page: '{{url}}' },
      },
      resolved: {
        url: `${alerts}/{{id}}/close?identifierType=alias`,
        body: { source: 'slowburn', note: '{{title}}' },
      },
    },
  }
}

function telegram(bot: string, chat: string, thread: string | null): Readonly<Record<string, object>> {
  return {
    template: {
      url: `${bot}/sendMessage`,
      to: 'people',
      body: {
        chat_id: chat,
        ...(thread === null ? {} : { message_thread_id: Number(thread) }),
        text: '{{title}}\n\n{{text}}\n\n{{url}}',
        link_preview_options: { is_disabled: true },
      },
    },
  }
}

/** Of the integration itself, else of the global section. */
function secretOf(
  section: Section,
  key: string,
  { globals, secrets, owner }: IntegrationInput,
  globalKey?: (typeof INTEGRATION_GLOBALS)[number],
): string | null {
  const own = secrets.of(section, key, owner)
  return own ?? (globalKey === undefined ? null : secrets.of(globals, globalKey, ''))
}

function missing(section: Section, key: string): null {
  section.cannotNotify(null, `${key} is missing`)
  return null
}
