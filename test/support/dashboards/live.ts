// A board as a reader has it before them: variables resolved, queries asked of a real database, tables put together.
import { type Board, labelValues, type Panel, panelsOf } from './boards.ts'
import { type FrameOf, frameOf, rowsOf, type Sample, transformed } from './frames.ts'

/** Asks a database for the value of an expression, now or then (in milliseconds); throws if it is not valid. */
export type Ask = (expression: string, at?: number) => Promise<Sample[]>

/** The API that Prometheus and VictoriaMetrics have in common. */
export function asking(url: string): Ask {
  return async (expression, at) => {
    const time = at === undefined ? {} : { time: String(at / 1000) }
    const response = await fetch(`${url}/api/v1/query`, {
      method: 'POST',
      body: new URLSearchParams({ query: expression, ...time }),
    })
    const answer = (await response.json()) as {
      error?: string
      data?: { result: Array<{ metric: Record<string, string>; value: [number, string] }> }
    }
    if (answer.data === undefined) throw new Error(`${expression}: ${answer.error}`)
    return answer.data.result.map(({ metric, value }) => ({ metric, value: Number(value[1]) }))
  }
}

export type Chosen = Readonly<Record<string, string>>

/** What a reader can choose of each variable; of those that come after it the first of each is taken, unless `chosen` says another. */
export async function choices(
  board: Board,
  ask: Ask,
  chosen: Chosen = {},
): Promise<Record<string, readonly string[]>> {
  const found: Record<string, readonly string[]> = {}
  const taken: Record<string, string> = { ...chosen }
  for (const variable of board.templating.list) {
    const values = labelValues(variable)
    if (values === null) continue
    const answer = await ask(`group by (${values.label}) (${filledIn(values.series, taken)})`)
    const names = answer.map(({ metric }) => metric[values.label] ?? '').filter(name => name !== '')
    found[variable.name] = names.sort()
    taken[variable.name] ??= variable.includeAll
      ? (variable.allValue ?? '')
      : (found[variable.name]?.[0] ?? '')
  }
  return found
}

/** The expression as it is asked. Durations are those of a test that has just begun to scrape, unless others are given. */
export function filledIn(expression: string, values: Chosen): string {
  const durations = { __rate_interval: '1m', __range: '1h' }
  return Object.entries({ ...durations, ...values })
    .toSorted(([a], [b]) => b.length - a.length)
    .reduce(
      (text, [name, value]) => text.replaceAll(`\${${name}}`, value).replaceAll(`$${name}`, value),
      expression,
    )
}

export interface Answer {
  panel: Panel
  /** Of each target. */
  samples: readonly Sample[][]
}

export async function answersOf(board: Board, ask: Ask, chosen: Chosen): Promise<Answer[]> {
  const answers: Answer[] = []
  for (const panel of panelsOf(board)) {
    const samples: Sample[][] = []
    for (const { expr } of panel.targets ?? []) samples.push(await ask(filledIn(expr, chosen)))
    answers.push({ panel, samples })
  }
  return answers
}

/** The rows of a table as they are read, by the headings of its columns. */
export function tableRows({ panel, samples }: Answer): Array<Record<string, unknown>> {
  const frames: FrameOf[] = samples.map((some, i) => {
    const { refId = '' } = panel.targets?.[i] ?? {}
    return frameOf(some, samples.length === 1 ? 'Value' : `Value #${refId}`)
  })
  const [frame = []] = transformed(frames, panel.transformations ?? [])
  return rowsOf(frame)
}
