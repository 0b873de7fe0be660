// An alert as JSON for a program: the same facts as the email, as numbers, frozen like it.
import { acceptedOf } from '../../../alerting/handling.ts'
import { carriedFacts } from '../../../presentation/carried-words.ts'
import { causeFacts } from '../../../presentation/cause-facts.ts'
import { verdict } from '../../../presentation/change/sentences.ts'
import { seriesTitle } from '../../../presentation/series-words.ts'
import { type TestInput, testId } from '../../email/examples/test-email.ts'
import { messageIdOf } from '../../email/freeze.ts'
import type { AlertEmailInput, EmailInput, EmailSettings, ReceivedEmailInput } from '../../email/input.ts'
import { receivedTitle, summaryOf } from '../../email/received-content.ts'
import type { FrozenMessage } from '../../outbox/message.ts'

/** Raised only together with a change that breaks readers. */
const VERSION = 1

/** `recipient` names the webhook. */
export function renderWebhook(input: EmailInput, recipient: string, settings: EmailSettings): FrozenMessage {
  const { episode, to, at } = input.transition
  const messageId = messageIdOf(episode.id, episode.sequence, recipient, settings.sender)
  const { title, body } = bodyOf(input)
  return {
    messageId,
    episodeId: episode.id,
    sequence: episode.sequence,
    recipient,
    sender: settings.sender,
    subject: title,
    bytes: Buffer.from(
      JSON.stringify({
        version: VERSION,
        id: messageId,
        installation: settings.installation,
        state: to,
        reason: input.reason ?? (to === 'resolved' ? 'resolved' : 'new'),
        at: new Date(at).toISOString(),
        episode: {
          id: episode.id,
          origin: episode.origin,
          sequence: episode.sequence,
          severity: episode.severity,
          firingSince: isoOf(episode.firingSince),
          resolvedAt: isoOf(episode.resolvedAt),
          accepted: acceptedOf(episode) ?? null,
        },
        ...body,
      }),
    ),
    createdAt: at,
  }
}

/** The state `test` says that nothing is wrong. */
export function renderWebhookTest(
  input: TestInput,
  recipient: string,
  { sender, installation }: EmailSettings,
): FrozenMessage {
  const id = testId(input)
  const messageId = messageIdOf(id, 1, recipient, sender)
  const at = new Date(input.at).toISOString()
  return {
    messageId,
    episodeId: id,
    sequence: 1,
    recipient,
    sender,
    subject: 'Test message of slowburn',
    bytes: Buffer.from(
      JSON.stringify({ version: VERSION, id: messageId, installation, state: 'test', at, by: input.by }),
    ),
    createdAt: input.at,
  }
}

function bodyOf(input: EmailInput): Body {
  if ('fault' in input) {
    const { rule, series, change } = input.transition.episode
    return { title: series, body: { rule: { name: rule, runbook: null }, series: { key: series }, change } }
  }
  return 'series' in input ? changeBody(input) : receivedBody(input)
}

interface Body {
  title: string
  body: Readonly<Record<string, unknown>>
}

function changeBody(input: AlertEmailInput): Body {
  const { transition, rule, series, indicator, limit, causes, carried = null } = input
  const { change } = transition.episode
  const title = seriesTitle(series)
  const { key, labels } = series
  return {
    title,
    body: {
      rule: { name: rule.name, runbook: rule.runbook },
      series: { key, indicator: series.indicator, labels, unit: indicator.unit },
      verdict: verdict(title, change, indicator.unit),
      change,
      causes: causes.shown.map(causeFacts),
      furtherCauses: causes.further,
      carried: carried === null ? null : carriedFacts(carried),
      limit,
    },
  }
}

function receivedBody({ transition: { episode } }: ReceivedEmailInput): Body {
  const { rule, labels, annotations, generatorUrl } = episode
  return {
    title: receivedTitle(episode),
    body: {
      rule: { name: rule, runbook: annotations.runbook_url ?? null },
      labels,
      annotations,
      generatorUrl,
      verdict: summaryOf(episode),
    },
  }
}

function isoOf(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString()
}
