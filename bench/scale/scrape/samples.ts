// The numbers that are scraped: of slowburn and of its peers the same.
const RUN_TIME = 'slowburn_task_run_time_p50'

/** What is shown of a series: its value with the interval, and its normal level with the band. */
export function numbersOf(moved: number) {
  return {
    [`${RUN_TIME}_seconds`]: 120.5 + moved,
    [`${RUN_TIME}_lower_seconds`]: 110 + moved,
    [`${RUN_TIME}_upper_seconds`]: 131 + moved,
    [`${RUN_TIME}_baseline_seconds`]: 100 + moved,
    [`${RUN_TIME}_baseline_lower_seconds`]: 90 + moved,
    [`${RUN_TIME}_baseline_upper_seconds`]: 110.25 + moved,
  }
}

/** As many of so many, far from each other. */
export function changed(count: number, share: number): number[] {
  return Array.from({ length: Math.round(share * count) }, (_, i) => Math.floor(i / share))
}

export function secondsOf(round: number): number {
  return 0.001 * 2 ** (round % 17)
}
