// What is well on the example platform, so that a panel that asks for it shows nothing, and why. On a full snapshot each of them speaks.

const ALL_READ = 'its database is read whole, by polling'
const SELLS_NOTHING = 'nothing is sold there'
const NONE_FAILS = 'no part of slowburn fails'

/** By metric; the first that a query names decides. */
const QUIET: Readonly<Record<string, string>> = {
  slowburn_change_breach_timestamp_seconds: 'no series has a limit that it comes near',
  slowburn_series_warming_points: 'no series warms',
  slowburn_series_warming_points_needed: 'no series warms',
  slowburn_series: 'every series has a present value',
  slowburn_source_problems: ALL_READ,
  slowburn_source_unaccounted_rows: ALL_READ,
  slowburn_source_replaced_rows: ALL_READ,
  slowburn_source_unseen_rows: ALL_READ,
  slowburn_source_underway_rows: ALL_READ,
  slowburn_source_blind_since_timestamp_seconds: 'all can be seen',
  slowburn_source_slot_retained_bytes: ALL_READ,
  slowburn_source_slot_limit_bytes: ALL_READ,
  slowburn_source_refused_events_total: 'nothing is refused',
  slowburn_source_refused_rows_total: 'nothing is refused',
  slowburn_source_refused_ratio: 'nothing is refused',
  slowburn_source_unkept_requests_total: 'nothing is refused',
  slowburn_label_other_values: 'every value of a label has series of its own',
  slowburn_label_other_ratio: 'every value of a label has series of its own',
  slowburn_part_faults: NONE_FAILS,
  slowburn_interrupted_parts: NONE_FAILS,
  slowburn_detector_disabled: 'every detector is asked',
  slowburn_series_broken_detectors: 'every detector is asked',
  slowburn_store_rows_set_aside: 'the store is sound',
  slowburn_indicator_faults_total: NONE_FAILS,
  slowburn_metric_faults_total: NONE_FAILS,
  slowburn_page_faults_total: NONE_FAILS,
  slowburn_stray_faults_total: NONE_FAILS,
  slowburn_alert_contact_until_timestamp_seconds: 'nobody has silenced or snoozed anything',
  slowburn_audit_end_timestamp_seconds: 'no audit has ended yet',
  slowburn_audit_verdict: 'no audit has ended yet',
  slowburn_audit_findings: 'no audit has found anything',
  slowburn_audit_sensitivity_series: 'no series has a card yet',
  slowburn_rollout_ready: 'nothing is written that could be rolled back',
  slowburn_rollout_verdict: 'nothing is written that could be rolled back',
  slowburn_rollout_rehearsed_timestamp_seconds: 'nothing is written that could be rolled back',
  slowburn_received_reports_total: 'no Alertmanager sends to it',
  slowburn_checkout_declines: SELLS_NOTHING,
  slowburn_checkout_declines_per_second: SELLS_NOTHING,
  slowburn_checkout_failure_rate_ratio: SELLS_NOTHING,
  slowburn_checkout_time_p50_seconds: SELLS_NOTHING,
  slowburn_sample_mean: 'no other system is asked for its numbers',
}

/** Why a query has no answer there; null where it must have one. */
export function quietBecause(expression: string): string | null {
  const [name = ''] = /slowburn_\w+(?=\{)/.exec(expression) ?? []
  return QUIET[name] ?? null
}
