// Statements about types, checked by the compiler alone: they hold, or the file does not compile.

/** Whether a value of `Part` may stand where `Whole` is asked for. */
export type Fits<Part, Whole> = [Part] extends [Whole] ? true : false

/** Whether the two are one type. */
export type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

export function holds<_Statement extends true>(): void {}
export function fails<_Statement extends false>(): void {}
