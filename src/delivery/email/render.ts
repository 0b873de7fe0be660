// From an alarm to the bytes that one recipient will get, today, tomorrow and after every restart.
import { messageOf } from '../../core/errors.ts'
import { clean, cleanUrl } from '../../presentation/clean.ts'
import { html } from '../../presentation/html.ts'
import type { FrozenMessage } from '../outbox/message.ts'
import { type Draw, drawBy, drawCharts } from './chart.ts'
import { alertContent } from './content.ts'
import { type EmailBody, freeze } from './freeze.ts'
import { renderHtml } from './html.ts'
import type { Addressee, EmailInput, EmailSettings } from './input.ts'
import { receivedContent } from './received-content.ts'
import { bareSubject } from './subject.ts'
import { renderText } from './text.ts'

/** Renders the message for one address. Never throws: a fault in the drawing or wording costs only that part. */
export function renderAlertEmail(
  input: EmailInput,
  addressee: Addressee,
  settings: EmailSettings,
  draw: Draw = drawBy(settings),
): FrozenMessage {
  const { episode, at, to } = input.transition
  const { address: recipient, root } = addressee
  const { id, sequence, severity } = episode
  const body = bodyOf(input, settings, addressee, draw)
  return freeze(body, { id, sequence, root, recipient, at, state: to, severity }, settings)
}

/** The same for several addresses; the chart is drawn once. */
export function renderAlertEmails(
  input: EmailInput,
  addressees: readonly Addressee[],
  settings: EmailSettings,
): FrozenMessage[] {
  const drawn = new Map<string, Uint8Array>()
  const draw = drawBy(settings)
  const once: Draw = svg => {
    const png = drawn.get(svg) ?? draw(svg)
    drawn.set(svg, png)
    return png
  }
  return addressees.map(addressee => renderAlertEmail(input, addressee, settings, once))
}

/** Subject, text, HTML and picture, before they are put into bytes. */
export function bodyOf(
  input: EmailInput,
  settings: EmailSettings,
  addressee: Addressee,
  draw: Draw = drawBy(settings),
): EmailBody {
  if ('fault' in input) return bareBody(input.transition, settings, input.fault)
  try {
    const change = 'series' in input ? input : null
    const content =
      'series' in input
        ? alertContent(input, settings, addressee)
        : receivedContent(input, settings, addressee)
    const { chart } = content
    const images = change === null || chart === null ? [] : drawCharts(change, chart, draw)
    return {
      subject: content.subject,
      text: renderText(content),
      html: renderHtml(images.length === 0 ? { ...content, chart: null } : content),
      images,
    }
  } catch (error) {
    return bareBody(input.transition, settings, messageOf(error))
  }
}

/** When the words themselves fail: an alarm in two lines is worth more than none. */
function bareBody(
  transition: EmailInput['transition'],
  { baseUrl }: EmailSettings,
  error: string,
): EmailBody {
  const { episode, to } = transition
  const base = cleanUrl(baseUrl)?.replace(/\/+$/, '')
  const link = base === undefined ? '' : `\n${base}/alerts/${encodeURIComponent(episode.id)}\n`
  const text = `${to.toUpperCase()}: ${clean(episode.series, 300)}\n\nRule ${clean(episode.rule, 100)}, episode ${episode.id}.\nThe full message could not be written: ${clean(error, 300)}\n${link}`
  return {
    subject: bareSubject(transition),
    text,
    html: html`<!doctype html><pre>${text}</pre>\n`.toString(),
    images: [],
  }
}
