// A detector that steps in a state of its own, written to in place, so that a long series is not copied at each of its points.
import type { Detector } from '../detector.ts'

type Parts<State extends object> = Omit<Detector<State>, 'step'> &
  Required<Pick<Detector<State>, 'advance'>> & {
    /** The same state, of which all that `advance` writes to is shared with nothing. */
    copy(state: State): State
  }

/** Its `step` is `advance` on a copy. */
export function inPlace<State extends object>({ copy, ...detector }: Parts<State>): Detector<State> {
  return {
    ...detector,
    step(state, seen, own) {
      const next = copy(state)
      return [next, detector.advance(next, seen, own)]
    },
  }
}
