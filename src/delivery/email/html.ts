// The HTML of an email: tables and inline styles, which Outlook and Gmail honour, light and dark, phone first.
import { keepTogether } from './clean.ts'
import type { EmailContent, Fact, Figure, Link } from './content.ts'

/** Content-Id of the chart; unique within a message, which is all that is asked of it. */
export const CHART_CID = 'chart@slowburn'

/** CSS pixels. */
export const CHART_WIDTH = 536
export const CHART_HEIGHT = 264

export function renderHtml(content: EmailContent): string {
  const { preheader, badge, verdict, figures, facts, cause, unaffected, chart, action, links, why, tone } =
    content
  const color = TONES[tone]
  return `<!doctype html>
<html lang="en" xmlns="http://www.w3.org/1999/xhtml"><head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no,date=no,address=no,email=no,url=no">
<title>${escapeHtml(content.subject)}</title>
<style>${STYLE}</style>
</head>
<body class="page" style="margin:0;padding:0;background:#eef1f4;-webkit-text-size-adjust:100%">
<div style="display:none;max-height:0;overflow:hidden;mso-hide:all;font-size:1px;line-height:1px;color:#eef1f4">${escapeHtml(preheader)}${'&#847;&zwnj;&nbsp;'.repeat(40)}</div>
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="#eef1f4" style="background:#eef1f4"><tr><td align="center" class="outer" style="padding:20px 12px">
<!--[if mso]><table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->
<table role="presentation" class="card" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="#ffffff" style="max-width:600px;background:#ffffff;border-radius:10px;overflow:hidden;border-collapse:separate">
<tr><td height="6" bgcolor="${color}" style="height:6px;line-height:6px;font-size:0;background:${color}">&nbsp;</td></tr>
${row(badgeHtml(badge, tone) + headingHtml(verdict), '22px 32px 0')}
${figures === null ? '' : row(figuresHtml(figures, tone), '18px 32px 0')}
${row(factsHtml(facts), '18px 32px 0')}
${cause === null ? '' : row(`${label('Likely cause')}${paragraph(escapeHtml(cause.text))}${paragraph(escapeHtml(cause.evidence), 'muted')}`, '18px 32px 0')}
${unaffected.length === 0 ? '' : row(`${label('Not affected')}${paragraph(escapeHtml(unaffected.join(', ')))}`, '18px 32px 0')}
${chart === null ? '' : row(chartHtml(chart), '22px 32px 0')}
${row(actionHtml(action, links, color), '22px 32px 26px')}
</table>
<!--[if mso]></td></tr></table><table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:600px"><tr><td class="pad muted" style="padding:16px 32px 8px;font:12px/1.55 ${FONT};color:#5b6673;word-break:break-word;overflow-wrap:anywhere">
${why.map(escapeHtml).join('<br>')}
</td></tr></table>
<!--[if mso]></td></tr></table><![endif]-->
</td></tr></table>
</body></html>
`
}

/** For text and for attribute values in double quotes alike. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}

const FONT = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"

/** Dark enough to carry white text at 4.5:1. */
const TONES: Readonly<Record<EmailContent['tone'], string>> = {
  worse: '#b93815',
  better: '#1a7f45',
  other: '#1f5fa8',
}

/** Only what cannot be written inline: narrow screens and dark mode. Clients that drop it stay readable. */
const STYLE = `
:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (max-width:480px){
.outer{padding:0!important}
.card{border-radius:0!important}
.pad{padding-left:18px!important;padding-right:18px!important}
.fact td{display:block!important;width:auto!important;padding:0!important;border:0!important}
.fact .name{padding-top:11px!important}
.figure{font-size:23px!important}
.figures td{display:inline-block!important;padding:12px 0 12px 14px!important}
.button,.button a{display:block!important;text-align:center!important}
}
@media (prefers-color-scheme:dark){
.page{background:#10141a!important}
.card{background:#1b2129!important}
.ink,.ink a{color:#e9edf2!important}
.muted{color:#9aa7b5!important}
.rule{border-color:#303945!important}
.well{background:#242c36!important}
.link{color:#8ab8f5!important}
.worse{color:#ff9a7a!important}
.better{color:#6fd29a!important}
.other{color:#8ab8f5!important}
}
[data-ogsc] .ink{color:#e9edf2!important}
[data-ogsc] .muted{color:#9aa7b5!important}
`

function row(inner: string, padding: string): string {
  return `<tr><td class="pad" style="padding:${padding}">${inner}</td></tr>`
}

function badgeHtml(badge: string, tone: EmailContent['tone']): string {
  return `<div class="${tone}" style="font:bold 12px/1.4 ${FONT};letter-spacing:.06em;text-transform:uppercase;color:${TONES[tone]}">${escapeHtml(badge)}</div>`
}

function headingHtml(verdict: string): string {
  return `<h1 class="ink" style="margin:6px 0 0;font:600 20px/1.35 ${FONT};color:#17202a;overflow-wrap:anywhere">${escapeHtml(keepTogether(verdict))}</h1>`
}

function label(text: string): string {
  return `<div class="muted" style="font:600 13px/1.4 ${FONT};color:#5b6673">${escapeHtml(text)}</div>`
}

/** `html` is escaped already. */
function paragraph(html: string, tone: 'ink' | 'muted' = 'ink'): string {
  const color = tone === 'ink' ? '#17202a' : '#5b6673'
  return `<p class="${tone}" style="margin:3px 0 0;font:15px/1.5 ${FONT};color:${color};overflow-wrap:anywhere">${html}</p>`
}

function figuresHtml(
  { before, after, size }: NonNullable<EmailContent['figures']>,
  tone: EmailContent['tone'],
): string {
  const change =
    size === null
      ? ''
      : `<td valign="bottom" align="right" class="${tone} figure" style="padding:14px 18px 14px 6px;font:600 27px/1.15 ${FONT};color:${TONES[tone]};white-space:nowrap">${escapeHtml(size)}</td>`
  return `<table role="presentation" class="well figures" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="#f4f6f8" style="background:#f4f6f8;border-radius:8px;border-collapse:separate"><tr>
${figureHtml(before, 'muted', '14px 6px 14px 18px')}<td valign="bottom" class="muted" aria-hidden="true" style="padding:14px 6px 16px;font:22px/1.15 ${FONT};color:#5b6673">&rarr;</td>${figureHtml(after, 'ink', '14px 6px')}${change}
</tr></table>`
}

function figureHtml({ label: name, value }: Figure, tone: 'ink' | 'muted', padding: string): string {
  const color = tone === 'ink' ? '#17202a' : '#5b6673'
  return `<td valign="bottom" style="padding:${padding}"><div class="muted" style="font:12px/1.4 ${FONT};color:#5b6673">${escapeHtml(name)}</div><div class="${tone} figure" style="font:600 27px/1.15 ${FONT};color:${color};white-space:nowrap">${escapeHtml(value)}</div></td>`
}

function factsHtml(facts: readonly Fact[]): string {
  const rows = facts.map(
    ({ label: name, value }) =>
      `<tr class="fact"><td class="name muted rule" width="92" valign="top" style="width:92px;padding:8px 12px 8px 0;border-top:1px solid #e3e8ed;font:13px/1.5 ${FONT};color:#5b6673">${escapeHtml(name)}</td><td class="ink rule" valign="top" style="padding:8px 0;border-top:1px solid #e3e8ed;font:15px/1.45 ${FONT};color:#17202a;overflow-wrap:anywhere">${escapeHtml(keepTogether(value))}</td></tr>`,
  )
  return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">${rows.join('\n')}</table>`
}

function chartHtml({ alt, caption }: NonNullable<EmailContent['chart']>): string {
  return `<img src="cid:${CHART_CID}" width="${CHART_WIDTH}" alt="${escapeHtml(alt)}" style="display:block;width:100%;max-width:${CHART_WIDTH}px;height:auto;border:0;border-radius:6px;background:#ffffff;color:#17202a;font:14px/1.5 ${FONT}">
<div class="muted" style="margin-top:6px;font:12px/1.4 ${FONT};color:#5b6673">${escapeHtml(caption)}</div>`
}

function actionHtml(action: string, links: readonly Link[], color: string): string {
  const [first, ...rest] = links
  const button =
    first === undefined
      ? ''
      : `<table role="presentation" class="button" cellpadding="0" cellspacing="0" border="0" style="margin-top:14px"><tr><td bgcolor="${color}" style="background:${color};border-radius:6px"><a href="${escapeHtml(first.url)}" style="display:inline-block;padding:12px 22px;font:600 15px/1.2 ${FONT};color:#ffffff;text-decoration:none">${escapeHtml(first.label)}</a></td></tr></table>`
  const others = rest.map(
    ({ label: name, url }) =>
      `<a class="link" href="${escapeHtml(url)}" style="display:inline-block;padding:12px 18px 8px 0;font:15px/1.4 ${FONT};color:#1f5fa8">${escapeHtml(name)}</a>`,
  )
  return `${label('Next')}${paragraph(escapeHtml(keepTogether(action)))}${button}${others.length === 0 ? '' : `<div style="margin-top:4px">${others.join(' ')}</div>`}`
}
