// Talks to the running service: finds where it listens and its token in the data folder, and never opens the
// database, which the service holds.
import { readFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import * as z from 'zod'
import { SERVICE_FILE, TOKEN_FILE } from '../app/control.ts'
import { dataFolderOf } from '../config/data-folder.ts'
import { SECOND } from '../core/duration.ts'
import { messageOf } from '../core/errors.ts'

export interface Where {
  config: string
  data?: string
}

export interface ServiceClient {
  /** The answer; throws an Error with what the service said where that is no success. */
  get<S extends z.ZodType>(path: string, shape: S): Promise<z.output<S>>
  post<S extends z.ZodType>(
    path: string,
    body: Readonly<Record<string, unknown>>,
    shape: S,
  ): Promise<z.output<S>>
}

const announced = z.object({ url: z.url() })
const refusal = z.object({ error: z.object({ detail: z.string() }) })

const PATIENCE = 10 * SECOND

/** Adds the two options by which a command finds the service. */
export function withService(command: Command): Command {
  return command
    .option('-c, --config <file>', 'configuration of the service', 'slowburn.yml')
    .option('--data <folder>', 'data folder of the service, in place of --config')
}

/** Throws an Error with a remedy where no service can be found. */
export function serviceClient({ config, data }: Where): ServiceClient {
  const folder = data ?? dataFolderOf(config, process.env)
  const url = urlOf(folder)
  const ask = async <S extends z.ZodType>(path: string, options: RequestInit, shape: S) => {
    const response = await reach(new URL(path, url), options, folder)
    const answer: unknown = await response.json().catch(() => null)
    const refused = refusal.safeParse(answer)
    if (refused.success) throw new Error(refused.data.error.detail)
    const parsed = shape.safeParse(answer)
    if (response.ok && parsed.success) return parsed.data
    throw new Error(
      `${url} answered ${response.status}, and not as this slowburn does. Is it another version?`,
    )
  }
  return {
    get: (path, shape) => ask(path, {}, shape),
    post: (path, body, shape) => {
      const headers = { Authorization: `Bearer ${tokenOf(folder)}`, 'Content-Type': 'application/json' }
      return ask(path, { method: 'POST', headers, body: JSON.stringify(body) }, shape)
    },
  }
}

async function reach(target: URL, options: RequestInit, folder: string): Promise<Response> {
  try {
    return await fetch(target, { ...options, redirect: 'error', signal: AbortSignal.timeout(PATIENCE) })
  } catch (cause) {
    throw new Error(`no answer from ${target.origin} (${reasonOf(cause)}). ${notRunning(folder)}`, { cause })
  }
}

/** To whom it is put down unless `--by` says otherwise. */
export function osUser(): string {
  try {
    return userInfo().username
  } catch {
    return process.env.USER ?? 'unknown'
  }
}

function urlOf(folder: string): string {
  const file = join(folder, SERVICE_FILE)
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (cause) {
    if (isMissing(cause)) throw new Error(`${file} is not there. ${notRunning(folder)}`, { cause })
    throw new Error(`${file} cannot be read: ${messageOf(cause)}. Run this as the user of the service`, {
      cause,
    })
  }
  try {
    return announced.parse(JSON.parse(text)).url
  } catch (cause) {
    throw new Error(`${file} does not say where slowburn listens. Start it anew`, { cause })
  }
}

function tokenOf(folder: string): string {
  const file = join(folder, TOKEN_FILE)
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (cause) {
    throw new Error(`${file} cannot be read: ${messageOf(cause)}. Run this as the user of the service`, {
      cause,
    })
  }
}

function notRunning(folder: string): string {
  return `No slowburn runs on the data folder ${folder}: start it with slowburn start, or name its folder with --data or --config`
}

function isMissing(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error && cause.cause !== undefined ? messageOf(cause.cause) : messageOf(cause)
}
