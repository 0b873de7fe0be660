// Answers over time, as a graph and its marks have them.
import type { Millis } from '../../../../src/core/clock.ts'
import { SECOND } from '../../../../src/core/duration.ts'
import { type Chosen, filledIn } from '../live.ts'

export interface Course {
  metric: Readonly<Record<string, string>>
  /** Time in milliseconds; finite values alone. */
  values: ReadonlyArray<readonly [at: Millis, value: number]>
}

export interface Range {
  from: Millis
  to: Millis
  step: Millis
}

/** Asks for the values of an expression over a range; throws if it is not valid. */
export type AskRange = (expression: string, range: Range) => Promise<Course[]>

/** What a query over a range has chosen beside the variables of the board. */
export function durationsOf({ from, to, step }: Range): Chosen {
  return {
    __rate_interval: `${Math.max(60, Math.ceil(step / SECOND))}s`,
    __range: `${Math.ceil((to - from) / SECOND)}s`,
  }
}

export function askingOver(url: string, chosen: Chosen): AskRange {
  return async (expression, range) => {
    const { from, to, step } = range
    const query = filledIn(expression, { ...chosen, ...durationsOf(range) })
    const [start, end] = [from, to].map(at => String(at / SECOND))
    const response = await fetch(`${url}/api/v1/query_range`, {
      method: 'POST',
      body: new URLSearchParams({ query, start: start ?? '', end: end ?? '', step: String(step / SECOND) }),
    })
    const { data, error } = (await response.json()) as {
      error?: string
      data?: { result: Array<{ metric: Record<string, string>; values: Array<[number, string]> }> }
    }
    if (data === undefined) throw new Error(`${query}: ${error}`)
    return data.result.flatMap(({ metric, values }) => {
      const finite = values
        .map(([at, value]) => [at * SECOND, Number(value)] as const)
        .filter(([, value]) => Number.isFinite(value))
      return finite.length === 0 ? [] : [{ metric, values: finite }]
    })
  }
}
