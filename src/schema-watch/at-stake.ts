// Which indicators cannot be answered, or not rightly, while something of what a source relies on is broken.
import type { Indicator } from '../indicators/indicator.ts'
import { tasksFailed, tasksPhantom } from '../indicators/patterns/task-counts.ts'
import type { SourceCosts, SourceProblem } from '../sources/source.ts'

/** `by`: as it is configured. */
export type Staked = Pick<Indicator, 'name' | 'kind' | 'readsStarts' | 'measures'> & { by: readonly string[] }

/** Their names; of observations with what is observed. None where the problem says of nothing that it is lost. */
export function diesOf(
  { costs }: { costs?: SourceCosts | undefined },
  all: readonly Staked[],
): readonly string[] {
  if (costs === undefined) return []
  const { observation } = costs
  return all
    .filter(({ kind }) => kind === costs.kind)
    .filter(indicator => rests(indicator, costs))
    .map(({ name }) => (observation === undefined ? name : `${name} (${observation})`))
}

function rests({ by, readsStarts, measures }: Staked, { lacks }: SourceCosts): boolean {
  if (lacks === null) return true
  return lacks.some(lack => {
    if (lack === 'started_at') return readsStarts
    // Errors tell failures of the work from those of recording it.
    if (lack === 'error') return measures.includes(tasksFailed) || measures.includes(tasksPhantom)
    return by.some(label => label === lack)
  })
}

/** Names that a line has room for. */
const NAMED = 3

/** The problem as it is shown: with what rests on what it concerns. */
export function withAtStake({ costs, ...problem }: SourceProblem, all: readonly Staked[]): SourceProblem {
  const names = diesOf({ costs }, all)
  if (names.length === 0) return problem
  const { message, key = message } = problem
  const more = names.length - NAMED
  const named = more > 1 ? [...names.slice(0, NAMED), `${more} more`] : names
  return { ...problem, key, message: `${message}; on it rests ${named.join(', ')}` }
}
