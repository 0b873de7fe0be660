// Recording rules for objectives: the share that was bad, and how fast that burns the error budget, over each window of the method of
// multiple windows and burn rates (Google's Site Reliability Workbook, 2018, chapter 5, alert 6).
import { recorded } from '../../dashboards/recorded.ts'

/** Windows of alerts, and those by which one sees that it is over, which are short. The last is that of the budget. */
export const WINDOWS = ['5m', '30m', '1h', '2h', '6h', '1d', '3d', '30d'] as const

/** Windows that decide whether there is an alert: few lifecycles must not burn much there. */
const DECIDING: readonly Window[] = ['1h', '6h', '1d', '3d']

/** What reads days of samples is asked for less often; a sample counts for five minutes. */
const LONG: readonly Window[] = ['1d', '3d', '30d']
const RARELY = '4m'

type Window = (typeof WINDOWS)[number]

/**
 * Of the two-sided 99.9 % interval: two of three or four of ten burn for sure at an objective of 99 %, one of three does not. A platform that
 * keeps to its objective would otherwise be paged by single failures while few tasks end.
 */
const Z = 3.290527
const Z2 = round(Z * Z)

/** Text of the groups, in the form of the rule file. */
export function objectiveGroups(): string {
  return [
    groupOf('slowburn-objectives-recorded', false),
    groupOf('slowburn-objectives-recorded-long', true),
  ].join('\n')
}

function groupOf(name: string, long: boolean): string {
  const windows = WINDOWS.filter(window => LONG.includes(window) === long)
  const interval = long ? `    interval: ${RARELY}\n` : ''
  const rules = [...windows.flatMap(rulesOf), ...(long ? [budget()] : [])]
  return `  - name: ${name}\n${interval}    rules:\n${rules.join('\n\n')}\n`
}

function rulesOf(window: Window): string[] {
  const here = `{window="${window}"}`
  const [events, errors] = [recorded.events.name + here, recorded.errors.name + here]
  // Without events there is no share: neither none that is bad, nor all.
  const rules = [
    rule(recorded.events.name, [`increase(slowburn_objective_events_total[${window}]) > 0`], window),
    rule(
      recorded.errors.name,
      [
        'clamp_max(',
        `  increase(slowburn_objective_bad_events_total[${window}])`,
        `    / (increase(slowburn_objective_events_total[${window}]) > 0),`,
        '  1',
        ')',
      ],
      window,
    ),
    rule(recorded.burn.name, perBudget([errors]), window),
  ]
  if (!DECIDING.includes(window)) return rules
  return [...rules, rule(recorded.surely.name, perBudget(lowerBound(errors, events)), window)]
}

/** Lower end of Wilson's interval (1927) of a share of so many. */
function lowerBound(share: string, n: string): string[] {
  return [
    '(',
    `  ${share} + ${round(Z2 / 2)} / ${n}`,
    `  - ${Z} * sqrt(`,
    `    ${share} * (1 - ${share}) / ${n}`,
    `    + ${round(Z2 / 4)} / ${n} ^ 2`,
    '  )',
    `) / (1 + ${Z2} / ${n})`,
  ]
}

function perBudget(share: readonly string[]): string[] {
  const of = share.length === 1 ? share : ['(', ...share.map(line => `  ${line}`), ')']
  return [...of, '/ on (job, instance, objective)', '(1 - slowburn_objective_target_ratio)']
}

function budget(): string {
  return rule(recorded.budget.name, [`1 - max without (window) (${recorded.burn.name}{window="30d"})`])
}

function rule(name: string, expression: readonly string[], window?: Window): string {
  return [
    `      - record: ${name}`,
    ...(expression.length === 1
      ? [`        expr: ${expression[0]}`]
      : ['        expr: |', ...expression.map(line => `          ${line}`)]),
    ...(window === undefined ? [] : ['        labels:', `          window: ${window}`]),
  ].join('\n')
}

function round(value: number): number {
  return Number(value.toFixed(6))
}
