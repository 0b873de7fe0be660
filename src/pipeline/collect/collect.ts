// All sources side by side, each with its own budget: one that is slow, broken or huge keeps no other waiting.
import { formatDuration } from '../../core/duration.ts'
import { faultOf } from '../../core/errors.ts'
import type { Logger } from '../../core/logger.ts'
import type { Outages } from '../../core/outages.ts'
import { withAtStake } from '../../schema-watch/at-stake.ts'
import { isReceiving, type Source, type SourceProblem } from '../../sources/source.ts'
import type { Plan } from '../plan.ts'
import { fewLines } from './few-lines.ts'
import { refusedProblems } from './problems/refused-events.ts'
import { unfedProblems } from './problems/unfed.ts'
import type { Untaken } from './problems/untaken.ts'
import { type PullDeps, pull } from './pull.ts'
import { advanceReceiving } from './receive.ts'
import type { SourceStatus } from './status.ts'
import type { Strays } from './strays.ts'

export interface CollectDeps extends PullDeps {
  plan: PullDeps['plan'] & Pick<Plan, 'indicators'>
  strays: Strays
  untaken: Untaken
  outages: Outages
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
  const staked = deps.plan.indicators.map(({ indicator, by }) => ({ ...indicator, by }))
  await Promise.all(
    sources.map(async source => {
      const before = deps.statusOf(source.name)
      const log = fewLines(deps.log, source.name)
      const status = await statusAfter(source, { ...deps, log }, signal)
      // What cannot be read just now is not mended for that.
      const standing = status.up
        ? status.problems.map(problem => withAtStake(problem, staked))
        : (before?.problems ?? [])
      const ours = [
        ...refusedProblems(deps.store.sources, source.name, deps.clock.now()),
        ...unfedProblems(deps.store.sources, source),
        ...deps.strays.problemsOf(source.name, deps.clock.now()),
        ...deps.untaken.problemsOf(source.name, deps.clock.now()),
      ]
      const after = { ...status, problems: withOurs(standing, ours) }
      reportProblems(source.name, before?.problems ?? [], after.problems, log)
      const now = deps.clock.now()
      if (!signal.aborted) reportOutage(status, before, { ...deps, log })
      log.end()
      // A clock that has leapt back since the last success would put it into the future.
      const downSince = Math.min(before?.downSince ?? status.lastSuccessAt ?? now, now)
      deps.onStatus({ ...after, downSince: status.up ? null : downSince })
    }),
  )
}

/** What we have seen of a source ourselves: what stood before is not said twice. */
function withOurs(
  standing: readonly SourceProblem[],
  ours: readonly SourceProblem[],
): readonly SourceProblem[] {
  const names = new Set(ours.map(identityOf))
  return [...standing.filter(problem => !names.has(identityOf(problem))), ...ours]
}

/** A source that breaks in a way of its own is down, as one is that cannot be read. */
async function statusAfter(source: Source, deps: CollectDeps, signal: AbortSignal): Promise<SourceStatus> {
  try {
    return isReceiving(source)
      ? advanceReceiving(source, deps)
      : await deps.owners.under({ kind: 'source', name: source.name }, () => pull(source, deps, signal))
  } catch (cause) {
    const error = faultOf(cause)
    const { completeUpTo, lastSuccessAt } = deps.store.sources.load(source.name)
    return {
      name: source.name,
      up: false,
      error,
      completeUpTo,
      lastSuccessAt,
      progress: null,
      durationSeconds: 0,
      problems: [],
      downSince: null,
      unaccounted: {},
      replaced: {},
    }
  }
}

/** Whoever was woken by its absence sees in the log when it began, why, and when it was over. */
function reportOutage(
  { name, up, error }: SourceStatus,
  before: SourceStatus | undefined,
  { outages, clock, log }: Pick<CollectDeps, 'outages' | 'clock' | 'log'>,
): void {
  if (!up) {
    outages.failed(`source ${name}`, error ?? '', () =>
      log.warn('source cannot be read', { source: name, error }),
    )
    return
  }
  const since = before?.downSince ?? null
  const wasDownFor = since === null ? {} : { was_down_for: formatDuration(clock.now() - since) }
  outages.works(`source ${name}`, () => log.info('source can be read again', { source: name, ...wasDownFor }))
}

/** A standing problem is logged when it begins and when it ends, not at every tick, nor where only its figures have changed. */
function reportProblems(
  source: string,
  before: readonly SourceProblem[],
  now: readonly SourceProblem[],
  log: Logger,
): void {
  const [stood, stand] = [byIdentity(before), byIdentity(now)]
  for (const [identity, problem] of stand) {
    if (stood.has(identity)) continue
    log.warn('source has a problem', { source, problem: wordsOf(problem), remedy: problem.remedy })
  }
  for (const [identity, problem] of stood) {
    if (!stand.has(identity)) log.info('source problem is gone', { source, problem: wordsOf(problem) })
  }
}

function byIdentity(problems: readonly SourceProblem[]): ReadonlyMap<string, SourceProblem> {
  return new Map(problems.map(problem => [identityOf(problem), problem]))
}

function identityOf({ where, key, message }: SourceProblem): string {
  return `${where}: ${key ?? message}`
}

function wordsOf({ where, message }: SourceProblem): string {
  return `${where}: ${message}`
}
