// Looks at the artefact of a version: is it there, and with which digest?
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { RolloutSettings } from '../../config/keys/rollouts.ts'
import { messageOf } from '../../core/errors.ts'
import { redactSecrets } from '../../core/secrets/redact.ts'
import { faultOfValue, fillIn } from './fill-in.ts'
import { type RunOptions, runCommand } from './run-command.ts'

/** Both null: it is not there. */
export interface Found {
  digest: string | null
  /** Why it is not known whether it is. */
  fault: string | null
}

const DIGEST = /^[\w.+:-]{1,200}$/
const WORDS = 300

/** Never rejects. */
export async function lookAt(
  { file, command }: RolloutSettings['artefact'],
  version: string,
  options: RunOptions,
): Promise<Found> {
  const wrong = faultOfValue('version', version)
  if (wrong !== null) return unknown(wrong)
  if (file !== undefined) return ofFile(fillIn(file, { version }), options)
  return ofCommand(
    (command ?? []).map(word => fillIn(word, { version })),
    options,
  )
}

/** A file that is written to meanwhile has a digest of no moment. */
async function ofFile(path: string, { timeout, signal }: RunOptions): Promise<Found> {
  const hash = createHash('sha256')
  const within = AbortSignal.any([signal, AbortSignal.timeout(Math.min(timeout, LONGEST))])
  try {
    const before = await stat(path)
    if (!before.isFile()) return unknown(`${path} is no file`)
    for await (const piece of createReadStream(path, { signal: within })) hash.update(piece)
    const after = await stat(path)
    if (before.size !== after.size || before.mtimeMs !== after.mtimeMs || before.ino !== after.ino)
      return unknown(`${path} was written to while it was read`)
    return { digest: `sha256:${hash.digest('hex')}`, fault: null }
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT')
      return { digest: null, fault: null }
    return unknown(messageOf(cause))
  }
}

async function ofCommand(argv: readonly string[], options: RunOptions): Promise<Found> {
  const { ok, first, words } = await runCommand(argv, options)
  if (!ok) return unknown(words)
  if (first === '') return { digest: null, fault: null }
  return DIGEST.test(first) ? { digest: first, fault: null } : unknown('its first line is no digest')
}

const LONGEST = 2 ** 31 - 1

function unknown(why: string): Found {
  return { digest: null, fault: redactSecrets(why).slice(0, WORDS) }
}
