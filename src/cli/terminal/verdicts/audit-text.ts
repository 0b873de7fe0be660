// An audit on a terminal of 80 columns.
import type { Audit } from '../../../assurance/audit/audit.ts'
import type { FactTrial, UnplantedFact } from '../../../assurance/audit/facts/fact-trial.ts'
import { type PlantSummary, summariesOf, unplantedOf } from '../../../assurance/audit/report/summary.ts'
import { formatMinute, formatSpan } from '../../../core/format.ts'
import { cardWords } from '../../../presentation/sensitivity-words.ts'
import { seriesTitle } from '../../../presentation/series-words.ts'
import type { AuditVerdict, KeptAudit } from '../../../storage/audit-store.ts'
import { columns, paragraph } from '../columns.ts'

/** Findings that are written out; `--json` has them all. */
const MOST_FINDINGS = 20

const VERDICT_WORDS: Readonly<Record<AuditVerdict, string>> = {
  pass: 'PASS',
  fail: 'FAIL',
  insufficient: 'INSUFFICIENT: too little is known of any series to plant in it',
  broken: 'BROKEN',
}

export function auditText(audit: Audit): string {
  const { verdict, at, series, findings } = audit
  const parts = [
    paragraph(
      `${VERDICT_WORDS[verdict]}. Audit of ${seriesWords(series)} as of ${formatMinute(at)} UTC. Nothing was sent.`,
      0,
    ),
    items(findings.slice(0, MOST_FINDINGS).map(({ words }) => words)),
    findings.length > MOST_FINDINGS ? `And ${findings.length - MOST_FINDINGS} more findings: --json\n` : '',
    columns(HEAD, summariesOf(audit).map(row)),
    columns(FACT_HEAD, audit.facts.map(factRow), { free: ['PLANTED IN SOURCES'] }),
    cards(audit),
    items([...unplantedOf(audit)].map(([why, count]) => `Not planted in ${seriesWords(count)}: ${why}.`)),
  ]
  return parts.filter(part => part !== '').join('\n')
}

/** Audits that were kept, newest first. */
export function historyText(audits: readonly KeptAudit[]): string {
  if (audits.length === 0) return 'No audit was kept yet.\n'
  const rows = audits.map(({ endedAt, verdict, series, findings }) => {
    const [first] = findings
    return [formatMinute(endedAt), verdict, String(series), String(findings.length), first?.words ?? '']
  })
  return columns(['ENDED (UTC)', 'VERDICT', 'SERIES', 'FINDINGS', 'FIRST FINDING'], rows)
}

const HEAD = ['PLANT', 'PLANTED', 'REPORTED', 'MEDIAN DELAY', 'RIGHT KIND', 'ONSET COVERED']

function row({ plant, must, planted, reported, medianDelay, rightKind, onsetCovered, raised }: PlantSummary) {
  return [
    `${plant}${must ? '*' : ''}`,
    String(planted),
    String(reported),
    medianDelay === null ? '-' : formatSpan(medianDelay),
    reported === 0 ? '-' : `${rightKind} of ${reported}`,
    raised === 0 ? '-' : `${onsetCovered} of ${raised}`,
  ]
}

const FACT_HEAD = ['PLANTED IN SOURCES', 'DELAY', 'FIRST MESSAGE']

function factRow(one: FactTrial | UnplantedFact): string[] {
  if ('unplanted' in one) return [one.plant, '-', `not planted: ${one.unplanted}`]
  const { plant, must, onset, reported } = one
  const name = `${plant}${must ? '*' : ''}`
  if (reported === null) return [name, '-', 'not reported']
  return [name, formatSpan(reported.at - onset), reported.subject]
}

/** Cards that are written out; `--json` has them all. */
const MOST_CARDS = 20

function cards({ cards: all, crossChecks }: Audit): string {
  if (all.length === 0) return ''
  const agree = crossChecks.filter(one => one.agree).length
  const checked =
    crossChecks.length === 0
      ? ''
      : paragraph(
          `Cards are made by the detectors alone. Tried the whole way to the message, ${agree} of ${crossChecks.length} took as long.`,
          0,
        )
  const more = all.length > MOST_CARDS ? `And ${all.length - MOST_CARDS} more: --json\n` : ''
  return `${items(all.slice(0, MOST_CARDS).map(card => `${seriesTitle(card.series)}: ${cardWords(card)}.`))}${more}${checked}`
}

function seriesWords(count: number): string {
  return count === 1 ? '1 series' : `${count} series`
}

function items(all: readonly string[]): string {
  return all.map(text => `- ${paragraph(text, 2).trimStart()}`).join('')
}
