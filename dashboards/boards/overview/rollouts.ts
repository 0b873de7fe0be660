// The row on rollouts, for those who have written down how they roll back: whether that could be done now.
import { rolloutReady, rolloutRehearsed, rolloutVerdict } from '../../../src/exposition/metrics/rollouts.ts'
import type { BoardPanel } from '../../grafana/panels.ts'
import { only } from '../../grafana/queries.ts'
import { table } from '../../grafana/tables.ts'

export function rollouts(): BoardPanel {
  return table({
    title: 'Could each release be rolled back now?',
    description:
      'From the version that runs to the one before. Not ready: something stands in the way, and slowburn rollout status says what. Insufficient: it was never tried, or what was tried is too old. Empty where no rollout is configured.',
    width: 24,
    height: 6,
    labels: { rollout: 'Rollout', verdict: 'Verdict', instance: 'Instance' },
    columns: [
      { name: 'Which', labelsAlone: true, unit: 'none', expr: only(rolloutVerdict) },
      { name: 'Ready (1) or not (0)', unit: 'short', expr: only(rolloutReady), below: 1 },
      { name: 'Last rehearsed', unit: 'dateTimeAsIso', expr: `1000 * ${only(rolloutRehearsed)}` },
    ],
  })
}
