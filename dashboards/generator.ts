// Generates dashboards/slowburn.json. Run: node dashboards/generator.ts > dashboards/slowburn.json
import {
  AnnotationQueryBuilder,
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  RowBuilder,
  VariableRefresh,
} from '@grafana/grafana-foundation-sdk/dashboard'
import { indicatorMetric } from '../src/exposition/catalogue.ts'
import * as changeMetrics from '../src/exposition/metrics/changes.ts'
import * as seriesMetrics from '../src/exposition/metrics/series.ts'
import * as serviceMetrics from '../src/exposition/metrics/service.ts'
import type { Indicator } from '../src/indicators/indicator.ts'
import { indicators } from '../src/indicators/registry.ts'
import { claimedVerifiedGap } from '../src/indicators/trust/claimed-verified-gap.ts'
import { taskRunTimeP50 } from '../src/indicators/work/task-run-time-p50.ts'
import { type AnyPanel, DATASOURCE } from './panels.ts'
import { HERE, only } from './queries.ts'
import { changeRow } from './rows/changes.ts'
import { returnRow } from './rows/returns.ts'
import { sourceRow } from './rows/sources.ts'
import { tickRow } from './rows/ticks.ts'
import { trustRow } from './rows/trust.ts'
import { runTimePanel, workRow } from './rows/work.ts'
import { byLabel } from './shapes.ts'

/** The dashboard as data. The same for every installation: nothing in it names a data source or a target. */
function slowburnDashboard(): Dashboard {
  const builder = new DashboardBuilder('slowburn')
    .uid('slowburn')
    .description(
      'What is getting slowly worse, since when and by how much; and whether slowburn itself is well.',
    )
    .tags(['slowburn'])
    .timezone('browser')
    .tooltip(DashboardCursorSync.Crosshair)
    .time({ from: 'now-30d', to: 'now' })
    .refresh('5m')
    .withVariable(new DatasourceVariableBuilder('datasource').label('Data source').type('prometheus'))
    .withVariable(
      labelVariable('instance', 'Instance', name(serviceMetrics.buildInfo)).refresh(
        VariableRefresh.OnDashboardLoad,
      ),
    )
    .withVariable(splitVariable('task_type', 'Task type', taskRunTimeP50))
    .withVariable(splitVariable('claim_type', 'Claim type', claimedVerifiedGap))
    .annotation(onsets())
    .annotation(releases())
  const rows = ROWS.map(([title, panels]) => [title, panels()] as const)
  const shown = rows.flatMap(([, panels]) => panels)
  for (const [title, panels] of [...rows, ...furtherRow(shown)]) {
    builder.withRow(new RowBuilder(title))
    for (const panel of panels) builder.withPanel(panel)
  }
  const dashboard = builder.build()
  return {
    ...dashboard,
    schemaVersion: OLDEST_SCHEMA,
    panels: (dashboard.panels ?? []).map((panel, i) => ({ ...panel, id: i + 1 })),
  }
}

/** The text of the generated file. */
export function dashboardFile(): string {
  return `${JSON.stringify(slowburnDashboard(), null, 2)}\n`
}

/** That of Grafana 10.0. A newer Grafana migrates it when it loads the dashboard. */
const OLDEST_SCHEMA = 38

const ROWS: ReadonlyArray<readonly [title: string, panels: () => AnyPanel[]]> = [
  ['What changed now', changeRow],
  ['Work', workRow],
  ['Run time, by task type', () => [runTimePanel()]],
  ['Return', returnRow],
  ['Trust', trustRow],
  ["slowburn's own health: sources", sourceRow],
  ["slowburn's own health: ticks and delivery", tickRow],
]

/** The indicators that no row above shows: a new one is on the dashboard before anybody has given it a place. */
function furtherRow(shown: readonly AnyPanel[]): ReadonlyArray<readonly [string, AnyPanel[]]> {
  const text = JSON.stringify(shown.map(panel => panel.build()))
  const further = indicators.filter(indicator => !text.includes(`${indicatorMetric(indicator)}{`))
  if (further.length === 0) return []
  return [['Further indicators', further.map(one => byLabel(one, titleOf(one), one.help, 8))]]
}

/** `task_run_time_p50` as `Task run time p50`. */
function titleOf({ name: text }: Indicator): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1).replaceAll('_', ' ')}`
}

/** Marks on every graph where a standing change began. */
function onsets(): AnnotationQueryBuilder {
  return new AnnotationQueryBuilder()
    .name('Changes began')
    .datasource(DATASOURCE)
    .enable(true)
    .iconColor('orange')
    .expr(`1000 * ${only(changeMetrics.changeOnset)}`)
    .useValueForTime(true)
    .step('1h')
    .titleFormat('{{indicator}}')
    .textFormat('began to change')
    .tagKeys('task_type,claim_type,name')
}

function releases(): AnnotationQueryBuilder {
  return new AnnotationQueryBuilder()
    .name('Releases')
    .datasource(DATASOURCE)
    .enable(true)
    .iconColor('purple')
    .expr(`1000 * ${only(changeMetrics.release)}`)
    .useValueForTime(true)
    .step('1h')
    .titleFormat('{{component}} {{version}}')
    .textFormat('took over')
    .tagKeys('environment')
}

function name(family: { name: string }): string {
  return family.name
}

/** The label values of an indicator's series, those without a current value included. */
function splitVariable(label: string, title: string, indicator: Indicator): QueryVariableBuilder {
  const series = `${seriesMetrics.seriesBucket.name}{${HERE}, indicator="${indicator.name}"}`
  return labelVariable(label, title, series)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .multi(true)
    .includeAll(true)
    .allValue('.*')
    .current({ text: 'All', value: '$__all' })
}

function labelVariable(label: string, title: string, series: string): QueryVariableBuilder {
  return new QueryVariableBuilder(label)
    .label(title)
    .datasource(DATASOURCE)
    .query({ query: `label_values(${series}, ${label})`, refId: label })
    .definition(`label_values(${series}, ${label})`)
}

if (import.meta.main) process.stdout.write(dashboardFile())
