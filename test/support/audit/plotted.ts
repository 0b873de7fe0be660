// A series as cards are made of it: hours about one minute, with noise of a memory and a rhythm of the day.

import type { Rule } from '../../../src/alerting/rule.ts'
import type { Plotted } from '../../../src/assurance/audit/cards/course.ts'
import { reportableBy } from '../../../src/assurance/audit/cards/reportable.ts'
import { DAY, HOUR } from '../../../src/core/duration.ts'
import { randomStream } from '../../../src/core/random.ts'
import { describeChange } from '../../../src/detection/describe/describe.ts'
import { createFleet } from '../../../src/detection/fleet.ts'
import { createMonitor } from '../../../src/detection/monitor.ts'
import type { Point, Series } from '../../../src/series/series.ts'

export const RULE: Rule = {
  name: 'getting worse',
  indicators: ['*'],
  match: {},
  when: 'worse',
  severity: 'page',
  for: 0,
  keepFiringFor: 0,
  runbook: null,
}

export const SERIES: Series = {
  id: 1,
  key: 'task_run_time_p50{task_type="build"}',
  indicator: 'task_run_time_p50',
  labels: { task_type: 'build' },
  bucket: HOUR,
}

export function rhythmic(days: number, seed: number, { phi = 0.5, sd = 0.1, day = 0.3 } = {}): Point[] {
  const random = randomStream(5, 'rhythmic', seed)
  let level = random.normal()
  return Array.from({ length: (days * DAY) / HOUR }, (_, hour) => {
    level = phi * level + Math.sqrt(1 - phi * phi) * random.normal()
    const value = 60 * Math.exp(sd * level + day * Math.sin((hour / 24) * 2 * Math.PI))
    return { at: hour * HOUR, value, lower: value * 0.9, upper: value * 1.1, n: 20 }
  })
}

export function plottedOf(points: readonly Point[], more: Partial<Plotted> = {}): Plotted {
  return {
    series: SERIES,
    points,
    acceptances: [],
    monitor: createMonitor({ describe: describeChange }),
    options: { bucket: HOUR, family: 'positive', goodDirection: 'down', limit: null },
    direction: 'up',
    reportable: reportableBy([RULE], SERIES, { fleet: createFleet(), size: 100 }),
    seenAt: at => at + HOUR,
    ...more,
  }
}
