// Whether the clocks of sources, mail server and Alertmanager show what ours shows.
import type { Millis } from '../../../core/clock.ts'
import { formatDuration, MINUTE, SECOND } from '../../../core/duration.ts'
import { ConfigError, type Fault } from '../../../core/errors.ts'
import { ask } from '../../../core/reading/answer.ts'
import { askSource } from '../../ask-source.ts'
import { type DoctorCheck, type Finding, fault, type Installation, warning } from '../check.ts'

/** What a slow answer may make of two clocks that agree. */
const UNSEEN = 5 * SECOND
/** From here on events are taken for future ones, and buckets are closed before their facts are there. */
const HARMFUL = MINUTE

export const clocks: DoctorCheck = {
  name: 'clocks',
  stage: 'sources',
  help: 'The clocks of databases, mail server and Alertmanager agree with ours within 5 s.',
  async run(installation) {
    const { clock } = installation
    const read = await Promise.all(
      asked(installation).map(async ({ where, now }) => {
        const before = clock.now()
        const theirs = await now().catch(faultsOrNull)
        if (theirs === null) return []
        if (typeof theirs !== 'number') {
          return theirs.map(({ message, remedy }) =>
            fault(where, `its clock cannot be read: it ${message}`, remedy ?? ''),
          )
        }
        const ours = (before + clock.now()) / 2
        return skewed({ where, skew: theirs - ours, doubt: clock.now() - before })
      }),
    )
    return read.flat()
  },
}

/** What a source does that no call to it shows; a clock that cannot be read is named by whoever reads the source. */
function faultsOrNull(cause: unknown): readonly Fault[] | null {
  return cause instanceof ConfigError ? cause.faults : null
}

function skewed({ where, skew, doubt }: Skew): Finding[] {
  if (Math.abs(skew) <= UNSEEN + doubt) return []
  const what = `its clock is ${formatDuration(Math.abs(skew))} ${skew > 0 ? 'ahead of' : 'behind'} ours`
  const remedy = 'Let both follow a time server (chrony, systemd-timesyncd)'
  return [Math.abs(skew) > HARMFUL ? fault(where, what, remedy) : warning(where, what, remedy)]
}

interface Skew {
  where: string
  skew: Millis
  /** What the time of the answer may make of it. */
  doubt: Millis
}

interface Asked {
  where: string
  /** Null: it does not say. */
  now(): Promise<Millis | null>
}

function asked({ config, clock, signal, parts }: Installation): Asked[] {
  if (config === null) return []
  const bySource = config.sources.map((options, i) => ({
    where: `sources.${i} (${options.name})`,
    now: () =>
      askSource(options, { clock, signal, parts }, async (source, own, call) => {
        const now = await call(() => Promise.resolve(source.now?.(own)))
        return typeof now === 'number' && Number.isFinite(now) ? now : null
      }),
  }))
  const members = (config.alertmanager?.members ?? []).map((url, i) => ({
    where: `alertmanager.members.${i}`,
    now: () => dateOf(`${url.replace(/\/+$/, '')}/-/healthy`, signal),
  }))
  return [...bySource, ...members]
}

/** To the second. */
async function dateOf(url: string, signal: AbortSignal): Promise<Millis | null> {
  const answer = await ask(url, {
    signal: AbortSignal.any([signal, AbortSignal.timeout(5 * SECOND)]),
    redirect: 'manual',
  })
  await answer.leave()
  const at = Date.parse(answer.headers.get('date') ?? '')
  return Number.isNaN(at) ? null : at + SECOND / 2
}
