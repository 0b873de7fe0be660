// Objectives: how much was held to each, how much of it was bad, and which share is to be good.
import { type Counter, counter, type Reading, reading } from '../metric.ts'

const COUNTED =
  'Each counts once, when it is known; what ended more than a day before is history, and does not.'

export const objectiveEvents: Counter = counter({
  name: 'slowburn_objective_events_total',
  topic: 'objectives',
  help: `Lifecycles that were held to the objective. ${COUNTED}`,
  labels: ['objective'],
  zeros: ({ objectives }) => objectives.map(objective => ({ objective })),
})

export const objectiveBadEvents: Counter = counter({
  name: 'slowburn_objective_bad_events_total',
  topic: 'objectives',
  help: 'Those of slowburn_objective_events_total that were bad: beyond the limit, or of the wrong outcome.',
  labels: ['objective'],
  zeros: ({ objectives }) => objectives.map(objective => ({ objective })),
})

export const objectiveTarget: Reading = reading({
  name: 'slowburn_objective_target_ratio',
  topic: 'objectives',
  help: 'Share that is to be good within 30 days; 1 minus it is the error budget.',
  labels: ['objective', 'indicator'],
  read: ({ settings }) =>
    settings.objectives.map(({ name, indicator, target }) => [target, { objective: name, indicator }]),
  example: [[0.99, { objective: 'builds succeed', indicator: 'task_failure_rate' }]],
})
