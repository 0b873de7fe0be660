// A rehearsal: the artefact is looked at, restored, and looked at again; then what must hold is tried. Commands of the user's do it, one after the other.
import type { RolloutSettings } from '../../config/keys/rollouts.ts'
import type { KeptStep, RehearsalEnd } from '../../storage/rollout-store.ts'
import { lookAt } from './artefact.ts'
import { faultOfValue, fillIn, type Given } from './fill-in.ts'
import { type RunOptions, runCommand } from './run-command.ts'

export type Rehearsed = Omit<RehearsalEnd, 'endedAt'>

/** Never rejects. Nothing is restored where the artefact is not there, and nothing is tried where restoring failed. */
export async function rehearse(
  settings: RolloutSettings,
  { from, to }: { from: string; to: string },
  options: RunOptions,
  onStep: (step: KeptStep) => void,
): Promise<Rehearsed> {
  const { artefact, rehearse: argv, invariants } = settings
  const wrong = faultOfValue('version', from)
  const before = wrong === null ? await lookAt(artefact, to, options) : { digest: null, fault: wrong }
  const given: Given = { version: to, from, to, digest: before.digest ?? '' }
  if (before.digest === null) {
    const words = before.fault ?? `the artefact of ${to} is not there`
    const restore = { name: 'restore', ok: false, seconds: 0, words }
    onStep(restore)
    return { interrupted: options.signal.aborted, before: null, after: null, restore, invariants: [] }
  }
  const step = async (name: string, words: readonly string[]): Promise<KeptStep> => {
    const {
      ok,
      seconds,
      words: said,
    } = await runCommand(
      words.map(word => fillIn(word, given)),
      options,
    )
    const done = { name, ok, seconds, words: said }
    onStep(done)
    return done
  }
  const restore = await step('restore', argv)
  const after = await lookAt(artefact, to, options)
  const steps: KeptStep[] = []
  if (restore.ok) for (const { name, run } of invariants) steps.push(await step(name, run))
  return {
    interrupted: options.signal.aborted,
    before: before.digest,
    after: after.digest,
    restore,
    invariants: steps,
  }
}
