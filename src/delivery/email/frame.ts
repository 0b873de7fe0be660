// The frame that every email of ours stands in, and the few pieces of HTML that all of them are made of: tables
// and inline styles, which Outlook and Gmail honour, light and dark, phone first.
import type { Assessment } from '../../presentation/change/assessment.ts'
import { keepTogether } from '../../presentation/clean.ts'
import { type Child, type Html, html } from '../../presentation/html.ts'

export interface Frame {
  title: string
  /** For the line that inboxes show beside the subject. */
  preheader: string
  tone: Assessment
  /** Rows made by `row`. */
  rows: readonly (Html | null)[]
  /** Small print, a line each. */
  footer: readonly string[]
}

export function frame({ title, preheader, tone, rows, footer }: Frame): string {
  const color = TONES[tone]
  return html`<!doctype html>
<html lang="en" xmlns="http://www.w3.org/1999/xhtml"><head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no,date=no,address=no,email=no,url=no">
<title>${title}</title>
${STYLE}
</head>
<body class="page" style="margin:0;padding:0;background:#eef1f4;-webkit-text-size-adjust:100%">
<div style="display:none;max-height:0;overflow:hidden;mso-hide:all;font-size:1px;line-height:1px;color:#eef1f4">${preheader}${FILLER}</div>
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="#eef1f4" style="background:#eef1f4"><tr><td align="center" class="outer" style="padding:20px 12px">
<!--[if mso]><table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->
<table role="presentation" class="card" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="#ffffff" style="max-width:600px;background:#ffffff;border-radius:10px;overflow:hidden;border-collapse:separate">
<tr><td height="6" bgcolor="${color}" style="height:6px;line-height:6px;font-size:0;background:${color}">&nbsp;</td></tr>
${rows.filter(one => one !== null).map((one, index) => html`${index > 0 && '\n'}${one}`)}
</table>
<!--[if mso]></td></tr></table><table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:600px"><tr><td class="pad muted" style="padding:16px 32px 8px;font:12px/1.55 ${FONT};color:#5b6673;word-break:break-word;overflow-wrap:anywhere">
${footer.map((line, index) => html`${index > 0 && html`<br>`}${line}`)}
</td></tr></table>
<!--[if mso]></td></tr></table><![endif]-->
</td></tr></table>
</body></html>
`.toString()
}

/** Keeps an inbox from showing the first words of the body after the preheader. */
const FILLER = Array.from({ length: 40 }, () => html`&#847;&zwnj;&nbsp;`)

export const FONT = html`-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif`

/** Dark enough to carry white text at 4.5:1. */
export const TONES: Readonly<Record<Assessment, string>> = {
  worse: '#b93815',
  better: '#1a7f45',
  neutral: '#1f5fa8',
}

/** Only what cannot be written inline: narrow screens and dark mode. Clients that drop it stay readable. */
const STYLE = html`<style>
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
.on-light{display:none!important}
.on-dark{display:block!important}
.link{color:#8ab8f5!important}
.worse{color:#ff9a7a!important}
.better{color:#6fd29a!important}
.neutral{color:#8ab8f5!important}
}
[data-ogsc] .ink{color:#e9edf2!important}
[data-ogsc] .muted{color:#9aa7b5!important}
</style>`

export function row(inner: Child, padding: string): Html {
  return html`<tr><td class="pad" style="padding:${padding}">${inner}</td></tr>`
}

export function badgeHtml(badge: string, tone: Assessment): Html {
  return html`<div class="${tone}" style="font:bold 12px/1.4 ${FONT};letter-spacing:.06em;text-transform:uppercase;color:${TONES[tone]}">${badge}</div>`
}

export function headingHtml(verdict: string): Html {
  return html`<h1 class="ink" style="margin:6px 0 0;font:600 20px/1.35 ${FONT};color:#17202a;overflow-wrap:anywhere">${keepTogether(verdict)}</h1>`
}

export function label(text: string): Html {
  return html`<div class="muted" style="font:600 13px/1.4 ${FONT};color:#5b6673">${text}</div>`
}

export function paragraph(text: Child, tone: 'ink' | 'muted' = 'ink'): Html {
  const color = tone === 'ink' ? '#17202a' : '#5b6673'
  return html`<p class="${tone}" style="margin:3px 0 0;font:15px/1.5 ${FONT};color:${color};overflow-wrap:anywhere">${text}</p>`
}
