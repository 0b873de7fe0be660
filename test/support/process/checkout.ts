// A copy of this checkout in a temporary folder, to be changed and tried there.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { TestContext } from 'node:test'
import { temporaryFolder } from '../folder.ts'

export const ROOT = join(import.meta.dirname, '../../..')

/** Every file that is tracked or would be, with the packages of this checkout. */
export function copyCheckout(t: Pick<TestContext, 'after'>): string {
  const folder = temporaryFolder(t)
  const listed = spawnSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], {
    cwd: ROOT,
    encoding: 'utf8',
  })
  if (listed.status !== 0) throw new Error(`the files of the checkout cannot be listed: ${listed.stderr}`)
  for (const path of listed.stdout.split('\0')) {
    if (path === '' || path === 'node_modules') continue
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    cpSync(join(ROOT, path), join(folder, path), { recursive: true })
  }
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  return folder
}

/** Runs a command in the copy; throws with what it printed where it fails. */
export function runIn(folder: string, command: string, ...args: readonly string[]): string {
  const env = { ...process.env, NODE_TEST_CONTEXT: undefined }
  const run = spawnSync(command, args, { cwd: folder, env, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
  if (run.status !== 0) {
    throw new Error(`${command} ${args.join(' ')} failed:\n${`${run.stdout}${run.stderr}`.slice(-20_000)}`)
  }
  return run.stdout
}
