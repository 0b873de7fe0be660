// Whether the tick runs, how often and for how long.
import { type Counter, counter, durations, type Gauge, gauge, type Histogram } from '../metric.ts'
import { seconds } from '../seconds.ts'

export const lastTick: Gauge = gauge({
  name: 'slowburn_last_tick_timestamp_seconds',
  topic: 'ticks',
  help: 'When the last tick that ran to its end was finished.',
  samples: ({ tick }) => [[seconds(tick.finishedAt)]],
})

export const tickInterval: Gauge = gauge({
  name: 'slowburn_tick_interval_seconds',
  topic: 'ticks',
  help: 'Configured time from one tick to the next.',
  samples: ({ tick }) => [[seconds(tick.interval)]],
})

export const tickStage: Histogram = durations({
  name: 'slowburn_tick_stage_duration_seconds',
  topic: 'ticks',
  help: 'Time that a stage took in one tick.',
  labels: ['stage'],
})

export const tickFailures: Counter = counter({
  name: 'slowburn_tick_failures_total',
  topic: 'ticks',
  help: 'Ticks in which a stage failed.',
  labels: ['stage'],
  zeros: ({ stages }) => stages.map(stage => ({ stage })),
})

export const metricFaults: Counter = counter({
  name: 'slowburn_metric_faults_total',
  topic: 'ticks',
  help: 'Times that a metric failed or returned no valid answer; its samples are left out.',
  labels: ['metric'],
})
