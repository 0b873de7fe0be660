// Runs the command line as a person would, in a process of its own.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url))

export interface Ran {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

export interface Running {
  child: ChildProcess
  stdout(): string
  stderr(): string
  /** Waits until the standard output or error matches; throws with both if it ends or takes too long. */
  says(pattern: RegExp, seconds?: number): Promise<RegExpExecArray>
  /** Sends a signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<Ran & { seconds: number }>
}

export interface CommandOptions {
  cwd?: string
  env?: Record<string, string>
  stdin?: string
  /** Another checkout, whose command is run. */
  root?: string
}

export function startCommand(
  args: readonly string[],
  { cwd, env, stdin, root }: CommandOptions = {},
): Running {
  const child = spawn(
    process.execPath,
    [root === undefined ? MAIN : join(root, 'src/cli/main.ts'), ...args],
    {
      ...(cwd === undefined ? {} : { cwd }),
      env: { ...process.env, NODE_TEST_CONTEXT: undefined, ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    },
  )
  let stdout = ''
  let stderr = ''
  const waiting = new Set<() => void>()
  const heard = (): void => {
    for (const look of waiting) look()
  }
  child.stdout.on('data', chunk => {
    stdout += chunk
    heard()
  })
  child.stderr.on('data', chunk => {
    stderr += chunk
    heard()
  })
  child.stdin.end(stdin ?? '')
  const ended = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>
  void ended.then(heard)
  return {
    child,
    stdout: () => stdout,
    stderr: () => stderr,
    says: (pattern, seconds = 60) =>
      new Promise((resolve, reject) => {
        const stop = (): void => {
          waiting.delete(look)
          clearTimeout(timer)
        }
        const fail = (why: string): void => {
          stop()
          reject(new Error(`${why} before it said ${pattern}:\n${stdout}\n${stderr}`))
        }
        const look = (): void => {
          const found = pattern.exec(stdout) ?? pattern.exec(stderr)
          if (found !== null) {
            stop()
            resolve(found)
          } else if (child.exitCode !== null || child.signalCode !== null) fail('the command ended')
        }
        const timer = setTimeout(() => fail(`${seconds} s passed`), seconds * 1000)
        waiting.add(look)
        look()
      }),
    end: async signal => {
      const began = performance.now()
      child.kill(signal)
      const [code, by] = await ended
      return { code, signal: by, stdout, stderr, seconds: (performance.now() - began) / 1000 }
    },
  }
}

/** Runs a command to its end. */
export async function runCommand(args: readonly string[], options: CommandOptions = {}): Promise<Ran> {
  const running = startCommand(args, options)
  const [code, signal] = (await once(running.child, 'close')) as [number | null, NodeJS.Signals | null]
  return { code, signal, stdout: running.stdout(), stderr: running.stderr() }
}
