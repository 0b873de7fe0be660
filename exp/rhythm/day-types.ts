// Which days of the week are days off: the split of the week under which days of one type look most alike.
import { weekdayOf } from './clock.ts'

/** A set of weekdays, a bit each; bit 0 is Thursday. */
export type DaysOff = number

const [THU, FRI, SAT, SUN] = [1, 2, 4, 8] as const

/** Weekends of the world; the first is by far the commonest, and is taken unless another is better by 3 %. */
export const DAYS_OFF: readonly DaysOff[] = [SAT | SUN, FRI | SAT, SUN, THU | FRI]
export const USUAL_HANDICAP = 0.97

export function typeOf(off: DaysOff, day: number): 0 | 1 {
  return (off >> weekdayOf(day)) & 1 ? 1 : 0
}
