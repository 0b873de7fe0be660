// Whether slowburn would notice: the verdict of the last audit, and how soon a change would be reported.
import type { Card } from '../../detection/sensitivity.ts'
import { type Reading, reading } from '../metric.ts'
import { seconds } from '../seconds.ts'

export const auditEnded: Reading = reading({
  name: 'slowburn_audit_end_timestamp_seconds',
  topic: 'series',
  help: 'When the last audit ended; absent before the first.',
  labels: [],
  read: ({ store }) => store.audits.list(1).map(({ endedAt }) => [seconds(endedAt)] as const),
  example: [[1_790_000_000]],
})

export const auditVerdict: Reading = reading({
  name: 'slowburn_audit_verdict',
  topic: 'series',
  help: 'Always 1; the verdict of the last audit: pass, fail, insufficient or broken. Absent before the first.',
  labels: ['verdict'],
  read: ({ store }) => store.audits.list(1).map(({ verdict }) => [1, { verdict }] as const),
  example: [[1, { verdict: 'pass' }]],
})

export const auditFindings: Reading = reading({
  name: 'slowburn_audit_findings',
  topic: 'series',
  help: 'Findings of the last audit, by kind.',
  labels: ['kind'],
  read: ({ store }) =>
    store.audits
      .list(1)
      .flatMap(({ findings }) =>
        [...Map.groupBy(findings, ({ what }) => what)].map(([kind, all]) => [all.length, { kind }] as const),
      ),
  example: [[2, { kind: 'unreported' }]],
})

export const auditInterval: Reading = reading({
  name: 'slowburn_audit_interval_seconds',
  topic: 'series',
  help: 'How often the configuration has audits made; absent where it has none.',
  labels: [],
  read: ({ settings: { audit } }) => (audit === null ? [] : [[audit.every / 1000] as const]),
  example: [[86_400]],
})

export const auditSensitivity: Reading = reading({
  name: 'slowburn_audit_sensitivity_series',
  topic: 'series',
  help: 'Series by how soon a change of a size for the worse would be reported, half of the time, by the last card of each: hour, day, week, month, later, or insufficient. `size` is the share of the usual value, or of a hundred points.',
  labels: ['size', 'within'],
  read: ({ store }) => {
    const counts = new Map<string, [count: number, labels: { size: string; within: string }]>()
    for (const { card } of store.audits.cards()) {
      for (const one of card.sizes) {
        const labels = { size: String(one.share), within: classOf(one) }
        const before = counts.get(JSON.stringify(labels))?.[0] ?? 0
        counts.set(JSON.stringify(labels), [before + 1, labels])
      }
    }
    return [...counts.values()]
  },
  example: [[30, { size: '0.5', within: 'day' }]],
})

const HOUR_MS = 3_600_000
const CLASSES = [
  ['hour', HOUR_MS],
  ['day', 24 * HOUR_MS],
  ['week', 7 * 24 * HOUR_MS],
  ['month', 30 * 24 * HOUR_MS],
] as const

function classOf({ delays }: Card['sizes'][number]): string {
  if (delays === null) return 'insufficient'
  const { within } = delays
  if (within === null) return 'later'
  return CLASSES.find(([, most]) => within <= most)?.[0] ?? 'later'
}
