// Tables: what stands now, a row for each thing, a column for each query.
import { type DynamicConfigValue, ThresholdsMode } from '@grafana/grafana-foundation-sdk/dashboard'
import { PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus'
import { PanelBuilder as TablePanel } from '@grafana/grafana-foundation-sdk/table'
import type { Link } from './links.ts'
import { type BoardPanel, DATASOURCE, type Frame, query, refId } from './panels.ts'
import { nameless } from './queries.ts'

/** The present value of a query, joined to the others by the labels that all of them have. */
export interface Column {
  name: string
  expr: string
  unit: string
  /** Only the labels of the query are shown. */
  labelsAlone?: true
  /** Red from here on, green below; `below`: the other way round. */
  alarm?: number
  below?: number
}

export interface Table extends Frame {
  /** Headings of labels, in their order. A label that is not named is left out. */
  labels: Readonly<Record<string, string>>
  columns: readonly Column[]
  /** Links of a heading of `labels`. */
  linksOf?: Readonly<Record<string, readonly Link[]>>
  /** Heading by which the rows are ordered, the largest first; `ascending`: last. */
  sortBy?: string
  ascending?: true
}

/** Labels that links need and nobody reads. */
const HIDDEN = ['page']

/** Words of series, of monitors and of how an alert stands with a contact: too little data is neither zero nor well. */
const STATES: Readonly<Record<string, string>> = {
  fresh: 'green',
  insufficient: 'purple',
  stale: 'orange',
  empty: 'text',
  quiet: 'green',
  warming: 'blue',
  changed: 'red',
  page: 'red',
  watch: 'orange',
  notified: 'green',
  acknowledged: 'blue',
  snoozed: 'blue',
  silenced: 'purple',
  'out of hours': 'purple',
  'rate limit': 'purple',
  ready: 'green',
  'not ready': 'red',
  pass: 'green',
  fail: 'red',
  broken: 'red',
  'given up': 'red',
  'no rule': 'red',
  'no contact': 'red',
}

/** Headings of columns that hold such words. */
const WORDED = new Set(['State', 'Monitor', 'Standing', 'Severity', 'Reason', 'Verdict', 'Within'])

/** A row for each label set. Every query loses the name of its metric, for rows that differ in it are two. */
export function table(frame: Table): BoardPanel {
  const panel = new TablePanel()
    .title(frame.title)
    .description(frame.description)
    .datasource(DATASOURCE)
    .span(frame.width)
    .height(frame.height ?? 8)
    .filterable(true)
    .noValue('–')
  for (const [i, { name, expr, unit, labelsAlone, ...limits }] of frame.columns.entries()) {
    panel.withTarget(query(i).expr(nameless(expr)).format(PromQueryFormat.Table).instant())
    if (!labelsAlone) panel.overrideByName(name, [{ id: 'unit', value: unit }, ...colours(limits)])
  }
  for (const heading of Object.values(frame.labels)) {
    const links = frame.linksOf?.[heading]
    const properties = [...(links ? [{ id: 'links', value: links }] : []), ...words(heading)]
    if (properties.length > 0) panel.overrideByName(heading, properties)
  }
  for (const label of HIDDEN) panel.overrideByName(label, [{ id: 'custom.hidden', value: true }])
  return { panel: arranged(panel, frame), indicators: [] }
}

/** Joins the queries, leaves out what nobody reads, and names and orders the rest. */
function arranged(panel: TablePanel, { labels, columns, sortBy, ascending }: Table): TablePanel {
  // With a single query Grafana calls the column `Value`, with several `Value #A` and so on.
  const valueName = (i: number): string => (columns.length === 1 ? 'Value' : `Value #${refId(i)}`)
  const values = Object.fromEntries(
    columns.flatMap(({ name, labelsAlone }, i) => (labelsAlone ? [] : [[valueName(i), name]])),
  )
  const names = [...Object.keys(labels), ...Object.keys(values), ...HIDDEN]
  panel
    .withTransformation({ id: 'merge', options: {} })
    .withTransformation({ id: 'filterFieldsByName', options: { include: { names } } })
    .withTransformation({
      id: 'organize',
      options: {
        excludeByName: {},
        indexByName: Object.fromEntries(names.map((name, i) => [name, i])),
        renameByName: { ...labels, ...values },
      },
    })
  if (sortBy === undefined) return panel
  return panel.withTransformation({
    id: 'sortBy',
    options: { sort: [{ field: sortBy, desc: !ascending }] },
  })
}

function colours({ alarm, below }: Pick<Column, 'alarm' | 'below'>): DynamicConfigValue[] {
  const at = alarm ?? below
  if (at === undefined) return []
  const [under, over] = below === undefined ? ['green', 'red'] : ['red', 'green']
  const steps = [
    { value: null, color: under },
    { value: at, color: over },
  ]
  return [
    { id: 'custom.cellOptions', value: { type: 'color-text' } },
    { id: 'thresholds', value: { mode: ThresholdsMode.Absolute, steps } },
  ]
}

/** Colours of the words of a column of states. */
function words(heading: string): DynamicConfigValue[] {
  if (!WORDED.has(heading)) return []
  const options = Object.fromEntries(
    Object.entries(STATES).map(([text, color], index) => [text, { text, color, index }]),
  )
  return [
    { id: 'custom.cellOptions', value: { type: 'color-text' } },
    { id: 'mappings', value: [{ type: 'value', options }] },
  ]
}
