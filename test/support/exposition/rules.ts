// The committed rules, taken apart for tests, and names of metrics in texts.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

export interface AlertRule {
  alert: string
  expr: string
  for?: string
  labels?: Record<string, string>
  annotations: Record<string, string>
}

export const RULES_FILE = 'alerts/slowburn.rules.yml'
export const RULES_TEST_FILE = 'alerts/slowburn.rules.test.yml'

export function committed(path: string): string {
  return readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')
}

export interface RecordingRule {
  record: string
  expr: string
  labels?: Record<string, string>
}

export function committedRules(): AlertRule[] {
  return allRules().filter(rule => 'alert' in rule)
}

export function recordingRules(): RecordingRule[] {
  return allRules().filter(rule => 'record' in rule)
}

/** A copy in this folder, of which every group is evaluated as often as the test evaluates. */
export function promptRules(folder: string): string {
  const file = join(folder, 'rules.yml')
  writeFileSync(file, committed(RULES_FILE).replaceAll(/^ {4}interval: .*\n/gm, ''))
  return file
}

function allRules(): Array<AlertRule | RecordingRule> {
  const file = parse(committed(RULES_FILE)) as { groups: Array<{ rules: Array<AlertRule | RecordingRule> }> }
  return file.groups.flatMap(({ rules }) => rules)
}

/** Names of the metrics in a PromQL expression, those of a histogram's parts without their suffix. */
export function metricNames(expression: string, histograms: ReadonlySet<string>): string[] {
  const names = expression.match(/\b(?:slowburn|process|nodejs)_[a-z0-9_]+/g) ?? []
  return names.map(name => {
    const whole = name.replace(/_(bucket|sum|count)$/, '')
    return histograms.has(whole) ? whole : name
  })
}
