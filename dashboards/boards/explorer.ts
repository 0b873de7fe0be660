// Any series, whole: its value with interval and normal band, what is known of it and what has changed in it.
import { PARTS } from '../../src/exposition/catalogue.ts'
import {
  changeBreach,
  changeEffect,
  changeEvidence,
  changeOnset,
} from '../../src/exposition/metrics/changes.ts'
import {
  seriesInfo,
  seriesLastPoint,
  seriesSamples,
  seriesState,
  warmingPoints,
  warmingPointsNeeded,
} from '../../src/exposition/metrics/series.ts'
import { assembled, type Board, labelVariable } from '../grafana/board.ts'
import { furtherPanels } from '../grafana/further.ts'
import { toPageOfRow, UIDS } from '../grafana/links.ts'
import { type BoardPanel, lines, number } from '../grafana/panels.ts'
import { HERE, named, only } from '../grafana/queries.ts'
import { table } from '../grafana/tables.ts'

const OF = 'indicator="$indicator"'
const CHOSEN = `${OF}, series="$series"`

/** What no other board shows has a panel here before anybody has given it a place; `drawn` is the text of the others. */
export function explorer(drawn: string): Board {
  const board = {
    uid: UIDS.explorer,
    title: 'slowburn: what is known of one series?',
    description:
      'Value, interval, normal band, evidence, onset and effect of any series. Choose one slowburn where several have the same series.',
    variables: [
      labelVariable('indicator', 'Indicator', only(seriesInfo)),
      labelVariable('series', 'Series', only(seriesInfo, OF)),
    ],
    rows: [
      { title: 'The series', panels: [value(), ...change(), known()] },
      { title: 'On how much it rests', collapsed: true, panels: support() },
    ],
  }
  const further = furtherPanels(drawn + JSON.stringify(assembled(board)))
  if (further.length === 0) return board
  return {
    ...board,
    rows: [...board.rows, { title: 'What else there is', collapsed: true, panels: further }],
  }
}

/** What is said of the chosen series alone. */
function ofChosen(expr: string, unmatched = 'series, page'): string {
  return `${expr} and ignoring (${unmatched}) ${only(seriesInfo, CHOSEN)}`
}

/** All gauges of the indicator that end in this unit, with the label `part`: value, lower, baseline_upper and so on. */
function parts(suffix: string): string {
  const further = PARTS.filter(part => part !== 'value').join('|')
  const all = `{__name__=~"slowburn_\${indicator}(_(${further}))?${suffix}", ${HERE}}`
  const chosen = ofChosen(all, 'indicator, series, page')
  const isValue = `label_replace(${chosen}, "part", "value", "__name__", ".+")`
  return `label_replace(${isValue}, "part", "$1", "__name__", "slowburn_\${indicator}_(${further})${suffix}")`
}

function value(): BoardPanel {
  const hidden = [
    { id: 'custom.lineWidth', value: 0 },
    { id: 'custom.showPoints', value: 'never' },
  ]
  const upTo = (lower: string, fixedColor: string) => [
    ...hidden,
    { id: 'custom.fillBelowTo', value: lower },
    { id: 'custom.fillOpacity', value: 20 },
    { id: 'color', value: { mode: 'fixed', fixedColor } },
  ]
  return lines({
    title: 'What is its value, how sure is it, and what would be normal?',
    description:
      'Green: the interval of the value. Blue: the band in which it counts as normal. Drawn at the time of the scrape: how much older the bucket is says the table below. A gap is a bucket with too little data: that is not zero.',
    width: 24,
    height: 12,
    unit: 'short',
    lines: [
      { expr: parts('_seconds'), legend: '{{part}}', unit: 's' },
      { expr: parts('_ratio'), legend: '{{part}}', unit: 'percentunit' },
      { expr: parts(''), legend: '{{part}}', unit: 'short' },
    ],
    overrides: [
      ['/^(lower|baseline_lower)$/', hidden],
      ['/^upper$/', upTo('lower', 'green')],
      ['/^baseline_upper$/', upTo('baseline_lower', 'blue')],
      ['/^baseline$/', [{ id: 'custom.lineStyle', value: { fill: 'dash', dash: [10, 10] } }]],
    ],
  })
}

function change(): BoardPanel[] {
  const figure = (title: string, description: string, unit: string, expr: string): BoardPanel =>
    number({ title, description: `${description} No answer: no change stands.`, width: 6, unit, expr })
  return [
    figure(
      'Since when is it different?',
      'Best estimate of the onset, at its own time.',
      'dateTimeAsIso',
      `1000 * (${ofChosen(only(changeOnset, OF))})`,
    ),
    figure('By how much?', 'Relative to the baseline.', 'percentunit', ofChosen(only(changeEffect, OF))),
    figure(
      'How sure is that?',
      'Natural logarithm of the e-value: the evidence against nothing having changed.',
      'short',
      ofChosen(only(changeEvidence, OF)),
    ),
    figure(
      'When does it cross its limit?',
      'As it goes on at present, where a limit is configured.',
      'dateTimeAsIso',
      `1000 * (${ofChosen(only(changeBreach, OF))})`,
    ),
  ]
}

function known(): BoardPanel {
  return table({
    title: 'What is known of it at present?',
    description:
      'Insufficient: the last bucket had too little data. Stale: it is too old. Neither is zero, and neither is well.',
    width: 24,
    height: 5,
    labels: { series: 'Series', state: 'State', monitor: 'Monitor', instance: 'Instance' },
    columns: [
      {
        name: 'Known',
        labelsAlone: true,
        unit: 'none',
        expr: `${named(seriesState, OF)} and ignoring (state, monitor) ${only(seriesInfo, CHOSEN)}`,
      },
      { name: 'Observations', unit: 'short', expr: ofChosen(only(seriesSamples, OF)) },
      {
        name: 'Age of the last bucket',
        unit: 's',
        expr: `time() - (${ofChosen(only(seriesLastPoint, OF))})`,
      },
    ],
    linksOf: { Series: [toPageOfRow()] },
  })
}

function support(): BoardPanel[] {
  return [
    lines({
      title: 'On how many observations does it rest?',
      description: 'Those of the last closed bucket, whether they sufficed or not.',
      width: 12,
      unit: 'short',
      min: 0,
      lines: [{ expr: ofChosen(only(seriesSamples, OF)), legend: '{{instance}}' }],
    }),
    lines({
      title: 'How far is its baseline?',
      description: 'Points that it has and points that it needs; nothing once it is full.',
      width: 12,
      unit: 'short',
      min: 0,
      lines: [
        { expr: ofChosen(only(warmingPoints, OF)), legend: 'has {{instance}}' },
        { expr: ofChosen(only(warmingPointsNeeded, OF)), legend: 'needs {{instance}}' },
      ],
    }),
  ]
}
