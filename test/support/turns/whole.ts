// Work that goes in pieces, done in one turn.
import type { Sliced } from '../../../src/core/turns/pause.ts'

export function whole<T>(work: Sliced<T>): T {
  for (;;) {
    const step = work.next()
    if (step.done === true) return step.value
  }
}
