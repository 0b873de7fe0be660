// Tells systemd how the service fares (sd_notify), by its own program: Node.js has no datagram socket of that family.
// Needs Type=notify and NotifyAccess=all; without NOTIFY_SOCKET nothing is done.
import { execFile } from 'node:child_process'

export interface Supervisor {
  notify(state: 'ready' | 'reloading' | 'stopping'): void
}

const WORDS = { ready: 'READY=1', reloading: 'RELOADING=1', stopping: 'STOPPING=1' } as const

/** `run` is called with the words to pass on; what becomes of it is systemd's affair. */
export function createSupervisor(
  env: Readonly<Record<string, string | undefined>>,
  run: (words: string) => void = passOn,
): Supervisor {
  if (env.NOTIFY_SOCKET === undefined) return { notify: () => {} }
  const watchdog = Number(env.WATCHDOG_USEC ?? '0') / 1000
  if (watchdog > 0) {
    setInterval(() => run('WATCHDOG=1'), watchdog / 2).unref()
    // The interval may be that of a process which this one has replaced.
    run('WATCHDOG=1')
  }
  return { notify: state => run(WORDS[state]) }
}

function passOn(words: string): void {
  execFile('systemd-notify', [words], { timeout: 5000 }, () => {})
}
