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
import { type Board, labelVariable } from '../grafana/board.ts'
import { fromRow, UIDS } from '../grafana/links.ts'
import { type BoardPanel, lines, number } from '../grafana/panels.ts'
import { HERE, only } from '../grafana/queries.ts'
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

/** What is said of the changes of the chosen incident alone, with the names of their series. */
function ofMembers(family: { readonly name: string }): string {
  const which = only(incidentMember, CHOSEN)
  return `${only(family)} * ignoring (incident, role, series, page) group_left (role, series, page) ${which}`
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
      { name: 'Effect', unit: 'percentunit', expr: ofMembers(changeEffect) },
      { name: 'Began', unit: 'dateTimeAsIso', expr: `1000 * ${ofMembers(changeOnset)}` },
      { name: 'Noticed', unit: 'dateTimeAsIso', expr: `1000 * ${ofMembers(changeRaised)}` },
    ],
    sortBy: 'Began',
    ascending: true,
    linksOf: { Series: fromRow() },
  })
}

const LABELS = { role: 'Role', indicator: 'Indicator', series: 'Series', instance: 'Instance' }

const WHICH: Column = {
  name: 'Member',
  labelsAlone: true,
  unit: 'none',
  expr: only(incidentMember, CHOSEN),
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
      { name: 'Effect, at least', unit: 'percentunit', expr: ofMembers(changeEffectLower) },
      { name: 'Effect, at most', unit: 'percentunit', expr: ofMembers(changeEffectUpper) },
      { name: 'Standard deviations', unit: 'short', expr: ofMembers(changeEffectSigma) },
      {
        name: 'Began, at the earliest',
        unit: 'dateTimeAsIso',
        expr: `1000 * ${ofMembers(changeOnsetLower)}`,
      },
      {
        name: 'Began, at the latest',
        unit: 'dateTimeAsIso',
        expr: `1000 * ${ofMembers(changeOnsetUpper)}`,
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
    lines: [{ expr: ofMembers(changeEvidence), legend: '{{indicator}} {{series}}' }],
  })
}

function effects(): BoardPanel {
  return lines({
    title: 'Does it grow?',
    description: 'Size of each change relative to its baseline, at the time of the scrape.',
    width: 12,
    unit: 'percentunit',
    lines: [{ expr: ofMembers(changeEffect), legend: '{{indicator}} {{series}}' }],
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
