// What a gate says, and with which code a command that asked it ends.

export type Verdict = 'pass' | 'fail' | 'insufficient' | 'broken'

/** As `sysexits.h` has it for what was asked wrongly. */
export const EXIT_CODES = { pass: 0, fail: 1, insufficient: 2, broken: 3, usage: 64 } as const
