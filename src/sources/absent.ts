// What stands for a source that could not be made: it is shown as down with the reason, and everything else goes on.
import { SECOND } from '../core/duration.ts'
import { SourceError } from '../core/errors.ts'
import type { PulledSource, Source } from './source.ts'

interface AbsentSource extends PulledSource {
  /** Why it could not be made. */
  readonly absent: string
}

/** `feeding`: all that it may have fed, so that nobody takes silence of that for quiet. */
export function absentSource(
  name: string,
  feeding: Pick<Source, 'feeds' | 'severalTables' | 'oneAtATime'>,
  reason: string,
): AbsentSource {
  return {
    ...feeding,
    name,
    absent: reason,
    budget: SECOND,
    pull: () => {
      throw new SourceError(reason)
    },
    check: async () => [{ where: name, message: reason, refused: 0 }],
    close: async () => {},
  }
}

export function isAbsent(source: Source): source is AbsentSource {
  return 'absent' in source
}
