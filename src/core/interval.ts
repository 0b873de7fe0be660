// An estimate with its uncertainty, for quantities (number) and for moments (Millis) alike.

/** A value with the ends of its interval; `lower <= value <= upper`. Coverage is said where one is made. */
export interface Interval {
  value: number
  lower: number
  upper: number
}
