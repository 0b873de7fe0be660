// The row on objectives, for those who have set one: it is empty where nobody has, or where no Prometheus has loaded the rules.
import {
  objectiveBadEvents,
  objectiveEvents,
  objectiveTarget,
} from '../../../src/exposition/metrics/objectives.ts'
import { type BoardPanel, lines } from '../../grafana/panels.ts'
import { only, rate } from '../../grafana/queries.ts'
import { table } from '../../grafana/tables.ts'
import { type Recorded, recorded } from '../../recorded.ts'

const EMPTY = 'Empty where no objective is configured, or the rule file is not loaded.'

export function objectives(): BoardPanel[] {
  return [
    held(),
    lines({
      title: 'How much of each error budget is left?',
      description: `Of what may be bad within 30 days; below 0 more was. ${EMPTY}`,
      width: 8,
      unit: 'percentunit',
      lines: [{ expr: only(recorded.budget), legend: '{{objective}} {{instance}}' }],
    }),
    lines({
      title: 'How fast does it burn?',
      description: `At 1 the budget lasts for 30 days. Alerts ask for 14.4 within an hour, 6 within six, 3 within a day, 1 within three. ${EMPTY}`,
      width: 8,
      unit: 'short',
      min: 0,
      lines: [
        {
          expr: only(recorded.burn, 'window=~"1h|6h|1d|3d"'),
          legend: '{{objective}} within {{window}} {{instance}}',
        },
      ],
    }),
    lines({
      title: 'How much ends, and how much is bad?',
      description: `Lifecycles that are held to each objective, a second. What ended more than a day before it was read is not counted. ${EMPTY}`,
      width: 8,
      unit: 'cps',
      min: 0,
      lines: [
        { expr: rate(objectiveEvents, 'objective, instance'), legend: 'all of {{objective}} {{instance}}' },
        {
          expr: rate(objectiveBadEvents, 'objective, instance'),
          legend: 'bad of {{objective}} {{instance}}',
        },
      ],
    }),
  ]
}

function held(): BoardPanel {
  return table({
    title: 'Is each objective held?',
    description: `One row an objective: the share that is to be good, what was bad within 30 days, what is left of the error budget, and how fast it burns. Surely: at least so fast, however few have ended. ${EMPTY}`,
    width: 24,
    height: 7,
    labels: { objective: 'Objective', indicator: 'Indicator', instance: 'Instance' },
    columns: [
      { name: 'Target', unit: 'percentunit', expr: only(objectiveTarget) },
      { name: 'Ended', unit: 'short', expr: within(recorded.events, '30d') },
      { name: 'Bad', unit: 'percentunit', expr: within(recorded.errors, '30d') },
      { name: 'Budget left', unit: 'percentunit', expr: only(recorded.budget), below: 0 },
      { name: 'Burns within an hour', unit: 'short', expr: within(recorded.burn, '1h'), alarm: 14.4 },
      { name: 'Surely', unit: 'short', expr: within(recorded.surely, '1h'), alarm: 14.4 },
      { name: 'Burns within three days', unit: 'short', expr: within(recorded.burn, '3d'), alarm: 1 },
    ],
  })
}

/** What is recorded of one window. */
function within(family: Recorded, window: string): string {
  return `max without (window) (${only(family, `window="${window}"`)})`
}
