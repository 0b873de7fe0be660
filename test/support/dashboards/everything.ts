// A whole board asked of a real database: whatever can be chosen, every panel and every mark.
import assert from 'node:assert/strict'
import { type Asked, type Board, expressionsOf } from './boards.ts'
import { type Answer, type Ask, answersOf, type Chosen, choices, filledIn, tableRows } from './live.ts'

/**
 * Panels and marks of a board that no choice of its variables has an answer for. Throws where a table has not one row for each thing, and
 * where a variable has nothing to choose.
 */
export async function silentQueries(board: Board, ask: Ask): Promise<string[]> {
  const silent = new Set(asked(board).map(({ of, expr }) => `${of}: ${expr}`))
  for (const chosen of await everyChoice(board, ask)) {
    for (const answer of await answersOf(board, ask, chosen)) {
      if (answer.panel.type === 'table') hasRowsOfEach(board, answer)
    }
    for (const { of, expr } of asked(board)) {
      if (silent.has(`${of}: ${expr}`) && isAnswer(await ask(filledIn(expr, chosen))))
        silent.delete(`${of}: ${expr}`)
    }
  }
  return [...silent]
}

/** All but what the variables ask, of which every one has a choice. */
function asked(board: Board): Asked[] {
  return expressionsOf({ ...board, templating: { list: [] } })
}

/** All slowburns; of the variables of the board itself each value, and each that it leaves of the next one. */
async function everyChoice(board: Board, ask: Ask): Promise<Chosen[]> {
  const all = { job: '.+', instance: '.+' }
  const own = board.templating.list
    .map(({ name }) => name)
    .filter(name => !['datasource', 'job', 'instance'].includes(name))
  let chosen: Chosen[] = [all]
  for (const name of own) {
    const next: Chosen[] = []
    for (const one of chosen) {
      const values = (await choices(board, ask, one))[name] ?? []
      assert.notEqual(values.length, 0, `${board.uid}: $${name} of ${JSON.stringify(one)}`)
      next.push(...values.map(value => ({ ...one, [name]: value })))
    }
    chosen = next
  }
  return chosen
}

/** One row for all that has the same values of the labels that every query has, and no row twice. */
function hasRowsOfEach({ uid }: Board, answer: Answer): void {
  const { panel, samples } = answer
  const what = `${uid}: ${panel.title}`
  const named = samples
    .filter(some => some.length > 0)
    .map(some => new Set(some.flatMap(({ metric }) => Object.keys(metric))))
  const shared = [...(named[0] ?? [])].filter(label => named.every(labels => labels.has(label)))
  const things = new Set(
    samples.flat().map(({ metric }) => JSON.stringify(shared.map(label => metric[label] ?? ''))),
  )
  const rows = tableRows(answer)
  assert.equal(rows.length, things.size, `${what}: a row for each thing`)
  const read = rows.map(row =>
    JSON.stringify(Object.entries(row).filter(([, value]) => typeof value === 'string')),
  )
  assert.equal(new Set(read).size, rows.length, `${what}: two rows of one thing`)
}

function isAnswer(samples: ReadonlyArray<{ value: number }>): boolean {
  return samples.some(({ value }) => Number.isFinite(value))
}
