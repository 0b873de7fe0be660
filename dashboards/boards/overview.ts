// Whether anything is getting worse: which problems stand, since when, what is muted and what is not watched.
import { SECOND, WEEK } from '../../src/core/duration.ts'
import { alerts, muted, receivedAlerts } from '../../src/exposition/metrics/alerts.ts'
import {
  changeActive,
  changeBreach,
  changeEffect,
  changeOnset,
  changeRaised,
} from '../../src/exposition/metrics/changes.ts'
import {
  incidentChanges,
  incidentInfo,
  incidentOpened,
  incidents,
} from '../../src/exposition/metrics/incidents.ts'
import { series, seriesMonitors } from '../../src/exposition/metrics/series.ts'
import { lastTick, tickInterval } from '../../src/exposition/metrics/ticks.ts'
import type { Board } from '../grafana/board.ts'
import { fromRow, toBoard, toPageOfRow, UIDS } from '../grafana/links.ts'
import { type BoardPanel, lines, number } from '../grafana/panels.ts'
import { named, only, orZero } from '../grafana/queries.ts'
import { table } from '../grafana/tables.ts'

export function overview(): Board {
  return {
    uid: UIDS.overview,
    title: 'slowburn: is anything getting worse?',
    description:
      'Which problems stand, since when, and what of it is muted or not watched. Causes are on the boards below.',
    rows: [
      { title: 'What stands', panels: [...numbers(), problems(), standing()] },
      { title: 'Over time', collapsed: true, panels: overTime() },
      {
        title: 'Who is not notified, and what is not watched',
        collapsed: true,
        panels: [...alerting(), ...unwatched()],
      },
    ],
  }
}

/** What stands for the worse, by the words with which a table shows it too. */
const WORSE = only(changeActive, 'assessment="worse"')

function numbers(): BoardPanel[] {
  return [
    number({
      title: 'How many problems stand?',
      description:
        'Open incidents: the changes that one cause explains are one. Those for the better count too.',
      width: 6,
      unit: 'short',
      expr: `sum(${only(incidents)})`,
      alarm: 1,
      links: [toBoard(UIDS.incident, 'One of them, as a story')],
    }),
    number({
      title: 'On how many series has something become worse?',
      description:
        'Changes for the worse that stand, whether they page or are only watched: the rows below that say worse.',
      width: 6,
      unit: 'short',
      expr: orZero(`count(${WORSE})`),
      alarm: 1,
    }),
    number({
      title: 'How many series have no present value?',
      description: 'Their last bucket had too little data, or is too old. They show no value, not zero.',
      width: 6,
      unit: 'short',
      expr: `sum(${only(series, 'state!="fresh"')})`,
    }),
    number({
      title: 'How many slowburns stand still?',
      description:
        'Those that have not finished a tick for three times as long as one takes to come. What they say is old.',
      width: 6,
      unit: 'short',
      expr: orZero(`count(time() - ${only(lastTick)} > 3 * ${only(tickInterval)})`),
      alarm: 1,
      links: [toBoard(UIDS.self, 'How slowburn itself is')],
    }),
  ]
}

function problems(): BoardPanel {
  return table({
    title: 'Which problems stand, and since when?',
    description:
      'One row an incident, by the indicator of its root. A silence is facts that have stopped coming.',
    width: 24,
    height: 7,
    labels: { incident: 'Incident', indicator: 'Indicator', nature: 'Nature', instance: 'Instance' },
    columns: [
      { name: 'Problem', labelsAlone: true, unit: 'none', expr: only(incidentInfo) },
      { name: 'Open for', unit: 's', expr: `time() - ${only(incidentOpened)}` },
      { name: 'Changes', unit: 'short', expr: only(incidentChanges) },
    ],
    linksOf: {
      Incident: [
        toBoard(UIDS.incident, 'As a story', { incident: '${__data.fields.Incident:percentencode}' }),
        toPageOfRow(),
      ],
    },
    sortBy: 'Open for',
  })
}

function standing(): BoardPanel {
  return table({
    title: 'Which series have changed, since when and by how much?',
    description:
      'Every change that stands now, for the worse or not. The effect is relative to the baseline; began is the best estimate of the onset; a limit is crossed where one is configured.',
    width: 24,
    height: 10,
    labels: {
      indicator: 'Indicator',
      series: 'Series',
      kind: 'Kind',
      direction: 'Direction',
      severity: 'Severity',
      assessment: 'Assessment',
      instance: 'Instance',
    },
    columns: [
      { name: 'Change', labelsAlone: true, unit: 'none', expr: named(changeActive) },
      { name: 'Effect', unit: 'percentunit', expr: only(changeEffect) },
      { name: 'Began', unit: 'dateTimeAsIso', expr: `1000 * ${only(changeOnset)}` },
      { name: 'Noticed', unit: 'dateTimeAsIso', expr: `1000 * ${only(changeRaised)}` },
      { name: 'Limit crossed', unit: 'dateTimeAsIso', expr: `1000 * ${only(changeBreach)}` },
    ],
    linksOf: { Series: fromRow() },
    sortBy: 'Began',
  })
}

function overTime(): BoardPanel[] {
  return [
    number({
      title: 'How many changes are new this week?',
      description: 'Changes that stand and were noticed within seven days, for the worse or not.',
      width: 24,
      unit: 'short',
      expr: orZero(`count(time() - ${only(changeRaised)} < ${WEEK / SECOND})`),
    }),
    lines({
      title: 'How many changes have stood?',
      description:
        'By what they mean. A change counts from the moment at which it was noticed, not from its onset.',
      width: 12,
      unit: 'short',
      min: 0,
      lines: [{ expr: `sum by (assessment) (${only(changeActive)})`, legend: '{{assessment}}' }],
    }),
    lines({
      title: 'How many alerts have fired?',
      description: 'Open episodes of the configured rules, and alerts that an Alertmanager has sent.',
      width: 12,
      unit: 'short',
      min: 0,
      lines: [
        { expr: `sum by (state) (${only(alerts)})`, legend: '{{state}}' },
        { expr: `sum(${only(receivedAlerts)})`, legend: 'received' },
      ],
    }),
  ]
}

function alerting(): BoardPanel[] {
  return [
    lines({
      title: 'Who would be notified, but for what?',
      description:
        'Contacts that are not notified of an alert that fires, by the reason; rate limit: those that wait for a summary.',
      width: 8,
      unit: 'short',
      min: 0,
      lines: [{ expr: `sum by (reason) (${only(muted)})`, legend: '{{reason}}' }],
    }),
    lines({
      title: 'Which rules fire?',
      description: 'Firing episodes by rule.',
      width: 8,
      unit: 'short',
      min: 0,
      lines: [{ expr: `sum by (rule) (${only(alerts, 'state="firing"')})`, legend: '{{rule}}' }],
    }),
  ]
}

function unwatched(): BoardPanel[] {
  return [
    lines({
      title: 'How many series are watched?',
      description:
        'By the state of their monitor. Nothing is noticed on one that is warming: its baseline is not full.',
      width: 8,
      unit: 'short',
      min: 0,
      lines: [{ expr: `sum by (state) (${only(seriesMonitors)})`, legend: '{{state}}' }],
    }),
    table({
      title: 'Which indicators have series without a present value?',
      description:
        'Insufficient: too little data in the last bucket. Stale: too old. Empty: no bucket has closed yet.',
      width: 24,
      labels: { indicator: 'Indicator', state: 'State', instance: 'Instance' },
      columns: [{ name: 'Series', unit: 'short', expr: `${only(series, 'state!="fresh"')} > 0` }],
    }),
  ]
}
