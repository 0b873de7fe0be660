// What is to be said of a process of tests that has ended, by how it ended and what it printed.

export interface Ended {
  code: number | null
  signal: NodeJS.Signals | null
  /** Whether it was killed because no test of it had ended for so long, in seconds; null: it was not. */
  silentFor: number | null
  /** The test that had begun last; null: none had. */
  last: string | null
  output: string
}

export interface FailedTest {
  /** With the line and the column. */
  place: string
  name: string
}

/** The tests that failed, by the list that the runner of Node.js prints last. */
export function failedTests(output: string): FailedTest[] {
  const [, list = ''] = output.split(/^✖ failing tests:$/m)
  return Array.from(
    list.matchAll(/^test at (.+)\n✖ (.+?)(?: \([\d.]+ms\))?$/gm),
    ([, place = '', name = '']) => ({ place, name }),
  )
}

/** Why it ended before all of its tests had; null: they have ended. */
export function endedEarly({ code, signal, silentFor, last, output }: Ended): string | null {
  const begun = last ?? 'none, not even the first'
  if (silentFor !== null) return `no test ended within ${silentFor} s; this one never returns: ${begun}`
  if (signal !== null) {
    return `the tests were ended from outside by ${signal}, as a system does that has no memory left; the last to begin: ${begun}`
  }
  const isWhole = /^ℹ tests \d+$/m.test(output)
  return isWhole ? null : `the tests ended with code ${code} before all had run; the last to begin: ${begun}`
}

/** How many the runner counted under a word, as `pass` or `cancelled`. */
export function countOf(word: string, output: string): number {
  return Number(new RegExp(`^ℹ ${word} (\\d+)$`, 'm').exec(output)?.[1] ?? 0)
}
