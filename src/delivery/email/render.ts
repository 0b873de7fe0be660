// From a transition to the bytes that one recipient will get, today, tomorrow and after every restart.
import { createHash } from 'node:crypto'
import type { Episode } from '../../alerting/episode.ts'
import { messageOf } from '../../core/errors.ts'
import type { FrozenMessage } from '../message.ts'
import { mailbox, writeMime } from '../mime-write.ts'
import { renderPng } from './chart.ts'
import { chartSvg } from './chart-svg.ts'
import { clean } from './clean.ts'
import { alertContent, type EmailContent } from './content.ts'
import { CHART_CID, CHART_HEIGHT, CHART_WIDTH, renderHtml } from './html.ts'
import type { AlertEmailInput, EmailSettings } from './input.ts'
import { renderText } from './text.ts'

/** Renders the message for one recipient. Never throws: a fault in the drawing or wording costs only that part. */
export function renderAlertEmail(
  input: AlertEmailInput,
  recipient: string,
  settings: EmailSettings,
  draw?: Draw,
): FrozenMessage {
  return freeze(bodyOf(input, settings, draw), input, recipient, settings)
}

/** Turns an SVG into a PNG. */
export type Draw = (svg: string) => Uint8Array

/** The same for several recipients; the chart is drawn once. */
export function renderAlertEmails(
  input: AlertEmailInput,
  recipients: readonly string[],
  settings: EmailSettings,
): FrozenMessage[] {
  const body = recipients.length === 0 ? null : bodyOf(input, settings)
  return body === null ? [] : recipients.map(recipient => freeze(body, input, recipient, settings))
}

/** Names a message for ever: one episode, one step of it, one recipient. */
export function messageIdOf(
  episode: Pick<Episode, 'id'>,
  sequence: number,
  recipient: string,
  sender: string,
): string {
  const who = createHash('sha256').update(recipient.toLowerCase()).digest('hex').slice(0, 16)
  return `<${episode.id}.${sequence}.${who}@${domainOf(sender)}>`
}

export interface EmailBody {
  subject: string
  text: string
  html: string
  chart: Uint8Array | null
}

/** Everything of the message that does not depend on who gets it. */
export function bodyOf(input: AlertEmailInput, settings: EmailSettings, draw: Draw = renderPng): EmailBody {
  try {
    const content = alertContent(input, settings)
    const chart = drawChart(input, content, draw)
    return {
      subject: content.subject,
      text: renderText(content),
      html: renderHtml(chart === null ? { ...content, chart: null } : content),
      chart,
    }
  } catch (error) {
    return bareBody(input, messageOf(error))
  }
}

function drawChart(input: AlertEmailInput, { chart, tone }: EmailContent, draw: Draw): Uint8Array | null {
  if (chart === null) return null
  try {
    return draw(
      chartSvg({
        from: chart.from,
        to: chart.to,
        points: input.points,
        change: input.transition.episode.change,
        band: input.band,
        limit: input.limit,
        unit: input.indicator.unit,
        tone: input.transition.to === 'resolved' ? toneWhileFiring(input) : tone,
        stoodUntil: input.transition.to === 'resolved' ? input.transition.episode.lastActiveAt : chart.to,
        width: CHART_WIDTH,
        height: CHART_HEIGHT,
      }),
    )
  } catch {
    return null
  }
}

function toneWhileFiring({ transition }: AlertEmailInput): EmailContent['tone'] {
  const { good } = transition.episode.change
  return good === null ? 'other' : good ? 'better' : 'worse'
}

/** When the words themselves fail: an alarm in two lines is worth more than none. */
function bareBody({ transition, series }: AlertEmailInput, error: string): EmailBody {
  const { episode, to } = transition
  const subject = `slowburn alert, ${clean(series.indicator, 40)}`
  const text = `${to.toUpperCase()}: ${clean(episode.series, 300)}\n\nRule ${clean(episode.rule, 100)}, episode ${episode.id}.\nThe full message could not be written: ${clean(error, 300)}\n`
  const html = `<!doctype html><pre>${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</pre>\n`
  return { subject, text, html, chart: null }
}

function freeze(
  { subject: root, text, html, chart }: EmailBody,
  { transition }: AlertEmailInput,
  recipient: string,
  settings: EmailSettings,
): FrozenMessage {
  const { episode, at, to } = transition
  const { sender } = settings
  const installation = clean(settings.installation, 60)
  const messageId = messageIdOf(episode, episode.sequence, recipient, sender)
  const first = messageIdOf(episode, 1, recipient, sender)
  const follows = messageId !== first
  const subject = follows ? `Re: ${root}` : root
  const bytes = writeMime({
    headers: [
      ['From', mailbox(`slowburn ${installation}`, sender)],
      ['To', recipient],
      ['Subject', subject],
      ['Date', new Date(at).toUTCString().replace('GMT', '+0000')],
      ['Message-ID', messageId],
      ...(follows
        ? ([
            ['In-Reply-To', first],
            ['References', first],
          ] as const)
        : []),
      ['Auto-Submitted', 'auto-generated'],
      ['X-Auto-Response-Suppress', 'All'],
      ['List-Id', `"slowburn alerts" <${slug(installation)}.alerts.${domainOf(sender)}>`],
      ['X-Slowburn-State', to],
      ['X-Slowburn-Severity', episode.severity],
      ['X-Slowburn-Episode', `${episode.id}; sequence=${episode.sequence}`],
    ],
    text,
    html,
    images:
      chart === null
        ? []
        : [{ contentId: CHART_CID, filename: 'chart.png', type: 'image/png', bytes: chart }],
    seed: messageId,
  })
  return {
    messageId,
    episodeId: episode.id,
    sequence: episode.sequence,
    recipient,
    sender,
    subject,
    bytes,
    createdAt: at,
  }
}

function domainOf(sender: string): string {
  const domain = sender.slice(sender.lastIndexOf('@') + 1).toLowerCase()
  return /^[a-z0-9.-]+$/.test(domain) ? domain : 'slowburn.invalid'
}

function slug(name: string): string {
  return (
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '') || 'slowburn'
  )
}
