// What must be so of every panel of a board.
import { type Board, openPanels, type Panel, type Property, type Target } from '../boards.ts'
import { known } from '../catalogue.ts'
import { type Dimension, Promql } from '../promql.ts'
import { faultsOfExpression } from './expressions.ts'

/** The one unit in which each dimension is shown. */
const UNITS: Readonly<Record<Dimension, string>> = {
  seconds: 's',
  timestamp: 'no unit: multiply by 1000',
  'millisecond timestamp': 'dateTimeAsIso',
  ratio: 'percentunit',
  bytes: 'bytes',
  flag: 'bool_yes_no',
  count: 'short',
  'per second': 'cps',
  any: 'no unit: nobody knows what it is',
}

/** panel-datasource, panel-title-description, panel-no-targets, panel-units, and that every label it speaks of is there. */
export function faultsOfPanel(panel: Panel): string[] {
  const { title, description = '', datasource, targets = [] } = panel
  return [
    ...(isSentence(title) ? [] : ['panel-title: it is no question and no statement']),
    ...(description.length > 15 && /[.)]$/.test(description)
      ? []
      : ['panel-title-description: no description']),
    ...[datasource, ...targets.map(target => target.datasource)]
      .filter(source => source?.uid !== '${datasource}')
      .map(() => 'panel-datasource: it does not take the data source that was chosen'),
    ...(targets.length === 0 ? ['panel-no-targets: it asks for nothing'] : []),
    ...targets.flatMap(({ expr }) => faultsOfExpression(expr)),
    ...targets.flatMap(target => [...unitFaults(panel, target), ...legendFaults(target)]),
    ...(panel.type === 'table' ? tableFaults(panel) : []),
    ...linkFaults(panel),
  ].map(fault => `${title}: ${fault}`)
}

function isSentence(title: string): boolean {
  return title.endsWith('?') || / (is|are|has|have|does|stands?) /.test(title)
}

function unitFaults(panel: Panel, target: Target): string[] {
  const dimension = new Promql(target.expr, known).dimension()
  const unit = unitOf(panel, target)
  if (unit === null || unit === UNITS[dimension]) return []
  return [`panel-units: ${target.expr} is of ${dimension} and shown as ${unit}`]
}

/** Null where no number of the target is shown. */
function unitOf(panel: Panel, { refId }: Target): string | null {
  const { defaults, overrides } = panel.fieldConfig ?? { defaults: {}, overrides: [] }
  const of = (id: string, options: string): string | undefined =>
    overrides
      .filter(({ matcher }) => matcher.id === id && matcher.options === options)
      .flatMap(({ properties }) => properties)
      .filter(property => property.id === 'unit')
      .map(({ value }) => String(value))
      .at(-1)
  if (panel.type !== 'table') return of('byFrameRefID', refId) ?? defaults.unit ?? 'none at all'
  const heading = headings(panel).get(panel.targets?.length === 1 ? 'Value' : `Value #${refId}`)
  return heading === undefined ? null : (of('byName', heading) ?? 'none at all')
}

/** What stands over each column that is left, by the name that it came with. */
function headings({ transformations = [] }: Panel): ReadonlyMap<string, string> {
  const options = (id: string) => transformations.find(one => one.id === id)?.options ?? {}
  const { include } = options('filterFieldsByName') as { include?: { names: string[] } }
  const { renameByName = {} } = options('organize') as { renameByName?: Record<string, string> }
  return new Map((include?.names ?? []).map(name => [name, renameByName[name] ?? name]))
}

function labelsOf({ targets = [] }: Panel): ReadonlySet<string> {
  return new Set(targets.flatMap(({ expr }) => [...new Promql(expr, known).labels()]))
}

function legendFaults({ expr, legendFormat = '' }: Target): string[] {
  const labels = new Promql(expr, known).labels()
  return namesIn(legendFormat, /\{\{(\w+)\}\}/g)
    .filter(label => !labels.has(label))
    .map(label => `contract: the legend names ${label}, which no answer to ${expr} has`)
}

function tableFaults(panel: Panel): string[] {
  const labels = labelsOf(panel)
  return [...headings(panel).keys()]
    .filter(name => !name.startsWith('Value') && name !== 'page' && !labels.has(name))
    .map(name => `contract: a column is of the label ${name}, which no answer has`)
}

function linkFaults(panel: Panel): string[] {
  const labels = labelsOf(panel)
  const columns = new Set(headings(panel).values())
  const properties: Property[] = (panel.fieldConfig?.overrides ?? []).flatMap(one => one.properties)
  const urls = properties
    .filter(({ id }) => id === 'links')
    .flatMap(({ value }) => (value as Array<{ url: string }>).map(({ url }) => url))
  return urls.flatMap(url => [
    ...namesIn(url, /__field\.labels\.(\w+)/g)
      .filter(label => !labels.has(label))
      .map(label => `links: ${label} is no label of its answers`),
    ...namesIn(url, /__data\.fields\.(\w+)/g)
      .filter(column => !columns.has(column) || (column === 'page' && !labels.has('page')))
      .map(column => `links: ${column} is no column of it`),
  ])
}

export function namesIn(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, name = '']) => name)
}

/** Queries that a board asks as soon as it is opened. */
export function openTargets(board: Pick<Board, 'panels'>): number {
  return openPanels(board).flatMap(({ targets = [] }) => targets).length
}
