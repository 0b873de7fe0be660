// The name of a series: an indicator and its labels, written as Prometheus writes it.

export type Labels = Readonly<Record<string, string>>

/** The value of a label; empty where there is none. Never what every object has: `constructor` is a name that a label may have. */
export function labelOf(labels: Labels, name: string): string {
  return Object.hasOwn(labels, name) ? (labels[name] ?? '') : ''
}

/** Canonical text of a series, `task_run_time_p50{task_type="build"}`; labels sorted, values escaped. */
export type SeriesKey = string

export function seriesKey(indicator: string, labels: Labels): SeriesKey {
  const names = Object.keys(labels).sort()
  if (names.length === 0) return indicator
  return `${indicator}{${names.map(name => `${name}="${escapeLabel(labels[name] ?? '')}"`).join(',')}}`
}

/** Escapes a label value for the Prometheus text format: backslash, quote, line feed. */
export function escapeLabel(value: string): string {
  return value.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n')
}
