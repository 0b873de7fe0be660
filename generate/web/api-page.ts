// What the page about pages and API lists of the program: why it is not ready, and the words that its answers use.
import type { EpisodeState, Handling } from '../../src/alerting/episode.ts'
import type { Carried } from '../../src/detection/causes/carriers/carried.ts'
import type { CoverageGap, Severity } from '../../src/detection/change.ts'
import { KIND_NAMES } from '../../src/detection/kinds/kinds.ts'
import type { Nature } from '../../src/incidents/incident.ts'
import type { Unit } from '../../src/indicators/indicator.ts'
import { STAGES } from '../../src/pipeline/tick.ts'
import type { Assessment } from '../../src/presentation/change/assessment.ts'
import type { SeriesRow, SeriesStatus } from '../../src/queries/views.ts'
import { DEGRADED, UNREADY } from '../../src/web/readiness.ts'
import { pageWithBlocks } from '../blocks.ts'

export const API_PAGE = 'docs/reference/pages-and-api.md'

export function apiPage(root: string): string {
  return pageWithBlocks(root, API_PAGE, {
    'reasons not to be ready': table('reason', UNREADY) + stages(),
    'reasons to be degraded': table('reason', DEGRADED),
    'words of the answers': wordList(),
  })
}

function table(head: string, rows: Readonly<Record<string, string>>): string {
  const lines = Object.entries(rows).map(([name, means]) => `| \`${name}\` | ${means} |\n`)
  return `| ${head} | means |\n|---|---|\n${lines.join('')}`
}

function stages(): string {
  return `| ${quoted(STAGES)} | that stage of the last tick failed; the line says how |\n`
}

/** A type has no values that could be listed: a record that names each, and nothing else, does not compile without one of them. */
function wordsOf<T extends string>(words: Readonly<Record<T, true>>): string {
  return quoted(Object.keys(words))
}

function quoted(words: readonly string[]): string {
  return words.map(word => `\`${word}\``).join(', ')
}

function wordList(): string {
  const rows = [
    ['`nature` of an incident', wordsOf<Nature>({ change: true, silence: true })],
    ['`severity`', wordsOf<Severity>({ watch: true, page: true })],
    ['`assessment`', wordsOf<Assessment>({ worse: true, better: true, neutral: true })],
    ['`unit` of a series', wordsOf<Unit>({ seconds: true, ratio: true, count: true, unitless: true })],
    [
      '`status` of a series',
      wordsOf<SeriesStatus['name']>({ warming: true, quiet: true, watch: true, page: true }),
    ],
    [
      '`coverage_gaps` of a quiet series',
      `${coverageGapWords()}, \`broken:\` and the name of a detector that failed`,
    ],
    [
      '`silence` of a series',
      wordsOf<NonNullable<SeriesRow['silence']>>({ insufficient: true, stale: true }),
    ],
    ['`kind` of a change', quoted(KIND_NAMES)],
    ['`by` of what carries a change', wordsOf<Carried['by']>({ parts: true, mix: true })],
    [
      '`state` of an alert',
      wordsOf<EpisodeState>({ pending: true, firing: true, resolved: true, dropped: true }),
    ],
    ['`state` of its `handling`', wordsOf<Handling['state']>({ acknowledged: true, snoozed: true })],
  ]
  return `| field | has one of |\n|---|---|\n${rows.map(([field, words]) => `| ${field} | ${words} |\n`).join('')}`
}

function coverageGapWords(): string {
  return wordsOf<Exclude<CoverageGap, `broken:${string}`>>({
    'random-walk': true,
    'long-memory': true,
    'short-baseline': true,
    provisional: true,
    wanders: true,
    volatile: true,
    holiday: true,
  })
}
