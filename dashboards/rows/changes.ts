// What changed now: how many, of which weight, and each in a table.
import * as alertMetrics from '../../src/exposition/metrics/alerts.ts'
import * as changeMetrics from '../../src/exposition/metrics/changes.ts'
import * as seriesMetrics from '../../src/exposition/metrics/series.ts'
import { type AnyPanel, number, table } from '../panels.ts'
import { only } from '../queries.ts'

export function changeRow(): AnyPanel[] {
  return [...howMany(), standing()]
}

function howMany(): AnyPanel[] {
  const worse = only(changeMetrics.changeActive, 'assessment="worse"')
  return [
    number({
      title: 'Changes for the worse',
      description: 'Series on which a change for the worse stands, whether it pages or is only watched.',
      width: 5,
      unit: 'short',
      expr: `sum(${worse}) or vector(0)`,
      alarm: 1,
    }),
    number({
      title: 'of these, to page',
      description: 'Those for which the evidence is strong enough to wake someone.',
      width: 5,
      unit: 'short',
      expr: `sum(${only(changeMetrics.changeActive, 'assessment="worse", severity="page"')}) or vector(0)`,
      alarm: 1,
    }),
    number({
      title: 'Alerts firing',
      description: 'Open alerts of the configured rules that have been sent.',
      width: 5,
      unit: 'short',
      expr: `sum(${only(alertMetrics.alerts, 'state="firing"')})`,
      alarm: 1,
    }),
    number({
      title: 'Series being watched',
      description: 'Series whose baseline is full, so that a change on them would be noticed.',
      width: 5,
      unit: 'short',
      expr: `sum(${only(seriesMetrics.seriesMonitors, 'state!="warming"')})`,
    }),
    number({
      title: 'Series without a current value',
      description: 'Their last bucket had too little data, or is too old. They show no value, not zero.',
      width: 4,
      unit: 'short',
      expr: `sum(${only(seriesMetrics.series, 'state!="fresh"')})`,
    }),
  ]
}

function standing(): AnyPanel {
  const joined = `${only(changeMetrics.changeActive)} * ignoring (kind, direction, severity, assessment) group_left ()`
  return table({
    title: 'Standing changes',
    description:
      'Every change that stands now. Effect is relative to the baseline; began is the best estimate of the onset.',
    width: 24,
    height: 9,
    labels: {
      indicator: 'Indicator',
      task_type: 'Task type',
      claim_type: 'Claim type',
      name: 'Name',
      kind: 'Kind',
      direction: 'Direction',
      severity: 'Severity',
      assessment: 'Assessment',
    },
    columns: [
      {
        name: 'Effect',
        unit: 'percentunit',
        expr: `${joined} ${only(changeMetrics.changeEffect)}`,
      },
      {
        name: 'Effect (sigma)',
        unit: 'short',
        expr: `${joined} ${only(changeMetrics.changeEffectSigma)}`,
      },
      {
        name: 'Began',
        unit: 'dateTimeAsIso',
        expr: `1000 * ${joined} ${only(changeMetrics.changeOnset)}`,
      },
      {
        name: 'Noticed',
        unit: 'dateTimeAsIso',
        expr: `1000 * ${joined} ${only(changeMetrics.changeRaised)}`,
      },
      {
        name: 'Limit crossed',
        unit: 'dateTimeAsIso',
        expr: `1000 * ${joined} ${only(changeMetrics.changeBreach)}`,
      },
    ],
  })
}
