// What the signals of the operating system mean to a command that runs: to end, to end at once, to reload.
import { readFileSync } from 'node:fs'
import { leave } from '../../app/containment/leave.ts'
import { readThrown } from '../../app/containment/thrown.ts'
import { redactSecrets } from '../../core/secrets/redact.ts'
import { createWatchdog } from '../../core/watchdog.ts'
import { reportError } from './report.ts'

/** Two signals in less time are one: a terminal sends Ctrl-C to npm and to us, and npm passes it on. */
const ONE_SIGNAL = 200

/** Real milliseconds in which a command ends that was asked to: what supervises it gives it 20 s, and would kill it then. */
const LONGEST_END = 18_000

/** Real milliseconds in which what has ended ends its process, too. */
const LEFT_BEHIND = 2000

/** How often the parent is looked at, in real milliseconds. */
const PARENT_EVERY = 500

/**
 * A signal that is aborted by Ctrl-C or SIGTERM, and by the end of what has started us: of the launcher, which may be killed,
 * and of an npm script, for a shell between npm and us ends on SIGTERM without passing it on. A second Ctrl-C or SIGTERM ends the process at once.
 */
export function shutdownSignal(): AbortSignal {
  const controller = new AbortController()
  let stoppedAt = 0
  const stop = (name: string): void => {
    const now = performance.now()
    if (!controller.signal.aborted) {
      stoppedAt = now
      // Everything that ends has limits of its own; what has none must not outlive them.
      setTimeout(() => {
        process.stderr.write(
          `slowburn: did not end within ${LONGEST_END / 1000} s of ${name}; it ends at once\n`,
        )
        leave(1)
      }, LONGEST_END).unref()
      controller.abort(new Error(`stopped by ${name}`))
    } else if (now - stoppedAt > ONE_SIGNAL) leave(130)
  }
  process.on('SIGINT', () => stop('Ctrl-C'))
  process.on('SIGTERM', () => stop('SIGTERM'))
  const byNpm = process.env.npm_lifecycle_event !== undefined
  if (byNpm || launcher() !== undefined) {
    onOrphaned(() => stop(`the end of ${byNpm ? 'npm' : 'its launcher'}`), controller.signal)
  }
  return controller.signal
}

/** Calls back each time a reload is asked for. */
export function onReload(reload: () => void): void {
  process.on('SIGHUP', reload)
}

/** By default Node.js opens a debugger on SIGUSR1, and lets whoever reaches its port run what they like. */
export function openNoDebugger(): void {
  process.on('SIGUSR1', () => {})
}

/**
 * A reader that has seen enough (`slowburn alerts | head`) is no fault; a log that cannot be written stops no service. An
 * answer that cannot be written, as where a disk is full, ends in one line.
 */
export function outliveReaders(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') leave()
    reportError(new Error(`standard output cannot be written: ${error.message}`))
    leave()
  })
  process.stderr.on('error', () => {})
}

/**
 * What a part has left behind may keep the process of a command alive that has ended, or throw once nobody catches it: that is
 * one line, and no other end.
 */
export function endAfterCommand(after = LEFT_BEHIND): void {
  setTimeout(() => leave(), after).unref()
  const watchdog = createWatchdog({ stopwatch: () => performance.now() / 1000, patience: after / 1000 })
  const left = (thrown: unknown): void => {
    const error = redactSecrets(readThrown(thrown, watchdog).error).replace(/\s*\n\s*/g, ' | ')
    process.stderr.write(`slowburn: after the end, something left behind threw: ${error}\n`)
    leave()
  }
  process.on('uncaughtException', left)
  process.on('unhandledRejection', left)
}

/** The process of bin/slowburn.cjs, where that runs us on another Node.js than its own. */
function launcher(): string | undefined {
  return process.env.SLOWBURN_LAUNCHER
}

function onOrphaned(orphaned: () => void, signal: AbortSignal): void {
  // The launcher may have gone before we look.
  const before = [undefined, `${process.ppid}`].includes(launcher()) ? starters() : null
  const timer = setInterval(() => {
    if (starters() === before) return
    clearInterval(timer)
    orphaned()
  }, PARENT_EVERY)
  timer.unref()
  signal.addEventListener('abort', () => clearInterval(timer), { once: true })
}

/**
 * Who has started us: the parent, and where that is our launcher or the shell of a script (a dash stays between npm and us), its
 * parent as well, for these live on where npm is killed. Known by /proc; where there is none, shells leave their place to us.
 */
function starters(): string {
  const known = [`${process.ppid}`]
  try {
    for (let last = known[0]; last === launcher() || isShell(last); last = known.at(-1)) {
      const stat = readFileSync(`/proc/${last}/stat`, 'utf8')
      // Its name stands in brackets and may hold anything; then come its state and its parent.
      known.push(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? '')
    }
  } catch {
    // Where one of them cannot be looked at, those before it are known.
  }
  return known.join(' ')
}

/** Whether it runs a script that was given to it as text. */
function isShell(pid: string | undefined): boolean {
  return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[1] === '-c'
}
