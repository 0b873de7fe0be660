// A plan with every indicator as it is by default, for tests that collect.
import type { Indicator } from '../../../src/indicators/indicator.ts'
import { indicators } from '../../../src/indicators/registry.ts'
import type { Plan } from '../../../src/pipeline/plan.ts'
import { accumulationsOf } from '../../../src/series/cells.ts'

export function planOf(own: readonly Indicator[] = indicators, oneAtATime: readonly string[] = []): Plan {
  const planned = own.map(indicator => ({ indicator, by: indicator.by, bucket: null, limit: null }))
  return {
    indicators: planned,
    accumulated: accumulationsOf(planned),
    objectives: [],
    oneAtATime: new Set(oneAtATime),
    sourcesOf: ({ labels }) => [labels.source ?? 'platform'],
    settingsOf: series => planned.find(({ indicator }) => indicator.name === series.indicator) ?? null,
  }
}
