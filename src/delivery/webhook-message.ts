// An alert as JSON for a program: the same facts as the email, as numbers, frozen like it.

import { messageIdOf } from './email/freeze.ts'
import type { AlertEmailInput, EmailSettings } from './email/input.ts'
import { seriesTitle, verdict } from './email/words.ts'
import type { FrozenMessage } from './message.ts'

/** Raised only together with a change that breaks readers. */
const VERSION = 1

export function renderWebhook(
  { transition, rule, series, indicator, limit, reason }: AlertEmailInput,
  url: string,
  settings: EmailSettings,
): FrozenMessage {
  const { episode, to, at } = transition
  const title = seriesTitle(series)
  const messageId = messageIdOf(episode.id, episode.sequence, url, settings.sender)
  const body = {
    version: VERSION,
    id: messageId,
    installation: settings.installation,
    state: to,
    reason: reason ?? (to === 'resolved' ? 'resolved' : 'new'),
    at: new Date(at).toISOString(),
    episode: {
      id: episode.id,
      sequence: episode.sequence,
      severity: episode.severity,
      firingSince: isoOf(episode.firingSince),
      resolvedAt: isoOf(episode.resolvedAt),
    },
    rule: { name: rule.name, runbook: rule.runbook },
    series: { key: series.key, indicator: series.indicator, labels: series.labels, unit: indicator.unit },
    verdict: verdict(title, episode.change, indicator.unit),
    change: episode.change,
    limit,
  }
  return {
    messageId,
    episodeId: episode.id,
    sequence: episode.sequence,
    recipient: url,
    sender: settings.sender,
    subject: title,
    bytes: Buffer.from(JSON.stringify(body)),
    createdAt: at,
  }
}

function isoOf(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString()
}
