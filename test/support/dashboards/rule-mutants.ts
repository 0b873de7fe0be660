// Alert rules that are wrong in one place: what their tests must notice.
import type { AlertRule } from '../exposition/rules.ts'
import { known } from './catalogue.ts'
import { expressionMutants, type Mutant } from './mutants.ts'
import { Promql } from './promql.ts'

/** Another metric, label, window, threshold, wait or severity. */
export function ruleMutants(rule: AlertRule): Array<Mutant<AlertRule>> {
  const { expr, labels } = rule
  return [
    ...[...expressionMutants(expr), ...thresholdMutants(expr)]
      // Whatever is nought times is nought.
      .filter(({ of }) => withoutNoughts(of) !== withoutNoughts(expr))
      .map(({ change, of }) => ({ change, of: { ...rule, expr: of } })),
    ...(rule.for === undefined
      ? []
      : ['0s', '9d'].map(wait => ({ change: `it waits for ${wait}`, of: { ...rule, for: wait } }))),
    ...(labels?.severity === undefined
      ? []
      : [{ change: 'the severity is another', of: { ...rule, labels: { ...labels, severity: 'info' } } }]),
  ]
}

/** Ten times as much, and some where it was nothing. */
function thresholdMutants(expression: string): Array<Mutant<string>> {
  return [...expression.matchAll(/(?<=[<>]=? )\d+(?:\.\d+)?/g)].map(({ index, 0: number }) => ({
    change: `the limit of ${number} at ${index} is another`,
    of: `${expression.slice(0, index)}${Number(number) * 10 || 5}${expression.slice(index + number.length)}`,
  }))
}

function withoutNoughts(expression: string): string {
  return expression.replaceAll(/\b0 \* .*/g, '')
}

/** Labels of `ALERTS`, which a Prometheus keeps itself. */
const OF_ALERTS: ReadonlySet<string> = new Set(['alertname', 'alertgroup', 'alertstate', 'severity'])

/** Whether it asks for a metric, or goes by a label, that there is not. */
export function breaksContract({ expr }: Pick<AlertRule, 'expr'>): boolean {
  const query = new Promql(expr, known)
  const isWrong = query.selectors().some(selector => {
    if (selector.metric === 'ALERTS') return false
    const metric = known(selector)
    const labels = ['job', 'instance', ...(metric?.labels ?? [])]
    return metric === null || selector.matchers.some(({ label }) => !labels.includes(label))
  })
  return isWrong || query.groupings().some(({ label, among }) => !among.has(label) && !OF_ALERTS.has(label))
}
