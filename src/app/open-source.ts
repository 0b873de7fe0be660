// Makes a source of the configuration. One that cannot be made is named and shown as down, and everything else starts.
import { faultOf } from '../core/errors.ts'
import { asked } from '../core/parts/asked.ts'
import { NotReturned, type Watchdog } from '../core/watchdog.ts'
import { LIFECYCLE_KINDS } from '../lifecycles/registry.ts'
import { absentSource } from '../sources/absent.ts'
import { createSource, type SourceSettings } from '../sources/registry.ts'
import type { Source } from '../sources/source.ts'
import type { SourceDeps } from '../sources/source-type.ts'

interface OpenSourceDeps extends SourceDeps {
  watchdog: Watchdog
  /** Default: the registry. */
  make?: (settings: SourceSettings, deps: SourceDeps) => unknown
}

/** Never throws: what cannot be made is a source that is down. */
export function openSource(settings: SourceSettings, { watchdog, make, ...deps }: OpenSourceDeps): Source {
  const { name, type } = settings
  const made = attempt(() =>
    asked({ kind: 'source', name }, () => ({ source: createSource(settings, deps, make) }), watchdog),
  )
  if ('source' in made) return made.source
  const reason = `a source of type ${type} cannot be made of this entry: ${made.fault}`
  deps.log.error('source cannot be started; everything else goes on', { source: name, error: reason })
  return absentSource(name, { feeds: LIFECYCLE_KINDS }, reason)
}

type Made = { source: Source } | { fault: string }

function attempt(work: () => Made): Made {
  try {
    return work()
  } catch (cause) {
    return { fault: cause instanceof NotReturned ? 'it did not return' : faultOf(cause) }
  }
}
