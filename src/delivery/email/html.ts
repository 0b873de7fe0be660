// The HTML of an alert: what is said, in the order of its content, inside the common frame.

import type { CauseWords } from '../../presentation/cause-words.ts'
import type { Assessment } from '../../presentation/change/assessment.ts'
import { MAIL } from '../../presentation/charts/mail-chart.ts'
import { keepTogether } from '../../presentation/clean.ts'
import { type Html, html } from '../../presentation/html.ts'
import { CHART_CIDS } from './chart.ts'
import type { EmailContent } from './content.ts'
import type { Fact, Figure } from './facts.ts'
import { badgeHtml, FONT, frame, headingHtml, label, paragraph, row, TONES } from './frame.ts'
import type { Link } from './input.ts'

export function renderHtml(content: EmailContent): string {
  const { subject, preheader, badge, verdict, figures, facts, causes, unaffected, chart, tone, why } = content
  return frame({
    title: subject,
    preheader,
    tone,
    rows: [
      row([badgeHtml(badge, tone), headingHtml(verdict)], '22px 32px 0'),
      figures === null ? null : row(figuresHtml(figures, tone), '18px 32px 0'),
      row(factsHtml(facts), '18px 32px 0'),
      causes === null ? null : row(causesHtml(causes), '18px 32px 0'),
      unaffected.length === 0
        ? null
        : row([label('Not affected'), paragraph(unaffected.join(', '))], '18px 32px 0'),
      chart === null ? null : row(chartHtml(chart), '22px 32px 0'),
      row(actionHtml(content), '22px 32px 26px'),
    ],
    footer: why,
  })
}

function causesHtml({ title, items, close }: CauseWords): Html[] {
  return [
    label(title),
    ...items.flatMap(({ text, evidence }) => [
      paragraph(keepTogether(text)),
      paragraph(keepTogether(evidence), 'muted'),
    ]),
    paragraph(close, items.length === 0 ? 'ink' : 'muted'),
  ]
}

function figuresHtml(
  { before, after, size }: NonNullable<EmailContent['figures']>,
  tone: EmailContent['tone'],
): Html {
  const change =
    size !== null &&
    html`<td valign="bottom" align="right" class="${tone} figure" style="padding:14px 18px 14px 6px;font:600 27px/1.15 ${FONT};color:${TONES[tone]};white-space:nowrap">${size}</td>`
  return html`<table role="presentation" class="well figures" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="#f4f6f8" style="background:#f4f6f8;border-radius:8px;border-collapse:separate"><tr>
${figureHtml(before, 'muted', '14px 6px 14px 18px')}<td valign="bottom" class="muted" aria-hidden="true" style="padding:14px 6px 16px;font:22px/1.15 ${FONT};color:#5b6673">&rarr;</td>${figureHtml(after, 'ink', '14px 6px')}${change}
</tr></table>`
}

function figureHtml({ label: name, value }: Figure, tone: 'ink' | 'muted', padding: string): Html {
  const color = tone === 'ink' ? '#17202a' : '#5b6673'
  return html`<td valign="bottom" style="padding:${padding}"><div class="muted" style="font:12px/1.4 ${FONT};color:#5b6673">${name}</div><div class="${tone} figure" style="font:600 27px/1.15 ${FONT};color:${color};white-space:nowrap">${value}</div></td>`
}

export function factsHtml(facts: readonly Fact[]): Html {
  const rows = facts.map(
    ({ label: name, value }, index) =>
      html`${index > 0 && '\n'}<tr class="fact"><td class="name muted rule" width="92" valign="top" style="width:92px;padding:8px 12px 8px 0;border-top:1px solid #e3e8ed;font:13px/1.5 ${FONT};color:#5b6673">${name}</td><td class="ink rule" valign="top" style="padding:8px 0;border-top:1px solid #e3e8ed;font:15px/1.45 ${FONT};color:#17202a;overflow-wrap:anywhere">${keepTogether(value)}</td></tr>`,
  )
  return html`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">${rows}</table>`
}

/**
 * The light chart, and the dark one in its place where the mail program honours a dark screen: a white picture would be
 * a slab of light. Outlook does not hide what is hidden, so it never sees the dark one.
 */
export function chartHtml({ alt, caption }: NonNullable<EmailContent['chart']>): Html {
  const shape = html`width:100%;max-width:${MAIL.width}px;height:auto;border:0;border-radius:6px;font:14px/1.5 ${FONT}`
  return html`<img class="on-light" src="cid:${CHART_CIDS.light}" width="${MAIL.width}" alt="${alt}" style="display:block;${shape};background:#ffffff;color:#17202a">
<!--[if !mso]><!--><img class="on-dark" src="cid:${CHART_CIDS.dark}" width="${MAIL.width}" alt="${alt}" style="display:none;${shape};background:#1b2129"><!--<![endif]-->
<div class="muted" style="margin-top:6px;font:12px/1.4 ${FONT};color:#5b6673">${caption}</div>`
}

function actionHtml({ action, links, acts, tone }: EmailContent): (Html | null)[] {
  const [first, ...rest] = links
  return [
    label('Next'),
    paragraph(keepTogether(action)),
    first === undefined ? null : button(first, tone),
    linkRow(acts),
    linkRow(rest),
  ]
}

/** A table, since Outlook gives a link no padding. */
export function button({ label: name, url }: Link, tone: Assessment): Html {
  const color = TONES[tone]
  return html`<table role="presentation" class="button" cellpadding="0" cellspacing="0" border="0" style="margin-top:14px"><tr><td bgcolor="${color}" style="background:${color};border-radius:6px"><a href="${url}" style="display:inline-block;padding:12px 22px;font:600 15px/1.2 ${FONT};color:#ffffff;text-decoration:none">${name}</a></td></tr></table>`
}

export function linkRow(links: readonly Link[]): Html | null {
  if (links.length === 0) return null
  const each = links.map(
    ({ label: name, url }, index) =>
      html`${index > 0 && ' '}<a class="link" href="${url}" style="display:inline-block;padding:12px 18px 8px 0;font:15px/1.4 ${FONT};color:#1f5fa8">${name}</a>`,
  )
  return html`<div style="margin-top:4px">${each}</div>`
}
