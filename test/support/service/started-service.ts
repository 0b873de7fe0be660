// The whole service in the process of a test, on a clock of the test's, until its first tick is done.
import { runService, type ServiceOptions } from '../../../src/app/service.ts'

export interface StartedService {
  /** Of its pages. */
  url: string
  stop(): Promise<void>
}

export async function startedService(
  options: Pick<ServiceOptions, 'config' | 'clock' | 'log' | 'demo'>,
): Promise<StartedService> {
  const ending = new AbortController()
  const ready = Promise.withResolvers<void>()
  let url = ''
  const running = runService(
    {
      ...options,
      onProgress: () => {},
      onListening: at => {
        url = at
      },
      onFirstTick: () => ready.resolve(),
    },
    ending.signal,
  )
  running.catch(ready.reject)
  await ready.promise
  return {
    url,
    stop: async () => {
      ending.abort(new Error('done'))
      await running
    },
  }
}
