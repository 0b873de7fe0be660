// Runs the service again and again, each time with the configuration as it is then: a new one is taken whole, or the old one
// stays and the log says why.
import { ConfigError, formatFault, messageOf } from '../core/errors.ts'
import type { Logger } from '../core/logger.ts'

export interface Reloading<C> {
  /** Reads the configuration, and tries what can be tried beside a running service; throws where it cannot be used. */
  load(): C
  /** Runs until `signal` is aborted; `started` is called once it can be reached. Rejects where it cannot be started. */
  run(config: C, signal: AbortSignal, started: () => void): Promise<void>
  /** Calls back each time a reload is asked for. */
  onReload(reload: () => void): void
  /** What a supervisor is told. */
  notify(state: 'ready' | 'reloading' | 'stopping'): void
  log: Logger
}

/** Runs until `signal` is aborted. Rejects where the first start fails. */
export async function runReloading<C>(
  first: C,
  { load, run, onReload, notify, log }: Reloading<C>,
  signal: AbortSignal,
): Promise<void> {
  let current = first
  /** What goes on where the next start fails. */
  let proven: C | null = null
  let next: C | null = null
  let end: AbortController | null = null

  onReload(() => {
    if (signal.aborted || end === null) return
    const loaded = attempt(load, log)
    if (loaded === null) return
    next = loaded.config
    log.info('configuration is read; it takes effect once what is under way has ended')
    notify('reloading')
    end.abort(new Error('reload'))
  })
  signal.addEventListener('abort', () => notify('stopping'), { once: true })

  while (!signal.aborted) {
    end = new AbortController()
    const running = current
    try {
      await run(running, AbortSignal.any([signal, end.signal]), () => {
        proven = running
        notify('ready')
      })
    } catch (error) {
      if (proven === null || proven === running) throw error
      report('the new configuration cannot be started; the old one goes on', error, log)
      current = proven
      continue
    }
    if (next === null) return
    log.info('configuration is reloaded')
    current = next
    next = null
  }
}

function attempt<C>(load: () => C, log: Logger): { config: C } | null {
  try {
    return { config: load() }
  } catch (error) {
    report('configuration is not reloaded; the old one goes on', error, log)
    return null
  }
}

function report(message: string, error: unknown, log: Logger): void {
  const faults = error instanceof ConfigError ? error.faults.map(formatFault) : [messageOf(error)]
  for (const fault of faults) log.error(message, { fault })
}
