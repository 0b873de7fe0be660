// The committed rules, taken apart for tests, and names of metrics in texts.
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'

export interface AlertRule {
  alert: string
  expr: string
  labels?: Record<string, string>
  annotations: Record<string, string>
}

export const RULES_FILE = 'alerts/slowburn.rules.yml'
export const RULES_TEST_FILE = 'alerts/slowburn.rules.test.yml'

export function committed(path: string): string {
  return readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')
}

export function committedRules(): AlertRule[] {
  const { groups } = parse(committed(RULES_FILE)) as { groups: Array<{ rules: AlertRule[] }> }
  return groups.flatMap(({ rules }) => rules)
}

/** Names of the metrics in a PromQL expression, those of a histogram's parts without their suffix. */
export function metricNames(expression: string, histograms: ReadonlySet<string>): string[] {
  const names = expression.match(/\b(?:slowburn|process|nodejs)_[a-z0-9_]+/g) ?? []
  return names.map(name => {
    const whole = name.replace(/_(bucket|sum|count)$/, '')
    return histograms.has(whole) ? whole : name
  })
}
