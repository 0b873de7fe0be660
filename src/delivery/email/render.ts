// From a transition to the bytes that one recipient will get, today, tomorrow and after every restart.
import { messageOf } from '../../core/errors.ts'
import type { FrozenMessage } from '../message.ts'
import { renderPng } from './chart.ts'
import { chartSvg } from './chart-svg.ts'
import { clean } from './clean.ts'
import { alertContent, type EmailContent } from './content.ts'
import { type EmailBody, freeze } from './freeze.ts'
import { CHART_CID, CHART_HEIGHT, CHART_WIDTH, renderHtml } from './html.ts'
import type { AlertEmailInput, EmailSettings } from './input.ts'
import { renderText } from './text.ts'

/** Renders the message for one recipient. Never throws: a fault in the drawing or wording costs only that part. */
export function renderAlertEmail(
  input: AlertEmailInput,
  recipient: string,
  settings: EmailSettings,
  draw: Draw = renderPng,
): FrozenMessage {
  const { episode, at, to } = input.transition
  const envelope = { id: episode.id, sequence: episode.sequence, recipient, at, state: to }
  const body = bodyOf(input, settings, recipient, draw)
  return freeze(body, { ...envelope, severity: episode.severity }, settings)
}

/** The same for several recipients; the chart is drawn once. */
export function renderAlertEmails(
  input: AlertEmailInput,
  recipients: readonly string[],
  settings: EmailSettings,
): FrozenMessage[] {
  const drawn = new Map<string, Uint8Array>()
  const once: Draw = svg => {
    const png = drawn.get(svg) ?? renderPng(svg)
    drawn.set(svg, png)
    return png
  }
  return recipients.map(recipient => renderAlertEmail(input, recipient, settings, once))
}

/** Turns an SVG into a PNG. */
export type Draw = (svg: string) => Uint8Array

/** Subject, text, HTML and picture, before they are put into bytes. */
export function bodyOf(
  input: AlertEmailInput,
  settings: EmailSettings,
  recipient: string,
  draw: Draw = renderPng,
): EmailBody {
  try {
    const content = alertContent(input, settings, recipient)
    const chart = drawChart(input, content, draw)
    return {
      subject: content.subject,
      text: renderText(content),
      html: renderHtml(chart === null ? { ...content, chart: null } : content),
      images:
        chart === null
          ? []
          : [{ contentId: CHART_CID, filename: 'chart.png', type: 'image/png', bytes: chart }],
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
  return { subject, text, html, images: [] }
}
