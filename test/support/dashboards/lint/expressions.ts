// What must be so of every expression of a board. Those on PromQL are the rules of Grafana's dashboard-linter.
import { known } from '../catalogue.ts'
import { Promql, type Selector } from '../promql.ts'

/** Faults of an expression, wherever it stands. */
export function faultsOfExpression(expression: string, isVariable = false): string[] {
  const query = new Promql(expression, known)
  if (!query.isValid()) return [`target-promql: ${expression} is no PromQL`]
  const faults = query
    .selectors()
    .flatMap(selector => [
      ...unknown(selector),
      ...(isVariable ? [] : unchosen(selector)),
      ...range(selector),
    ])
  const lost = query
    .groupings()
    .filter(({ label, among }) => !among.has(label))
    .map(({ label }) => `contract: nothing has the label ${label} in ${expression}`)
  return [...faults, ...lost]
}

/** Each metric and each label is of the catalogue. */
function unknown(selector: Selector): string[] {
  const metric = known(selector)
  const text = selector.metric ?? JSON.stringify(selector.matchers)
  if (metric === null) return [`contract: no metric ${text}`]
  const labels = new Set([...metric.labels, 'job', 'instance', '__name__'])
  return selector.matchers
    .filter(({ label }) => !labels.has(label))
    .map(({ label }) => `contract: ${text} has no label ${label}`)
}

/** target-job and target-instance: nothing but what the reader has chosen. */
function unchosen({ metric, matchers }: Selector): string[] {
  return ['job', 'instance'].flatMap(label => {
    const matcher = matchers.find(one => one.label === label)
    const isChosen = matcher?.op === '=~' && matcher.value === `$${label}`
    return isChosen ? [] : [`target-${label}: ${metric} is asked for without ${label}=~"$${label}"`]
  })
}

const RATES = ['rate', 'irate', 'increase']

/** target-rate-interval and target-counter-agg; a mark is of the whole range of the board. */
function range({ metric, range: over, inside }: Selector): string[] {
  const isCounter = /_(total|sum|count|bucket)$/.test(metric ?? '')
  if (over === null) return isCounter ? [`target-counter-agg: ${metric} is a counter without a rate`] : []
  const isRate = RATES.includes(inside ?? '')
  if (isCounter && !isRate) return [`target-counter-agg: ${metric} is a counter without a rate`]
  const wanted = isRate ? '$__rate_interval' : '$__range'
  return over === wanted ? [] : [`target-rate-interval: ${metric} is asked for over ${over}, not ${wanted}`]
}
