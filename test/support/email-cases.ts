// The emails that people see most, by name: each has a golden text and a golden HTML.
import type { AlertEmailInput } from '../../src/delivery/email/input.ts'
import { NOTHING_KNOWN } from '../../src/detection/cause.ts'
import type { Change } from '../../src/detection/change.ts'
import { episodeOf, LEVEL, NOW, ONSET, pointsOf, resolvedSample, SLOPE, sample } from './alert-samples.ts'

const MISSING: Change = {
  ...SLOPE,
  kind: 'missing',
  direction: 'down',
  effect: { absolute: { value: 0, lower: 0, upper: 0 }, relative: null, sigma: 0 },
  to: 45.2,
  breach: null,
  evidence: 30,
}

const BETTER: Change = {
  ...LEVEL,
  direction: 'down',
  good: true,
  from: 0.084,
  to: 0.021,
  effect: {
    absolute: { value: -0.063, lower: -0.08, upper: -0.05 },
    relative: { value: -0.75, lower: -0.82, upper: -0.66 },
    sigma: -4,
  },
}

export const EMAILS: Readonly<Record<string, () => AlertEmailInput>> = {
  slope: () => sample(),
  level: () =>
    sample({
      transition: { to: 'firing', at: NOW, episode: episodeOf(LEVEL, { severity: 'watch' }) },
      points: pointsOf(LEVEL),
      limit: null,
      causes: NOTHING_KNOWN,
    }),
  missing: () =>
    sample({
      transition: { to: 'firing', at: NOW, episode: episodeOf(MISSING) },
      points: pointsOf(LEVEL).filter(({ at }) => at < ONSET),
      limit: null,
      causes: NOTHING_KNOWN,
      unaffected: [],
    }),
  stuck: () =>
    sample({
      transition: {
        to: 'firing',
        at: NOW,
        episode: episodeOf({ ...SLOPE, kind: 'stuck', to: 900, breach: null }),
      },
      points: pointsOf(LEVEL).map(point => (point.at < ONSET ? point : { ...point, value: 900 })),
      limit: null,
      causes: NOTHING_KNOWN,
      unaffected: [],
    }),
  better: () =>
    sample({
      transition: { to: 'firing', at: NOW, episode: episodeOf(BETTER) },
      indicator: { help: 'Share of tasks that failed.', unit: 'ratio', goodDirection: 'down' },
      points: pointsOf(LEVEL).map(point => ({
        ...point,
        value: (point.value ?? 0) / 900 + (point.at < ONSET ? 0.034 : -0.047),
      })),
      band: { value: 0.084, lower: 0.075, upper: 0.093 },
      limit: 0.1,
      causes: { ...NOTHING_KNOWN, known: { releases: true, models: true } },
      unaffected: [],
    }),
  resolved: resolvedSample,
}
