// The few kinds of panel that the boards are made of, but for tables.
import type { Builder } from '@grafana/grafana-foundation-sdk/cog'
import * as common from '@grafana/grafana-foundation-sdk/common'
import { BigValueColorMode, GraphDrawStyle, VisibilityMode } from '@grafana/grafana-foundation-sdk/common'
import {
  type DynamicConfigValue,
  MappingType,
  type Panel,
  type SpecialValueMap,
  SpecialValueMatch,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from '@grafana/grafana-foundation-sdk/dashboard'
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus'
import { PanelBuilder as StatPanel } from '@grafana/grafana-foundation-sdk/stat'
import { PanelBuilder as TimeseriesPanel } from '@grafana/grafana-foundation-sdk/timeseries'
import type { Indicator } from '../../src/indicators/indicator.ts'
import type { Link } from './links.ts'

/** The data source that the reader picks at the top of the board. */
export const DATASOURCE = { type: 'prometheus', uid: '${datasource}' }

/** What a number shows where there is no answer: that is neither zero nor well. */
const NO_ANSWER = 'no answer'

/** A panel, and the indicators that it draws: the onsets of their changes are marked on it. */
export interface BoardPanel {
  readonly panel: Builder<Panel>
  readonly indicators: readonly Indicator[]
}

/** A width of the grid is 24. */
export interface Frame {
  title: string
  description: string
  width: number
  height?: number
  links?: readonly Link[]
}

export interface Line {
  expr: string
  legend: string
  /** Where several lines of a panel have units of their own. */
  unit?: string
}

export interface Lines extends Frame {
  unit: string
  min?: number
  lines: readonly Line[]
  indicators?: readonly Indicator[]
  overrides?: ReadonlyArray<readonly [regexp: string, properties: DynamicConfigValue[]]>
}

/** Of a month every second hour: buckets are an hour wide and more. */
const MOST_STEPS = 360

/** Lines over time. */
export function lines(frame: Lines): BoardPanel {
  const panel = new TimeseriesPanel()
    .title(frame.title)
    .description(frame.description)
    .datasource(DATASOURCE)
    .span(frame.width)
    .height(frame.height ?? 8)
    .maxDataPoints(MOST_STEPS)
    .unit(frame.unit)
    .drawStyle(GraphDrawStyle.Line)
    .lineWidth(2)
    .fillOpacity(0)
    .showPoints(VisibilityMode.Auto)
    .tooltip(new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Multi))
    .legend(
      new common.VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(common.LegendDisplayMode.Table)
        .placement(common.LegendPlacement.Bottom)
        .calcs(['lastNotNull', 'min', 'max']),
    )
  if (frame.min !== undefined) panel.min(frame.min)
  for (const [i, { expr, legend, unit }] of frame.lines.entries()) {
    panel.withTarget(query(i).expr(expr).legendFormat(legend).range())
    if (unit !== undefined) panel.overrideByQuery(refId(i), [{ id: 'unit', value: unit }])
  }
  for (const [regexp, properties] of frame.overrides ?? []) panel.overrideByRegexp(regexp, properties)
  if (frame.links !== undefined) panel.overrideByRegexp('/.*/', [{ id: 'links', value: frame.links }])
  return { panel, indicators: frame.indicators ?? [] }
}

/** One number: green while it is 0, red from `alarm` on, or without colour; grey words where there is no answer. */
export function number(frame: Frame & { unit: string; expr: string; alarm?: number }): BoardPanel {
  const steps =
    frame.alarm === undefined
      ? [{ value: null, color: 'text' }]
      : [
          { value: null, color: 'green' },
          { value: frame.alarm, color: 'red' },
        ]
  const panel = new StatPanel()
    .title(frame.title)
    .description(frame.description)
    .datasource(DATASOURCE)
    .span(frame.width)
    .height(frame.height ?? 4)
    .unit(frame.unit)
    .noValue(NO_ANSWER)
    .mappings([noAnswer()])
    .colorMode(BigValueColorMode.Value)
    .graphMode(common.BigValueGraphMode.None)
    .reduceOptions(new common.ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .thresholds(new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(steps))
    .withTarget(query(0).expr(frame.expr).instant())
  if (frame.links !== undefined) panel.overrideByRegexp('/.*/', [{ id: 'links', value: frame.links }])
  return { panel, indicators: [] }
}

export function query(index: number): DataqueryBuilder {
  return new DataqueryBuilder().datasource(DATASOURCE).refId(refId(index))
}

export function refId(index: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + index)
}

function noAnswer(): SpecialValueMap {
  return {
    type: MappingType.SpecialValue,
    options: { match: SpecialValueMatch.NullAndNan, result: { text: NO_ANSWER, color: 'purple' } },
  }
}
