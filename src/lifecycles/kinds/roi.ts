// An investment: projected when it is made, realised or written off when it ends.
import { end, open, remove } from '../facts.ts'
import type { Kind } from '../kind.ts'

/** From most to least flattering. */
const OUTCOMES = ['realised', 'written_off'] as const

/**
 * The earliest projection stands, with all that it says; the earliest end stands, at equal times the least flattering.
 * Measures: `projected`, `realised`.
 */
export const roi = {
  identity: 'subject',
  lasts: true,
  revisable: 0,
  labels: {
    category: 'What it is spent on.',
    table: 'The table that it is a row of, where a source has several.',
  },
  joins: {
    'roi.projected': (facts, { at, data: { table, amount, category } }) =>
      open(facts, at, { projected: amount }, { table, category: category === '' ? undefined : category }),
    'roi.realised': (facts, { at, data }) => end(facts, at, 'realised', OUTCOMES, { realised: data.amount }),
    'roi.written_off': (facts, { at }) => end(facts, at, 'written_off', OUTCOMES),
    'roi.removed': (facts, { at }) => remove(facts, at),
  },
} satisfies Kind
