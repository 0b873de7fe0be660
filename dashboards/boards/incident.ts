// One problem as a story: its root, its symptoms, how sure that is, and what coincides with it.
import {
  changeEffect,
  changeEffectLower,
  changeEffectSigma,
  changeEffectUpper,
  changeEvidence,
  changeOnset,
  changeOnsetLower,
  changeOnsetUpper,
  changeRaised,
  release,
} from '../../src/exposition/metrics/changes.ts'
import { incidentChanges, incidentMember, incidentOpened } from '../../src/exposition/metrics/incidents.ts'
import { seriesInfo } from '../../src/exposition/metrics/series.ts'
import { type Board, labelVariable } from '../grafana/board.ts'
import { fromRow, UIDS } from '../grafana/links.ts'
import { type BoardPanel, lines, number } from '../grafana/panels.ts'
import { HERE, named, only } from '../grafana/queries.ts'
import { type Column, table } from '../grafana/tables.ts'

const CHOSEN = 'incident="$incident"'

export function incident(): Board {
  return {
    uid: UIDS.incident,
    title: 'slowburn: one problem',
    description:
      'What one cause explains: the root, the symptoms, since when, how sure that is, and what coincides.',
    variables: [labelVariable('incident', 'Incident', `${incidentChanges.name}{${HERE}}`)],
    rows: [
      { title: 'The story', panels: [...numbers(), members()] },
      { title: 'How sure is that?', collapsed: true, panels: [sure(), evidence(), effects()] },
      { title: 'What coincides?', collapsed: true, panels: [candidates()] },
    ],
  }
}

function numbers(): BoardPanel[] {
  return [
    number({
      title: 'For how long is it open?',
      description: 'Since the first of its changes was noticed. It began before: see when each began.',
      width: 12,
      unit: 's',
      expr: `time() - max(${only(incidentOpened, CHOSEN)})`,
    }),
    number({
      title: 'How many changes does it explain?',
      description: 'Changes that stand in it, the root included. No answer: it is over.',
      width: 12,
      unit: 'short',
      expr: `sum(${only(incidentChanges, CHOSEN)})`,
    }),
  ]
}

/** What is said of the changes of the chosen incident alone. */
function ofMembers(expr: string): string {
  return `${expr} and ignoring (incident, role) ${only(incidentMember, CHOSEN)}`
}

/** Last, for of all series of all slowburns only these few are to be joined. */
function withName(expr: string): string {
  return `(${expr}) * ignoring (series, page) group_left (series, page) ${only(seriesInfo)}`
}

function members(): BoardPanel {
  return table({
    title: 'What began it, and what followed?',
    description:
      'The root is what the incident began with; symptoms joined it. Began is the best estimate of the onset, at its own time.',
    width: 24,
    height: 10,
    labels: LABELS,
    columns: [
      WHICH,
      { name: 'Effect', unit: 'percentunit', expr: ofMembers(only(changeEffect)) },
      { name: 'Began', unit: 'dateTimeAsIso', expr: `1000 * (${ofMembers(only(changeOnset))})` },
      { name: 'Noticed', unit: 'dateTimeAsIso', expr: `1000 * (${ofMembers(only(changeRaised))})` },
    ],
    linksOf: { Series: fromRow() },
  })
}

const LABELS = { role: 'Role', indicator: 'Indicator', series: 'Series', instance: 'Instance' }

const WHICH: Column = {
  name: 'Member',
  labelsAlone: true,
  unit: 'none',
  expr: named(incidentMember, CHOSEN),
}

function sure(): BoardPanel {
  return table({
    title: 'Within which bounds is each?',
    description:
      'The effect with its 95 % interval, the onset with its 90 % interval, and the size in standard deviations of the baseline.',
    width: 24,
    labels: LABELS,
    columns: [
      WHICH,
      { name: 'Effect, at least', unit: 'percentunit', expr: ofMembers(only(changeEffectLower)) },
      { name: 'Effect, at most', unit: 'percentunit', expr: ofMembers(only(changeEffectUpper)) },
      { name: 'Standard deviations', unit: 'short', expr: ofMembers(only(changeEffectSigma)) },
      {
        name: 'Began, at the earliest',
        unit: 'dateTimeAsIso',
        expr: `1000 * (${ofMembers(only(changeOnsetLower))})`,
      },
      {
        name: 'Began, at the latest',
        unit: 'dateTimeAsIso',
        expr: `1000 * (${ofMembers(only(changeOnsetUpper))})`,
      },
    ],
    linksOf: { Series: fromRow() },
  })
}

function evidence(): BoardPanel {
  return lines({
    title: 'How much evidence has come together?',
    description:
      'Natural logarithm of the e-value of each change, at the time of the scrape: how much speaks against nothing having changed.',
    width: 12,
    unit: 'short',
    lines: [{ expr: withName(ofMembers(only(changeEvidence))), legend: '{{indicator}} {{series}}' }],
  })
}

function effects(): BoardPanel {
  return lines({
    title: 'Does it grow?',
    description: 'Size of each change relative to its baseline, at the time of the scrape.',
    width: 12,
    unit: 'percentunit',
    lines: [{ expr: withName(ofMembers(only(changeEffect))), legend: '{{indicator}} {{series}}' }],
  })
}

function candidates(): BoardPanel {
  return table({
    title: 'Which releases took over around then?',
    description:
      'The newest fifty. One that lies between the earliest and the latest onset may be the cause; that it coincides is no proof.',
    width: 24,
    labels: { component: 'Component', version: 'Version', environment: 'Environment', instance: 'Instance' },
    columns: [{ name: 'Took over', unit: 'dateTimeAsIso', expr: `1000 * ${only(release)}` }],
    sortBy: 'Took over',
  })
}
