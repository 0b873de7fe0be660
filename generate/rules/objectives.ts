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
 * Of the two-sided 99.9 % interval. A platform that keeps to its objective would otherwise be paged by single failures while few tasks
 * end; so it is by less than one look of 2,000, however many end.
 */
const Z = 3.290527

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
  const rules = [...(long ? [] : [allowed()]), ...windows.flatMap(rulesOf), ...(long ? [budget()] : [])]
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
  return [
    ...rules,
    rule(recorded.surely.name, perBudget(lowerBound(errors, `(${errors} * ${events})`)), window),
  ]
}

/** Lower end of the interval of a share that rests on so many that were bad: Byar's, of a Poisson count (Breslow and Day, 1987, p. 69). */
function lowerBound(share: string, bad: string): string[] {
  return [share, '* clamp_min(', `  1 - 1 / (9 * ${bad})`, `    - ${Z} / (3 * sqrt(${bad})),`, '  0', ') ^ 3']
}

function perBudget(share: readonly string[]): string[] {
  const of = share.length === 1 ? share : ['(', ...share.map(line => `  ${line}`), ')']
  return [...of, `/ ignoring (window) ${recorded.allowed.name}`]
}

/** Recorded, so that it has whichever labels a ruler gives to all that it records, and only those of the target beside them. */
function allowed(): string {
  return rule(recorded.allowed.name, ['1 - max without (indicator) (slowburn_objective_target_ratio)'])
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
