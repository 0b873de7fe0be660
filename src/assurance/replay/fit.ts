// Which of the series that were kept a configuration would have, too: points are of one width and one split, and are not made anew.
import { formatDuration } from '../../core/duration.ts'
import type { Plan, Planned } from '../../pipeline/plan.ts'
import type { Series } from '../../series/series.ts'

export interface LeftOut {
  indicator: string
  /** In words, to follow the name of the indicator. */
  why: string
}

export interface Fit {
  series: Series[]
  /** Indicators of the configuration that cannot be replayed, or not whole. */
  leftOut: LeftOut[]
}

export function fitOf(kept: readonly Series[], plan: Pick<Plan, 'indicators' | 'settingsOf'>): Fit {
  const series: Series[] = []
  const faults = new Map<string, string>()
  for (const one of kept) {
    const planned = plan.settingsOf(one)
    if (planned === null) continue
    const why = misfit(one, planned)
    if (why === null) series.push(one)
    else faults.set(one.indicator, why)
  }
  return { series, leftOut: [...faults].map(([indicator, why]) => ({ indicator, why })) }
}

function misfit({ labels, bucket: width }: Series, { by, bucket }: Planned): string | null {
  const split = Object.keys(labels).filter(name => name !== 'source')
  const wanted = by.filter(name => name !== 'source')
  if (split.length !== wanted.length || wanted.some(name => !split.includes(name)))
    return `is kept by ${words(split)}, and this configuration splits it by ${words(wanted)}`
  if (bucket !== null && bucket !== width)
    return `is kept in buckets of ${formatDuration(width)}, and this configuration has ${formatDuration(bucket)}`
  return null
}

function words(labels: readonly string[]): string {
  return labels.length === 0 ? 'nothing' : labels.join(', ')
}
