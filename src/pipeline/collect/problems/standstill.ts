// A source that brings one batch again and again: it would be asked for it until its budget is spent, at every tick, and what lies
// behind that batch would never be read.
import type { Batch, Cursor } from '../../../sources/source.ts'

type Step = Pick<Batch, 'cursor' | 'problems'> & { events: readonly unknown[] }

/** Why a pull has to end that goes on after a batch; null where it may go on. `fresh`: events of the batch that were not known before. */
export type Standstill = (batch: Step, fresh: number) => string | null

/**
 * `cursor`: where the pull begins. It stands still where it brings, twice in a row, the same events or refused rows at the cursor of
 * the batch before, and none of the events is new. A batch that brings nothing at all only gives others their turn.
 */
export function createStandstill(cursor: Cursor | null): Standstill {
  let place = JSON.stringify(cursor)
  let before: string | null = null
  return (batch, fresh) => {
    const from = place
    place = JSON.stringify(batch.cursor)
    const refused = batch.problems.reduce((sum, problem) => sum + problem.refused, 0)
    const stands = place === from && fresh === 0 && (batch.events.length > 0 || refused > 0)
    const same = stands ? contentOf(batch) : null
    const isSpinning = same !== null && same === before
    before = same
    return isSpinning ? wordsOf(batch) : null
  }
}

function contentOf({ events, problems }: Step): string {
  const ids = events.map(event =>
    typeof event === 'object' && event !== null && 'id' in event ? event.id : '',
  )
  return JSON.stringify([
    ids,
    problems.map(({ where, key, message, refused }) => [where, key ?? message, refused]),
  ])
}

function wordsOf({ problems }: Step): string {
  const refusals = problems
    .filter(({ refused }) => refused > 0)
    .map(({ where, message }) => `${where}: ${message}`)
  const why = refusals.length === 0 ? 'all of it is known already' : refusals.join('; ')
  return `its cursor stands still: it brings one batch again and again (${why}), and what follows is not read; report it to whoever wrote this type of source`
}
