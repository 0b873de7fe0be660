// Whether anything is getting worse: which problems stand, since when, whose they are, what is new, muted, and not watched.
import { SECOND, WEEK } from '../../src/core/duration.ts'
import {
  alertContact,
  alertContactUntil,
  alertInfo,
  alertSince,
} from '../../src/exposition/metrics/alert-contacts.ts'
import { alerts, muted, receivedAlerts } from '../../src/exposition/metrics/alerts.ts'
import {
  changeActive,
  changeBreach,
  changeEffect,
  changeOnset,
  changeRaised,
} from '../../src/exposition/metrics/changes.ts'
import { incidentInfo, incidentOpened, incidents } from '../../src/exposition/metrics/incidents.ts'
import { series, seriesMonitors } from '../../src/exposition/metrics/series.ts'
import { lastTick, tickInterval } from '../../src/exposition/metrics/ticks.ts'
import { unwatched } from '../../src/exposition/metrics/unwatched.ts'
import type { Board } from '../grafana/board.ts'
import { fromRow, toBoard, toPageOfRow, UIDS } from '../grafana/links.ts'
import { type BoardPanel, lines, number } from '../grafana/panels.ts'
import { answers, firstRows, joined, named, only, orZero } from '../grafana/queries.ts'
import { table } from '../grafana/tables.ts'
import { objectives } from './overview/objectives.ts'
import { rollouts } from './overview/rollouts.ts'

export function overview(): Board {
  return {
    uid: UIDS.overview,
    title: 'slowburn: is anything getting worse?',
    description:
      'Which problems stand, since when, whose they are, what is new this week, muted, and not watched. Causes are on the boards below.',
    rows: [
      { title: 'What stands', panels: [...numbers(), problems(), whose(), standing()] },
      { title: 'What is new this week', collapsed: true, panels: thisWeek() },
      { title: 'Is each objective held?', collapsed: true, panels: objectives() },
      { title: 'Could we go back?', collapsed: true, panels: [rollouts()] },
      { title: 'Who is not notified', collapsed: true, panels: alerting() },
      { title: 'What is not watched', collapsed: true, panels: notWatched() },
    ],
  }
}

/** What stands for the worse, by the words with which a table shows it too. */
const WORSE = only(changeActive, 'assessment="worse"')

/** Noticed within seven days. */
const NEW = `time() - ${only(changeRaised)} < ${WEEK / SECOND}`

const LATE = `time() - ${only(lastTick)} > 3 * ${only(tickInterval)}`

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
      title: 'How many series are worse?',
      description:
        'Changes for the worse that stand, whether they page or are only watched: the rows below that say worse.',
      width: 6,
      unit: 'short',
      expr: orZero(`count(${WORSE})`),
      alarm: 1,
    }),
    number({
      title: 'How many changes are new this week?',
      description: 'Changes that stand and were noticed within seven days, for the worse or not.',
      width: 6,
      unit: 'short',
      expr: orZero(`count(${NEW})`),
    }),
    number({
      title: 'How many slowburns stand still?',
      description:
        'Those that do not answer, of which the other panels know nothing, and those that have not finished a tick for three times as long as one takes to come: what they say is old.',
      width: 6,
      unit: 'short',
      expr: orZero(`count(${LATE} or (${answers(' == 0')}))`),
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
      {
        name: 'Open for',
        unit: 's',
        expr: firstRows(
          `time() - ${only(incidentOpened)} * ignoring (nature, page) group_left (nature, page) ${only(incidentInfo)}`,
        ),
      },
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

/** What is said of an alert and of whom it concerns, with what the alert is about. */
function ofAlert(family: Parameters<typeof joined>[0]): string {
  return joined(family, alertInfo)
}

const ABOUT = 'rule, severity, state, incident, indicator, series, page'

function whose(): BoardPanel {
  const listed = firstRows(ofAlert(alertContact))
  const ofListed = (expr: string): string => `${expr} and ignoring (${ABOUT}) ${listed}`
  return table({
    title: 'Whose is it, and who is not notified?',
    description:
      'One row an alert and contact. Notified: has been sent it. Acknowledged, snoozed, silenced, out of hours and so on: is not, by whom and until when. Nobody: pending, no rule, or no contact on its route.',
    width: 24,
    labels: {
      contact: 'Contact',
      standing: 'Standing',
      by: 'By',
      severity: 'Severity',
      indicator: 'Indicator',
      series: 'Series',
      rule: 'Rule',
      incident: 'Incident',
      instance: 'Instance',
    },
    columns: [
      { name: 'Alert', labelsAlone: true, unit: 'none', expr: listed },
      {
        name: 'For',
        unit: 's',
        expr: `time() - (${ofListed(joined(alertContact, alertSince))})`,
      },
      { name: 'Until', unit: 'dateTimeAsIso', expr: `1000 * (${ofListed(only(alertContactUntil))})` },
    ],
    linksOf: { Series: fromRow() },
    sortBy: 'For',
  })
}

function standing(): BoardPanel {
  const listed = firstRows(named(changeActive), named(changeActive, 'assessment="worse"'))
  const what = 'kind, direction, severity, assessment, series, page'
  const ofListed = (family: { readonly name: string }): string =>
    `${only(family)} and ignoring (${what}) ${listed}`
  return table({
    title: 'Which series have changed, since when and by how much?',
    description:
      'Every change that stands now, for the worse or not. The effect is relative to the baseline; began is the best estimate of the onset; a limit is crossed where one is configured. At most 500, those for the worse first.',
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
      { name: 'Change', labelsAlone: true, unit: 'none', expr: listed },
      { name: 'Effect', unit: 'percentunit', expr: ofListed(changeEffect) },
      { name: 'Began', unit: 'dateTimeAsIso', expr: `1000 * (${ofListed(changeOnset)})` },
      { name: 'Limit crossed', unit: 'dateTimeAsIso', expr: `1000 * (${ofListed(changeBreach)})` },
    ],
    linksOf: { Series: fromRow() },
    sortBy: 'Began',
  })
}

function thisWeek(): BoardPanel[] {
  return [
    table({
      title: 'Which changes are new this week?',
      description:
        'Changes that stand and were noticed within seven days, for the worse or not. The limit is crossed as it goes on at present, where one is configured.',
      width: 24,
      labels: { indicator: 'Indicator', series: 'Series', instance: 'Instance' },
      columns: [
        {
          name: 'Noticed',
          unit: 'dateTimeAsIso',
          expr: `1000 * (${named(changeRaised)} > time() - ${WEEK / SECOND})`,
        },
        { name: 'Limit crossed', unit: 'dateTimeAsIso', expr: `1000 * ${only(changeBreach)}` },
      ],
      linksOf: { Series: fromRow() },
      sortBy: 'Noticed',
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
      width: 12,
      unit: 'short',
      min: 0,
      lines: [{ expr: `sum by (reason) (${only(muted)})`, legend: '{{reason}}' }],
    }),
    lines({
      title: 'Which rules fire?',
      description: 'Firing episodes by rule.',
      width: 12,
      unit: 'short',
      min: 0,
      lines: [{ expr: `sum by (rule) (${only(alerts, 'state="firing"')})`, legend: '{{rule}}' }],
    }),
  ]
}

function notWatched(): BoardPanel[] {
  return [
    number({
      title: 'How many series have no present value?',
      description: 'Their last bucket had too little data, or is too old. They show no value, not zero.',
      width: 8,
      height: 8,
      unit: 'short',
      expr: `sum(${only(series, 'state!="fresh"')})`,
    }),
    lines({
      title: 'How many series are watched?',
      description:
        'By the state of their monitor. Nothing is noticed on one that is warming: its baseline is not full.',
      width: 16,
      unit: 'short',
      min: 0,
      lines: [{ expr: `sum by (state) (${only(seriesMonitors)})`, legend: '{{state}}' }],
    }),
    table({
      title: 'What is not watched, and why?',
      description:
        'Series by indicator: warming, without a present value (insufficient, stale, empty), selected by no rule. Indicators without a series or disabled; sources and tables that cannot be seen; detectors; labels with too many values.',
      width: 24,
      labels: { subject: 'Subject', name: 'Name', reason: 'Reason', instance: 'Instance' },
      columns: [{ name: 'Count', unit: 'short', expr: firstRows(only(unwatched)) }],
      sortBy: 'Count',
    }),
  ]
}
