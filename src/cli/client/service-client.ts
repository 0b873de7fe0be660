// Talks to the running service: finds where it listens and its token in the data folder, and never opens the
// database, which the service holds.
import { userInfo } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import * as z from 'zod'
import { dataFolderOf } from '../../config/data-folder.ts'
import { messageOf } from '../../core/errors.ts'
import { readRegular } from '../../core/reading/regular-file.ts'
import { SERVICE_FILE, TOKEN_FILE } from '../../storage/control-files.ts'
import { type Answered, type Asked, ask } from './ask.ts'

export interface Where {
  config: string
  data?: string
  cert?: string
  key?: string
}

export interface ServiceClient {
  /** The answer; throws an Error with what the service said where that is no success. */
  get<S extends z.ZodType>(path: string, shape: S): Promise<z.output<S>>
  /** Whatever it answers, as text. */
  fetch(path: string): Promise<Answered>
  post<S extends z.ZodType>(
    path: string,
    body: Readonly<Record<string, unknown>>,
    shape: S,
  ): Promise<z.output<S>>
}

const announced = z.object({
  url: z.url(),
  certificate: z.string().nullable().default(null),
  socket: z.string().nullable().default(null),
})
const refusal = z.object({ error: z.object({ detail: z.string() }) })

/** What the service says where it does not do what it is asked. */
export class ServiceRefusal extends Error {
  readonly status: number

  constructor(status: number, detail: string) {
    super(detail)
    this.status = status
  }
}

/** Adds the two options by which a command finds the service. */
export function withService(command: Command): Command {
  return command
    .option('-c, --config <file>', 'configuration of the service', 'slowburn.yml')
    .option('--data <folder>', 'data folder of the service, in place of --config')
    .option('--cert <file>', 'certificate to show, where the service asks for one')
    .option('--key <file>', 'its private key')
}

/** Throws an Error with a remedy where no service can be found. */
export function serviceClient({ config, data, cert, key }: Where): ServiceClient {
  const folder = data ?? dataFolderOf(config, process.env)
  const { url, certificate, socket } = whereItListens(folder)
  const client = clientOf(cert, key)
  const send = async <S extends z.ZodType>(
    path: string,
    request: Pick<Asked, 'method' | 'headers' | 'body'>,
    shape: S,
  ) => {
    const { status, body } = await reach(
      new URL(path, url),
      { ...request, certificate, socket, client },
      folder,
    )
    const answer = jsonOf(body)
    const refused = refusal.safeParse(answer)
    if (refused.success) throw new ServiceRefusal(status, refused.data.error.detail)
    const parsed = shape.safeParse(answer)
    if (status === 200 && parsed.success) return parsed.data
    throw new Error(`${url} answered ${status}, and not as this slowburn does. Is it another version?`)
  }
  return {
    // Reading needs the token only where there is a log-in, so who may not read it can ask all the same.
    get: (path, shape) => send(path, { method: 'GET', headers: bearer(tokenIn(folder)) }, shape),
    fetch: path => {
      const request = { method: 'GET' as const, headers: bearer(tokenIn(folder)) }
      return reach(new URL(path, url), { ...request, certificate, socket, client }, folder)
    },
    post: (path, body, shape) => {
      const headers = { ...bearer(tokenOf(folder)), 'Content-Type': 'application/json' }
      return send(path, { method: 'POST', headers, body: JSON.stringify(body) }, shape)
    },
  }
}

async function reach(target: URL, asked: Asked, folder: string): Promise<Answered> {
  try {
    return await ask(target, asked)
  } catch (cause) {
    throw new Error(`no answer from ${target.origin} (${messageOf(cause)}). ${notRunning(folder)}`, { cause })
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function bearer(token: string | null): Record<string, string> {
  return token === null ? {} : { Authorization: `Bearer ${token}` }
}

function clientOf(cert: string | undefined, key: string | undefined): Asked['client'] {
  if (cert === undefined && key === undefined) return null
  if (cert === undefined || key === undefined) throw new Error('give both --cert and --key')
  return { cert: readRegular(cert).toString('utf8'), key: readRegular(key).toString('utf8') }
}

/** To whom it is put down unless `--by` says otherwise. */
export function osUser(): string {
  try {
    return userInfo().username
  } catch {
    return process.env.USER ?? 'unknown'
  }
}

function whereItListens(folder: string): z.output<typeof announced> {
  const file = join(folder, SERVICE_FILE)
  let text: string
  try {
    text = readRegular(file).toString('utf8')
  } catch (cause) {
    if (isMissing(cause)) throw new Error(`${file} is not there. ${notRunning(folder)}`, { cause })
    throw new Error(`${file} cannot be read: ${messageOf(cause)}. Run this as the user of the service`, {
      cause,
    })
  }
  try {
    return announced.parse(JSON.parse(text))
  } catch (cause) {
    throw new Error(`${file} does not say where slowburn listens. Restart it`, { cause })
  }
}

function tokenIn(folder: string): string | null {
  try {
    return tokenOf(folder)
  } catch {
    return null
  }
}

function tokenOf(folder: string): string {
  const file = join(folder, TOKEN_FILE)
  try {
    return readRegular(file).toString('utf8').trim()
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
