// All sources side by side, each with its own budget: one that is slow, broken or huge keeps no other waiting.
import type { Logger } from '../../core/logger.ts'
import { isReceiving, type Source, type SourceProblem } from '../../sources/source.ts'
import { type PullDeps, pull } from './pull.ts'
import { advanceReceiving } from './receive.ts'
import type { SourceStatus } from './status.ts'

export interface CollectDeps extends PullDeps {
  /** How the source fared before; undefined at first. */
  statusOf(source: string): SourceStatus | undefined
  /** Called for each source as soon as it is done. */
  onStatus(status: SourceStatus): void
}

export async function collect(
  sources: readonly Source[],
  deps: CollectDeps,
  signal: AbortSignal,
): Promise<void> {
  await Promise.all(
    sources.map(async source => {
      const before = deps.statusOf(source.name)
      const status = isReceiving(source) ? advanceReceiving(source, deps) : await pull(source, deps, signal)
      // What cannot be read just now is not mended for that.
      const after = status.up ? status : { ...status, problems: before?.problems ?? [] }
      reportProblems(source.name, before?.problems ?? [], after.problems, deps.log)
      const downSince = before?.downSince ?? status.lastSuccessAt ?? deps.clock.now()
      deps.onStatus({ ...after, downSince: status.up ? null : downSince })
    }),
  )
}

/** A standing problem is logged when it begins and when it ends, not at every tick. */
function reportProblems(
  source: string,
  before: readonly SourceProblem[],
  now: readonly SourceProblem[],
  log: Logger,
): void {
  const nameOf = ({ where, message }: SourceProblem): string => `${where}: ${message}`
  const known = new Set(before.map(nameOf))
  for (const problem of now) {
    if (known.delete(nameOf(problem))) continue
    log.warn('source has a problem', { source, problem: nameOf(problem), remedy: problem.remedy })
  }
  for (const problem of known) log.info('source problem is gone', { source, problem })
}
