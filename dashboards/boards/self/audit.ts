// The row on audits: whether it is proved that a change would be noticed, and how soon.
import {
  auditEnded,
  auditFindings,
  auditInterval,
  auditSensitivity,
  auditVerdict,
} from '../../../src/exposition/metrics/audits.ts'
import type { BoardPanel } from '../../grafana/panels.ts'
import { only } from '../../grafana/queries.ts'
import { table } from '../../grafana/tables.ts'

export function audit(): BoardPanel[] {
  const instance = { instance: 'Instance' }
  return [
    table({
      title: 'What did the last audit say, and when?',
      description:
        'An audit plants faults in shadow copies of what is watched. Pass: all that must be noticed was. Insufficient: too little data to say.',
      width: 24,
      height: 5,
      labels: { verdict: 'Verdict', ...instance },
      columns: [
        { name: 'Said', labelsAlone: true, unit: 'none', expr: only(auditVerdict) },
        { name: 'Ended', unit: 's', expr: `time() - ${only(auditEnded)}` },
        { name: 'Every', unit: 's', expr: only(auditInterval) },
      ],
    }),
    table({
      title: 'What has it found?',
      description: 'Findings of the last audit, by kind; slowburn audit lists them.',
      width: 12,
      labels: { kind: 'Kind', ...instance },
      columns: [{ name: 'Findings', unit: 'short', expr: only(auditFindings), alarm: 1 }],
    }),
    table({
      title: 'How soon would a change be reported?',
      description:
        'Series by the size of a change for the worse and how soon it would be reported, half of the time. Insufficient is too little data to say.',
      width: 12,
      labels: { size: 'Size', within: 'Within', ...instance },
      columns: [{ name: 'Series', unit: 'short', expr: only(auditSensitivity) }],
    }),
  ]
}
