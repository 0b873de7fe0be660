// The HTML of a summary: the lines first, then the most severe of them with its chart and what to do.
import { CAUSES_TITLE } from '../../../presentation/cause-words.ts'
import { keepTogether } from '../../../presentation/clean.ts'
import type { Html } from '../../../presentation/html.ts'
import type { EmailContent } from '../content.ts'
import { badgeHtml, frame, headingHtml, label, paragraph, row } from '../frame.ts'
import { button, chartHtml, linkRow } from '../html.ts'
import { type Lines, linesHtml } from './lines.ts'

export const NO_PROOF = 'Coincidence is no proof.'

export interface SummaryContent extends Lines {
  id: string
  /** The alarms of which it tells, in the order of their ids. */
  about: ReadonlyArray<{ episodeId: string; sequence: number }>
  severity: 'watch' | 'page'
  subject: string
  verdict: string
  why: string
  /** The message that the most severe of them would have had; null: there is none. */
  lead: Pick<EmailContent, 'verdict' | 'chart' | 'action' | 'links' | 'tone'> | null
  /** What the alarms that fire coincide with. */
  causes: readonly string[]
  rules: string
  all: string | null
}

export function summaryHtml(content: SummaryContent): string {
  const { subject, verdict, why, lines, others, causes, rules, severity } = content
  const tone = lines.some(({ worse }) => worse) ? 'worse' : 'better'
  return frame({
    title: subject,
    preheader: lines
      .map(({ text }) => text)
      .slice(0, 2)
      .join('. '),
    tone,
    rows: [
      row([badgeHtml(severity, tone), headingHtml(verdict), paragraph(why, 'muted')], '22px 32px 0'),
      row([linesHtml(lines), others !== null && paragraph(others, 'muted')], '18px 32px 0'),
      causes.length === 0
        ? null
        : row(
            [
              label(CAUSES_TITLE),
              causes.map(line => paragraph(keepTogether(line))),
              paragraph(NO_PROOF, 'muted'),
            ],
            '18px 32px 0',
          ),
      ...leadRows(content),
      row([label('By rule'), paragraph(rules)], '18px 32px 26px'),
    ],
    footer: ['One message stands for several alerts that come together.'],
  })
}

function leadRows({ lead, all }: SummaryContent): (Html | null)[] {
  const open = all === null ? null : { label: 'All alerts', url: all }
  if (lead === null) return [open && row(button(open, 'neutral'), '8px 32px 0')]
  return [
    row([label('The most severe'), paragraph(keepTogether(lead.verdict))], '18px 32px 0'),
    lead.chart && row(chartHtml(lead.chart), '14px 32px 0'),
    row(
      [
        label('Next'),
        paragraph(keepTogether(lead.action)),
        open && button(open, lead.tone),
        linkRow(lead.links),
      ],
      '18px 32px 0',
    ),
  ]
}
