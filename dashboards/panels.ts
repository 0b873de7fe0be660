// The few kinds of panel that the dashboard is made of.
import type { Builder } from '@grafana/grafana-foundation-sdk/cog'
import * as common from '@grafana/grafana-foundation-sdk/common'
import { BigValueColorMode, GraphDrawStyle, VisibilityMode } from '@grafana/grafana-foundation-sdk/common'
import {
  type DynamicConfigValue,
  type Panel,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from '@grafana/grafana-foundation-sdk/dashboard'
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus'
import { PanelBuilder as StatPanel } from '@grafana/grafana-foundation-sdk/stat'
import { PanelBuilder as TablePanel } from '@grafana/grafana-foundation-sdk/table'
import { PanelBuilder as TimeseriesPanel } from '@grafana/grafana-foundation-sdk/timeseries'

/** The data source that the reader picks at the top of the dashboard. */
export const DATASOURCE = { type: 'prometheus', uid: '${datasource}' }

/** A width of the grid is 24. */
export interface Frame {
  title: string
  description: string
  width: number
  height?: number
}

export interface Line {
  expr: string
  legend: string
}

/** Lines over time. */
export function lines(
  frame: Frame & { unit: string; min?: number; lines: readonly Line[] },
): TimeseriesPanel {
  const panel = new TimeseriesPanel()
    .title(frame.title)
    .description(frame.description)
    .datasource(DATASOURCE)
    .span(frame.width)
    .height(frame.height ?? 8)
    .unit(frame.unit)
    .drawStyle(GraphDrawStyle.Line)
    .lineWidth(2)
    .fillOpacity(0)
    .showPoints(VisibilityMode.Auto)
    .tooltip(new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Multi))
    .legend(
      new common.VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(common.LegendDisplayMode.List)
        .placement(common.LegendPlacement.Bottom)
        .calcs([]),
    )
  if (frame.min !== undefined) panel.min(frame.min)
  for (const [i, { expr, legend }] of frame.lines.entries()) {
    panel.withTarget(query(i).expr(expr).legendFormat(legend).range())
  }
  return panel
}

/** Shades the area between two lines, named by their legends, and hides the lines themselves. */
export function shaded(panel: TimeseriesPanel, lower: string, upper: string, color: string): TimeseriesPanel {
  const hidden: DynamicConfigValue[] = [
    { id: 'custom.lineWidth', value: 0 },
    { id: 'custom.showPoints', value: 'never' },
    { id: 'color', value: { mode: 'fixed', fixedColor: color } },
    { id: 'custom.hideFrom', value: { legend: true, tooltip: false, viz: false } },
  ]
  const fill: DynamicConfigValue[] = [
    { id: 'custom.fillBelowTo', value: lower },
    { id: 'custom.fillOpacity', value: 20 },
  ]
  return panel.overrideByName(lower, hidden).overrideByName(upper, [...hidden, ...fill])
}

/** One number: green while it is 0, red from `alarm` on, or without colour. */
export function number(frame: Frame & { unit: string; expr: string; alarm?: number }): StatPanel {
  const steps =
    frame.alarm === undefined
      ? [{ value: null, color: 'text' }]
      : [
          { value: null, color: 'green' },
          { value: frame.alarm, color: 'red' },
        ]
  return new StatPanel()
    .title(frame.title)
    .description(frame.description)
    .datasource(DATASOURCE)
    .span(frame.width)
    .height(frame.height ?? 4)
    .unit(frame.unit)
    .colorMode(BigValueColorMode.Value)
    .graphMode(common.BigValueGraphMode.None)
    .reduceOptions(new common.ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .thresholds(new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(steps))
    .withTarget(query(0).expr(frame.expr).instant())
}

/** A column of a table: the present value of a query, joined to the others by their common labels. */
export interface Column {
  name: string
  expr: string
  unit: string
  properties?: readonly DynamicConfigValue[]
}

/** A table of instant vectors: one row for each label set. Labels that are not named are left out. */
export function table(
  frame: Frame & { labels: Readonly<Record<string, string>>; columns: readonly Column[] },
): TablePanel {
  const panel = new TablePanel()
    .title(frame.title)
    .description(frame.description)
    .datasource(DATASOURCE)
    .span(frame.width)
    .height(frame.height ?? 8)
    .filterable(true)
    .noValue('–')
  // With a single query Grafana calls the column `Value`, with several `Value #A` and so on.
  const valueName = (i: number): string => (frame.columns.length === 1 ? 'Value' : `Value #${refId(i)}`)
  for (const [i, { name, expr, unit, properties = [] }] of frame.columns.entries()) {
    panel.withTarget(query(i).expr(expr).format(PromQueryFormat.Table).instant())
    panel.overrideByName(name, [{ id: 'unit', value: unit }, ...properties])
  }
  const values = Object.fromEntries(frame.columns.map(({ name }, i) => [valueName(i), name]))
  return panel
    .withTransformation({ id: 'merge', options: {} })
    .withTransformation({
      id: 'filterFieldsByName',
      options: { include: { names: [...Object.keys(frame.labels), ...Object.keys(values)] } },
    })
    .withTransformation({
      id: 'organize',
      options: {
        excludeByName: {},
        indexByName: Object.fromEntries(
          [...Object.keys(frame.labels), ...Object.keys(values)].map((name, i) => [name, i]),
        ),
        renameByName: { ...frame.labels, ...values },
      },
    })
}

export type AnyPanel = Builder<Panel>

function query(index: number): DataqueryBuilder {
  return new DataqueryBuilder().datasource(DATASOURCE).refId(refId(index))
}

function refId(index: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + index)
}
