// Alarms as lines of a list, for the emails that are about many of them.
import { type Episode, sizeOfEffect } from '../../../alerting/episode.ts'
import { acceptedOf } from '../../../alerting/handling.ts'
import { RANK } from '../../../alerting/match.ts'
import { formatMinute } from '../../../core/format.ts'
import type { Unit } from '../../../indicators/indicator.ts'
import { assessmentOf } from '../../../presentation/change/assessment.ts'
import { stateOf } from '../../../presentation/change/sentences.ts'
import { isSized, sizeOf } from '../../../presentation/change/size.ts'
import { clean } from '../../../presentation/clean.ts'
import { type Html, html } from '../../../presentation/html.ts'
import { badgeHtml, FONT } from '../frame.ts'
import { summaryOf } from '../received-content.ts'
import { wrap } from '../text.ts'

export interface Listed {
  episode: Episode
  /** Names what it is about. */
  title: string
  /** Of the series; a received alarm has none. */
  unit: Unit | null
  /** It is over. */
  over: boolean
}

export interface Line {
  tag: string
  text: string
  worse: boolean
  url: string | null
}

/**
 * `base` is where the pages are, without a slash at its end; null: no links. Never throws: one alarm that cannot be
 * put into words must not keep the others from being told, and is named.
 */
export function lineOf(listed: Listed, base: string | null): Line {
  try {
    return worded(listed, base)
  } catch {
    const { id, series, severity } = listed.episode
    const tag = severity === 'page' ? 'Page' : 'Watch'
    const url = base && `${base}/alerts/${encodeURIComponent(id)}`
    return { tag, text: clean(series, 90), worse: true, url }
  }
}

function worded(listed: Listed, base: string | null): Line {
  const { episode, over } = listed
  const title = clean(listed.title, 90)
  const url = base && `${base}/alerts/${encodeURIComponent(episode.id)}`
  const accepted = acceptedOf(episode)
  if (over && accepted !== undefined) {
    const text = `${title} counts as normal as it is; ${clean(accepted.by, 40)} accepted it`
    return { tag: 'Accepted', text, worse: false, url }
  }
  if (over) {
    const end = episode.origin === 'received' ? 'is over' : 'is back to normal'
    return { tag: 'Resolved', text: `${title} ${end}`, worse: false, url }
  }
  const worse = episode.origin === 'received' || assessmentOf(episode.change) !== 'better'
  return { tag: episode.severity === 'page' ? 'Page' : 'Watch', text: wordsOf(listed, title), worse, url }
}

function wordsOf({ episode, unit }: Listed, title: string): string {
  if (episode.origin === 'received') {
    return `${title}: ${clean(summaryOf(episode), 120)} Since ${formatMinute(episode.pendingSince)}`
  }
  const { change } = episode
  const effect = unit !== null && isSized(change) ? `, ${sizeOf(change, unit)}` : ''
  return `${title} ${stateOf(change)}${effect}, since ${formatMinute(change.onset.value)}`
}

/** Pages before watches before what is over, then by size in standard deviations, then by name. */
export function byGravity(a: Listed, b: Listed): number {
  return (
    grave(b) - grave(a) ||
    sizeOfEffect(b.episode) - sizeOfEffect(a.episode) ||
    (a.episode.series < b.episode.series ? -1 : 1)
  )
}

export function linesText(lines: readonly Line[]): string {
  return lines.map(({ tag, text }) => wrap(text, ' '.repeat(10), tag.padEnd(10))).join('\n')
}

export function linesHtml(lines: readonly Line[]): Html {
  const rows = lines.map(({ tag, text, worse, url }, index) => {
    const words =
      url === null
        ? text
        : html`<a class="ink" href="${url}" style="display:block;padding:8px 0;color:#17202a">${text}</a>`
    return html`${index > 0 && '\n'}<tr><td class="rule" style="padding:4px 0;border-top:1px solid #e3e8ed;font:15px/1.45 ${FONT};color:#17202a">${badgeHtml(tag, worse ? 'worse' : 'better')}<div class="ink" style="color:#17202a;overflow-wrap:anywhere">${words}</div></td></tr>`
  })
  return html`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">${rows}</table>`
}

function grave({ episode, over }: Listed): number {
  return over ? -1 : RANK[episode.severity]
}
