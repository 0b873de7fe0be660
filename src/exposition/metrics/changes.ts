// The changes that stand, and the releases with which they may coincide.
import { assessmentOf } from '../../presentation/change/assessment.ts'
import { type Gauge, gauge, type SeriesGauge, seriesGauge } from '../metric.ts'
import { seconds } from '../seconds.ts'

export const release: Gauge = gauge({
  name: 'slowburn_release_timestamp_seconds',
  topic: 'changes',
  help: 'When the version took over: the latest of each component and environment, and of the others the newest, fifty in all.',
  labels: ['version', 'component', 'environment'],
  samples: ({ releases }) =>
    releases.map(({ version, component, environment, at }) => [
      seconds(at),
      { version, component: component ?? '', environment: environment ?? '' },
    ]),
})

export const changeActive: SeriesGauge = seriesGauge({
  name: 'slowburn_change_active',
  topic: 'changes',
  help: '1 while a change stands on the series; absent otherwise. The assessment is worse, better or neutral.',
  labels: ['kind', 'direction', 'severity', 'assessment'],
  value: ({ change }) => (change === null ? null : 1),
  about: ({ change: record }) => {
    if (record === null) return {}
    const { alarm, change } = record
    const { kind, direction } = change
    return { kind, direction, severity: alarm.severity, assessment: assessmentOf(change) }
  },
})

export const changeEffect: SeriesGauge = seriesGauge({
  name: 'slowburn_change_effect_ratio',
  topic: 'changes',
  help: 'Relative size of the change: 0.35 is 35 % above the baseline.',
  value: ({ change }) => change?.change.effect.relative?.value,
})

export const changeEffectLower: SeriesGauge = seriesGauge({
  name: 'slowburn_change_effect_lower_ratio',
  topic: 'changes',
  help: 'Lower end of the 95 % interval of the relative size of the change.',
  value: ({ change }) => change?.change.effect.relative?.lower,
})

export const changeEffectUpper: SeriesGauge = seriesGauge({
  name: 'slowburn_change_effect_upper_ratio',
  topic: 'changes',
  help: 'Upper end of the 95 % interval of the relative size of the change.',
  value: ({ change }) => change?.change.effect.relative?.upper,
})

export const changeEffectSigma: SeriesGauge = seriesGauge({
  name: 'slowburn_change_effect_standard_deviations',
  topic: 'changes',
  help: 'Size of the change in standard deviations of the baseline.',
  value: ({ change }) => change?.change.effect.sigma,
})

export const changeOnset: SeriesGauge = seriesGauge({
  name: 'slowburn_change_onset_timestamp_seconds',
  topic: 'changes',
  help: 'When the change began: start of the first bucket of the new regime.',
  value: ({ change }) => seconds(change?.change.onset.value ?? null),
})

export const changeOnsetLower: SeriesGauge = seriesGauge({
  name: 'slowburn_change_onset_lower_timestamp_seconds',
  topic: 'changes',
  help: 'Early end of the 90 % interval of the onset.',
  value: ({ change }) => seconds(change?.change.onset.lower ?? null),
})

export const changeOnsetUpper: SeriesGauge = seriesGauge({
  name: 'slowburn_change_onset_upper_timestamp_seconds',
  topic: 'changes',
  help: 'Late end of the 90 % interval of the onset.',
  value: ({ change }) => seconds(change?.change.onset.upper ?? null),
})

export const changeRaised: SeriesGauge = seriesGauge({
  name: 'slowburn_change_raised_timestamp_seconds',
  topic: 'changes',
  help: 'When the change was first noticed.',
  value: ({ change }) => seconds(change?.raisedAt ?? null),
})

export const changeBreach: SeriesGauge = seriesGauge({
  name: 'slowburn_change_breach_timestamp_seconds',
  topic: 'changes',
  help: 'When the series is projected to cross its configured limit; absent where no crossing is projected.',
  value: ({ change }) => seconds(change?.change.breach?.value ?? null),
})

export const changeEvidence: SeriesGauge = seriesGauge({
  name: 'slowburn_change_evidence_nats',
  topic: 'changes',
  help: 'Natural logarithm of the e-value of the change: the evidence against "nothing changed".',
  value: ({ change }) => change?.change.evidence,
})
