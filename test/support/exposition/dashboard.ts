// The committed dashboard and rules, taken apart for tests.
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'

export interface Panel {
  id: number
  type: string
  title: string
  description?: string
  gridPos: { x: number; y: number; w: number; h: number }
  datasource?: { type: string; uid: string }
  targets?: Array<{ expr: string; refId: string; datasource: { uid: string } }>
  fieldConfig?: { defaults: { unit?: string } }
}

export interface Dashboard {
  uid: string
  schemaVersion: number
  panels: Panel[]
  templating: { list: Array<{ name: string; type: string; query: string | { query: string } }> }
  annotations: { list: Array<{ name: string; expr: string }> }
}

export interface AlertRule {
  alert: string
  expr: string
  labels?: Record<string, string>
  annotations: Record<string, string>
}

export const DASHBOARD_FILE = 'dashboards/slowburn.json'
export const RULES_FILE = 'alerts/slowburn.rules.yml'
export const RULES_TEST_FILE = 'alerts/slowburn.rules.test.yml'

export function committed(path: string): string {
  return readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')
}

export function committedDashboard(): Dashboard {
  return JSON.parse(committed(DASHBOARD_FILE)) as Dashboard
}

export function committedRules(): AlertRule[] {
  const { groups } = parse(committed(RULES_FILE)) as { groups: Array<{ rules: AlertRule[] }> }
  return groups.flatMap(({ rules }) => rules)
}

/** Every expression of the dashboard: panels, annotations, and the series of its variables. */
export function expressionsOf({
  panels,
  annotations,
  templating,
}: Dashboard): Array<{ of: string; expr: string }> {
  return [
    ...panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ of: title, expr }))),
    ...annotations.list.map(({ name, expr }) => ({ of: name, expr })),
    ...templating.list.flatMap(({ name, query }) => {
      if (typeof query === 'string') return []
      const series = query.query.match(/^label_values\((.+), \w+\)$/)?.[1]
      return series === undefined ? [] : [{ of: `variable ${name}`, expr: series }]
    }),
  ]
}

/** Names of the metrics in a PromQL expression, those of a histogram's parts without their suffix. */
export function metricNames(expression: string, histograms: ReadonlySet<string>): string[] {
  const names = expression.match(/\b(?:slowburn|process|nodejs)_[a-z0-9_]+/g) ?? []
  return names.map(name => {
    const whole = name.replace(/_(bucket|sum|count)$/, '')
    return histograms.has(whole) ? whole : name
  })
}
