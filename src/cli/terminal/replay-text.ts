// A replay on a terminal of 80 columns.
import type { Comparison } from '../../assurance/replay/compare.ts'
import type { ReplayedIncident, ReplayedMessage } from '../../assurance/replay/outcome.ts'
import {
  comparisonWords,
  lastedWords,
  notes,
  type Run,
  spanWords,
  summary,
  weeksOf,
} from '../../assurance/replay/report/words.ts'
import { formatMinute } from '../../core/format.ts'
import { clean } from '../../presentation/clean.ts'
import { columns, paragraph } from './columns.ts'

/** `runs` are one or two. */
export function replayText(runs: readonly Run[], comparison: Comparison | null): string {
  const [one, other] = runs
  if (one === undefined) return ''
  const isPair = other !== undefined && comparison !== null
  const parts = [
    `Replay of ${spanWords(one.replay)}. Nothing was sent.\n`,
    runs.map(run => paragraph(`${isPair ? `${run.name}: ` : ''}${summary(run)}.`, 0)).join(''),
    isPair ? items(comparisonWords(one, other, comparison)) : '',
    weeks(runs),
    ...runs.flatMap(run => lists(run, isPair)),
    items(new Set(runs.flatMap(notes))),
  ]
  return parts.filter(part => part !== '').join('\n')
}

function lists({ name, replay }: Run, isNamed: boolean): string[] {
  const { incidents, messages } = replay
  const titled = (what: string, when: string): string =>
    isNamed ? `${what} OF ${clean(name, 60)}` : `${what}, ${when} (UTC)`
  return [
    list(titled('INCIDENTS', 'from when they were opened'), incidents.map(incidentLines)),
    list(titled('MESSAGES', 'when they would have been sent'), messages.map(messageLines)),
  ]
}

function list(title: string, all: readonly string[]): string {
  return all.length === 0 ? '' : `${title}\n${all.join('')}`
}

/** Of the text beside a moment, such as `16 Nov 04:00`. */
const BESIDE = 14

function incidentLines(one: ReplayedIncident): string {
  const { openedAt, notifiedAt, severity, title, what, series } = one
  const told = notifiedAt === null ? 'nobody notified' : `notified ${formatMinute(notifiedAt)}`
  const lasted = one.closedAt === null ? 'still stood at the end' : `over after ${lastedWords(one)}`
  const more = series.length > 1 ? `, with ${series.length - 1} more series` : ''
  return `${beside(openedAt, `${severity}, ${lasted}, ${told}`)}${paragraph(`${title} ${what}${more}`, BESIDE)}`
}

function messageLines({ at, to, subject }: ReplayedMessage): string {
  return `${beside(at, `to ${to}`)}${paragraph(subject, BESIDE)}`
}

function beside(at: number, text: string): string {
  return `${formatMinute(at).padEnd(BESIDE)}${paragraph(text, BESIDE).trimStart()}`
}

function items(all: Iterable<string>): string {
  return [...all].map(text => `- ${paragraph(text, 2).trimStart()}`).join('')
}

/** Side by side where there are two. */
function weeks(runs: readonly Run[]): string {
  const all = runs.map(({ replay }) => weeksOf(replay))
  const [first = []] = all
  if (first.length < 3 || runs.every(({ replay }) => replay.messages.length === 0)) return ''
  const most = Math.max(...all.flat().map(({ messages }) => messages))
  const width = Math.min(most, Math.floor(40 / runs.length))
  const bar = (messages: number): string => '#'.repeat(Math.ceil((messages * width) / most))
  const rows = first.map(({ at }, k) => [
    formatMinute(at).slice(0, 6),
    ...all.flatMap(own => {
      const { incidents = 0, messages = 0 } = own[k] ?? {}
      return [String(incidents), String(messages), bar(messages)]
    }),
  ])
  const head = runs.length === 1 ? ['INCIDENTS', 'MESSAGES', ''] : ['INC.', 'MESSAGES', '']
  return columns(['WEEK OF', ...runs.flatMap(() => head)], rows)
}
