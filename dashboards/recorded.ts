// What the rule file records, for boards: there only where a Prometheus has loaded it.

export interface Recorded {
  readonly name: string
  readonly labels: readonly string[]
  readonly dimension: 'ratio' | 'count'
}

const BY_WINDOW = ['objective', 'window'] as const

export const recorded = {
  /** The error budget: the share that may be bad. */
  allowed: { name: 'slowburn:objective_allowed:ratio', labels: ['objective'], dimension: 'ratio' },
  /** Lifecycles that were held to the objective within the window. */
  events: { name: 'slowburn:objective_events:increase', labels: BY_WINDOW, dimension: 'count' },
  /** The share of them that was bad; absent where there were none. */
  errors: { name: 'slowburn:objective_errors:ratio', labels: BY_WINDOW, dimension: 'ratio' },
  /** That share in units of the error budget: at 1 it lasts as long as it should. */
  burn: { name: 'slowburn:objective_burn:ratio', labels: BY_WINDOW, dimension: 'count' },
  /** The same at least, where so few are known: from the lower end of the 99.9 % interval of the share. */
  surely: { name: 'slowburn:objective_burn_lower:ratio', labels: BY_WINDOW, dimension: 'count' },
  /** Share of the budget of 30 days that is left; negative where more was bad. */
  budget: { name: 'slowburn:objective_budget:ratio', labels: ['objective'], dimension: 'ratio' },
} as const satisfies Record<string, Recorded>
