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
import { linkRow } from '../html.ts'
import type { Link } from '../input.ts'
import { writtenOf } from '../received-content.ts'
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
  /** What the reader may do about it; absent: nothing. */
  acts?: readonly Link[]
}

export interface Lines {
  lines: readonly Line[]
  /** `and 12 more`; null where all of them stand in the lines. */
  others: string | null
  /** Of which alarm each of the lines tells; null where it stands for many, or for one that is over. */
  open: ReadonlyArray<Episode | null>
}

/**
 * The most severe of the alarms, a line each, at most `most`. Those that would read alike are told apart by the labels in
 * which they differ, or are one line with their number. `base` is where the pages are, without a slash at its end; null:
 * no links. `of`: how many there are in all. Never throws: one alarm that cannot be put into words must not keep the others from being named.
 */
export function linesOf(
  listed: readonly Listed[],
  base: string | null,
  most: number,
  of: number = listed.length,
): Lines {
  const sorted = mostSevere(listed, ({ over }) => over).map(
    (one): Entry => ({ listed: one, line: lineOf(one, base) }),
  )
  const alike = [...Map.groupBy(sorted, ({ line }) => `${line.tag} ${line.text}`).values()]
  const entries = alike.flatMap(group => (group.length === 1 ? group : toldApart(group)))
  const shown = entries.slice(0, most)
  const rest = of - shown.reduce((sum, { count = 1 }) => sum + count, 0)
  return {
    lines: shown.map(({ line }) => line),
    others: rest === 0 ? null : `and ${rest} more`,
    open: shown.map(({ listed: { episode, over }, count = 1 }) => (over || count > 1 ? null : episode)),
  }
}

/** Those that are put into words: of many thousand alarms the others are counted. */
const WORDED = 200

/** The first of them at most `most`, without sorting all: pages before watches before what is over, as `overOf` says. */
export function mostSevere<T extends { episode: Episode }>(
  alarms: readonly T[],
  overOf: (alarm: T) => boolean,
  most: number = WORDED,
): T[] {
  const compare = (a: T, b: T): number =>
    severityRank(b.episode, overOf(b)) - severityRank(a.episode, overOf(a)) || byEffect(a.episode, b.episode)
  const found = alarms.slice(0, most).sort(compare)
  for (let next = most; next < alarms.length; next += 1) {
    const one = alarms[next]
    const last = found.at(-1)
    if (one === undefined || last === undefined || compare(one, last) >= 0) continue
    const place = found.findIndex(other => compare(one, other) < 0)
    found.splice(place, 0, one)
    found.pop()
  }
  return found
}

interface Entry {
  listed: Listed
  line: Line
  /** How many alarms it stands for; absent: one. */
  count?: number
}

function toldApart(group: readonly Entry[]): Entry[] {
  const differing = differingLabels(group.map(({ listed }) => listed.episode))
  const named = group.map(entry => {
    const { episode } = entry.listed
    if (episode.origin !== 'received' || differing.length === 0) return entry
    const labels = differing.map(name => `${clean(name, 30)}=${clean(episode.labels[name] ?? '', 40)}`)
    return { ...entry, line: { ...entry.line, text: `${entry.line.text} (${labels.join(', ')})` } }
  })
  return [...Map.groupBy(named, ({ line }) => line.text).values()].flatMap(([first, ...more]) => {
    if (first === undefined || more.length === 0) return first ?? []
    const count = more.length + 1
    return { ...first, count, line: { ...first.line, text: `${first.line.text} (${count} alike)` } }
  })
}

/** As many as a line has room for, in the order of the alphabet. */
const MOST_DIFFERING = 2

function differingLabels(episodes: readonly Episode[]): string[] {
  const labels = episodes.flatMap(episode => (episode.origin === 'received' ? [episode.labels] : []))
  const names = new Set(labels.flatMap(one => Object.keys(one)))
  return [...names]
    .filter(name => new Set(labels.map(one => one[name] ?? '')).size > 1)
    .sort()
    .slice(0, MOST_DIFFERING)
}

function lineOf(listed: Listed, base: string | null): Line {
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
    const end = episode.origin === 'received' ? 'is resolved' : 'is back to normal'
    return { tag: 'Resolved', text: `${title} ${end}`, worse: false, url }
  }
  const worse = episode.origin === 'received' || assessmentOf(episode.change) !== 'better'
  return { tag: episode.severity === 'page' ? 'Page' : 'Watch', text: wordsOf(listed, title), worse, url }
}

function wordsOf({ episode, unit }: Listed, title: string): string {
  if (episode.origin === 'received') {
    const written = writtenOf(episode)
    const since = formatMinute(episode.pendingSince)
    if (written === null) return `${title} firing since ${since}`
    const words = clean(written, 240)
    return `${title}: ${words}${/[.!?…]$/.test(words) ? '' : '.'} Since ${since}`
  }
  const { change } = episode
  const effect = unit !== null && isSized(change) ? ` ${sizeOf(change, unit)}` : ''
  return `${title} ${stateOf(change)}${effect} since ${formatMinute(change.onset.value)}`
}

/** What has stopped before what has moved, then by size in standard deviations, then by name. */
function byEffect(a: Episode, b: Episode): number {
  return (
    Number(hasStopped(b)) - Number(hasStopped(a)) ||
    sizeOfEffect(b) - sizeOfEffect(a) ||
    (a.series < b.series ? -1 : 1)
  )
}

function hasStopped(episode: Episode): boolean {
  return episode.origin === 'change' && !isSized(episode.change)
}

export function linesText(lines: readonly Line[]): string {
  const indent = ' '.repeat(10)
  return lines
    .flatMap(({ tag, text, acts = [] }) => [
      wrap(text, indent, tag.padEnd(10)),
      ...acts.map(({ label, url }) => `${indent}${label}: ${url}`),
    ])
    .join('\n')
}

export function linesHtml(lines: readonly Line[]): Html {
  const rows = lines.map(({ tag, text, worse, url, acts = [] }, index) => {
    const words =
      url === null
        ? text
        : html`<a class="ink" href="${url}" style="display:block;padding:8px 0;color:#17202a">${text}</a>`
    return html`${index > 0 && '\n'}<tr><td class="rule" style="padding:4px 0;border-top:1px solid #e3e8ed;font:15px/1.45 ${FONT};color:#17202a">${badgeHtml(tag, worse ? 'worse' : 'better')}<div class="ink" style="color:#17202a;overflow-wrap:anywhere">${words}</div>${acts.length > 0 && linkRow(acts)}</td></tr>`
  })
  return html`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">${rows}</table>`
}

function severityRank(episode: Episode, over: boolean): number {
  return over ? -1 : RANK[episode.severity]
}
