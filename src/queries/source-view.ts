// How each source fares, with what of its labels has no series of its own.

import type { Live } from '../pipeline/status.ts'
import type { LabelStore } from '../storage/store.ts'
import type { SourceView } from './views.ts'

/** A share of the work that is called other is a fault where it is more than this. */
const WORTH_NAMING = 0.01

export function sourceViews(
  { sources, halfRead }: Pick<Live, 'sources' | 'halfRead'>,
  labels: Pick<LabelStore, 'overflow'>,
): SourceView[] {
  const overflow = labels.overflow().filter(({ share }) => share >= WORTH_NAMING)
  return [...sources.values()].map(status => ({
    ...status,
    halfRead: halfRead.has(status.name),
    problems: [
      ...status.problems,
      ...overflow
        .filter(({ source }) => source === status.name)
        .map(({ kind, label, values, more, share }) => ({
          where: label,
          message: `${values}${more ? ' or more' : ''} values of ${label} have no series of their own: ${Math.round(100 * share)} % of the recent ${kind}s are called other`,
          remedy: more
            ? 'Map a column of fewer values to the label: of an id, or of what is new with each row, new values are not told apart'
            : 'Raise data.label_values, or leave the label out of `by` of the indicators',
          refused: 0,
        })),
    ],
  }))
}
