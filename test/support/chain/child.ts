// Runs the steps of a chain in a process of its own, one that may be killed.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import type { ChildTask } from './chain-child.ts'

export const CHAIN_CHILD = fileURLToPath(new URL('./chain-child.ts', import.meta.url))

/** Resolves to the signal that ended it. Throws where it failed by itself. */
export async function runChild(task: ChildTask): Promise<NodeJS.Signals | null> {
  const child = spawn(process.execPath, [CHAIN_CHILD, JSON.stringify(task)], { stdio: 'inherit' })
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]
  if (code !== 0 && signal === null) throw new Error(`the chain of a child process ended with ${code}`)
  return signal
}
