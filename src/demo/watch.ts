// The configuration with which slowburn watches its example platform: written like any other, then parsed.

export interface WatchOptions {
  url: string
  folder: string
  port: number
}

/** The text of a slowburn.yml for the example platform. */
export function demoConfig({ url, folder, port }: WatchOptions): string {
  return `name: example platform
data:
  folder: ${JSON.stringify(folder)}
listen:
  port: ${port}
tick: 15m
sources:
  - name: platform
    type: postgres
    url: ${JSON.stringify(url)}
    now: slowburn            # its timestamps are simulated
    backfill: 100d
    statement_timeout: 60s
${TABLES}${PEOPLE}${OBJECTIVES}log:
  level: warn
`
}

/** What the platform's tables hold. */
const TABLES = `    tables:
      - table: execution_tasks
        as: tasks
        concurrency: 1       # one worker: run time can be reconstructed, there is no started_at
        columns:
          id: task_id
          type: type
          created_at: created_at
          completed_at: completed_at
          status: status
          model: metadata.model
          error: error
      - table: ai_performance
        as: runs             # a sample of the tasks, with measured durations
        columns:
          task_id: task_id
          finished_at: created_at
          duration_ms: duration_ms
          type: task_type
          model: ai_member
      - table: claims
        as: claims
        columns:
          id: id
          claim_type: claim_type
          model: ai_member
          probability: probability
          propensity: audit_propensity
          made_at: made_at
          verified_at: verified_at
          outcome: outcome
          verifier: verifier
          audited: audited
      - table: roi_tracker
        as: roi
        columns:
          id: id
          spent_at: spent_at
          projected: projected_amount
          realised_at: realised_at
          realised: realised_amount
          written_off_at: written_off_at
          category: category
      - table: financial_ledger
        as: observations
        observation: ledger_entry
        columns:
          id: tx_id
          at: created_at
      - table: deployments
        as: releases         # named where they coincide with a change
        columns:
          id: id
          at: deployed_at
          version: version
          component: service
          environment: environment
`

/** Who is notified of what. */
const PEOPLE = `contacts:
  - name: on call
    email: on-call@example.org
  - name: owner
    email: owner@example.org
  - name: auditor
    email: auditor@example.org
rules:
  - name: work is getting worse
    indicators: [task_queue_wait_p50, task_run_time_p50, task_throughput, task_backlog_growth, task_failure_rate, task_phantom_failure_rate, task_timeout_share]
  - name: money comes back later
    indicators: [roi_latency_p50, observation_rate]
  - name: more is claimed than is true
    indicators: [claimed_verified_gap]
route:
  to: [on call]
  routes:
    - name: money
      match: ['rule="money comes back later"']
      to: [owner]
    - name: trust
      match: ['indicator="claimed_verified_gap"']
      to: [auditor]
`

/** What a Prometheus with the rule file watches the error budgets of. */
const OBJECTIVES = `objectives:
  - name: tasks succeed
    indicator: task_failure_rate
    target: 0.95
  - name: builds run within two minutes
    indicator: task_run_time_p50
    match: { task_type: build }
    limit: 120
    target: 0.95
`
