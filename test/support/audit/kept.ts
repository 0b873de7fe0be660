// An audit as it is kept.
import { HOUR } from '../../../src/core/duration.ts'
import type { Card } from '../../../src/detection/sensitivity.ts'
import type { KeptAudit } from '../../../src/storage/audit-store.ts'

export function keptAudit(more: Partial<KeptAudit> = {}): KeptAudit {
  return {
    at: 1_790_000_000_000,
    endedAt: 1_790_000_000_000 + HOUR,
    verdict: 'pass',
    findings: [],
    series: 3,
    plants: [{ plant: 'level', planted: 3, reported: 3 }],
    late: [{ share: 0.2, series: 1, of: 3 }],
    held: { of: 20, inside: 19 },
    cpuSeconds: 12,
    ...more,
  }
}

export function keptCard(more: Partial<Card> = {}): Card {
  const delays = {
    plants: 60,
    reported: 59,
    within: 9 * HOUR,
    range: { lower: 6 * HOUR, upper: 14 * HOUR },
    independent: 60,
    followed: 90 * HOUR,
    share: 1,
  }
  return { upTo: 1000, direction: 'up', of: 'value', stood: 0, sizes: [{ share: 0.2, delays }], ...more }
}
