// From rows of panels to the JSON of a board: variables, places, ids, marks, the way to the other boards.
import {
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  DatasourceVariableBuilder,
  type Panel,
  QueryVariableBuilder,
  type RowPanel,
  VariableRefresh,
} from '@grafana/grafana-foundation-sdk/dashboard'
import { buildInfo } from '../../src/exposition/metrics/service.ts'
import type { Indicator } from '../../src/indicators/indicator.ts'
import { onsets, releases } from './annotations.ts'
import { type BoardPanel, DATASOURCE } from './panels.ts'

export interface Row {
  title: string
  /** Asks nothing until somebody opens it. */
  collapsed?: boolean
  panels: readonly BoardPanel[]
}

export interface Board {
  uid: string
  title: string
  description: string
  /** Variables beside data source, job and instance. */
  variables?: readonly QueryVariableBuilder[]
  rows: readonly Row[]
}

/** The same for every installation: nothing in it names a data source, a job or a target. */
export function assembled({ uid, title, description, variables = [], rows }: Board): Dashboard {
  const { panels, drawn } = placed(rows)
  const builder = new DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags(['slowburn'])
    .timezone('browser')
    .readonly()
    .tooltip(DashboardCursorSync.Crosshair)
    .time({ from: 'now-30d', to: 'now' })
    .refresh('5m')
    .withVariable(new DatasourceVariableBuilder('datasource').label('Data source').type('prometheus'))
    .withVariable(chosen('job', 'Job', buildInfo.name))
    .withVariable(chosen('instance', 'Instance', `${buildInfo.name}{job=~"$job"}`))
    .link(
      new DashboardLinkBuilder('Boards of slowburn')
        .type(DashboardLinkType.Dashboards)
        .tags(['slowburn'])
        .asDropdown(true)
        .includeVars(true)
        .keepTime(true),
    )
  for (const variable of variables) builder.withVariable(variable)
  for (const [indicator, ids] of drawn) builder.annotation(onsets(indicator, ids))
  if (drawn.size > 0) builder.annotation(releases([...new Set([...drawn.values()].flat())]))
  const board = builder.build()
  const annotations = { list: board.annotations?.list ?? [] }
  return { ...board, annotations, schemaVersion: OLDEST_SCHEMA, panels }
}

/** One value of a label of what `series` selects. */
export function labelVariable(label: string, title: string, series: string): QueryVariableBuilder {
  const query = `label_values(${series}, ${label})`
  return new QueryVariableBuilder(label)
    .label(title)
    .datasource(DATASOURCE)
    .query({ query, refId: label })
    .definition(query)
    .refresh(VariableRefresh.OnTimeRangeChanged)
}

/** That of Grafana 10.0. A newer Grafana migrates it when it loads the board. */
const OLDEST_SCHEMA = 38

const WIDTH = 24

function chosen(label: string, title: string, series: string): QueryVariableBuilder {
  return labelVariable(label, title, series)
    .multi(true)
    .includeAll(true)
    .allValue('.+')
    .current({ text: 'All', value: '$__all' })
}

interface Placed {
  panels: Array<Panel | RowPanel>
  /** Ids of the panels that draw an indicator. */
  drawn: Map<Indicator, number[]>
}

/** Panels from left to right, as many in a line as there is room for; all ids differ. */
function placed(rows: readonly Row[]): Placed {
  const panels: Placed['panels'] = []
  const drawn: Placed['drawn'] = new Map()
  let id = 0
  let y = 0
  for (const { title, collapsed = false, panels: inside } of rows) {
    id += 1
    const row: RowPanel = {
      type: 'row',
      id,
      title,
      collapsed,
      gridPos: { x: 0, y, w: WIDTH, h: 1 },
      panels: [],
    }
    y += 1
    panels.push(row)
    const { at, end } = flow(inside, y)
    for (const { panel, indicators, gridPos } of at) {
      id += 1
      for (const one of indicators) drawn.set(one, [...(drawn.get(one) ?? []), id])
      const list = collapsed ? row.panels : panels
      list.push({ ...panel, id, gridPos })
    }
    // A closed row takes one line; what is in it has the places that it takes when it is opened.
    if (!collapsed) y = end
  }
  return { panels, drawn }
}

function flow(inside: readonly BoardPanel[], top: number) {
  let [x, y, tallest] = [0, top, 0]
  const at = inside.map(({ panel: builder, indicators }) => {
    const panel = builder.build()
    const { w = WIDTH, h = 8 } = panel.gridPos ?? {}
    if (x + w > WIDTH) [x, y, tallest] = [0, y + tallest, 0]
    const gridPos = { x, y, w, h }
    x += w
    tallest = Math.max(tallest, h)
    return { panel, indicators, gridPos }
  })
  return { at, end: y + tallest }
}
