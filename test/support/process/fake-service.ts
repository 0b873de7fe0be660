// A service that answers as it is told and keeps what it was asked, and commands that talk to it from this process.
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { CliCommand } from '../../../src/cli/command.ts'
import { run } from '../../../src/cli/run.ts'
import { SERVICE_FILE, TOKEN_FILE } from '../../../src/storage/control-files.ts'
import { temporaryFolder } from '../folder.ts'

export interface Asked {
  what: string
  body: unknown
}

export interface FakeService {
  asked: Asked[]
  /** Runs a command against it. */
  run(command: CliCommand, ...args: string[]): Promise<Ended>
}

export interface Ended {
  stdout: string
  stderr: string
  code: number
}

/** `answers`: by `METHOD /path` without the query. What is not there is refused with 404. */
export async function fakeService(
  t: TestContext,
  answers: Readonly<Record<string, unknown>>,
): Promise<FakeService> {
  const asked: Asked[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', chunk => {
      body += chunk
    })
    request.on('end', () => {
      const { method = '', url = '' } = request
      asked.push({ what: `${method} ${url}`, body: body === '' ? null : JSON.parse(body) })
      const answer = answers[`${method} ${url.split('?')[0]}`]
      response.statusCode = answer === undefined ? 404 : 200
      response.end(
        JSON.stringify(answer ?? { error: { title: 'Not found', detail: 'there is no such thing' } }),
      )
    })
  })
  t.after(() => server.close())
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const folder = temporaryFolder(t)
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  writeFileSync(join(folder, SERVICE_FILE), JSON.stringify({ url }))
  writeFileSync(join(folder, TOKEN_FILE), 'token')
  return { asked, run: (command, ...args) => runCommandHere(t, command, ...args, '--data', folder) }
}

/** Runs a command in this process; the exit code that it sets is taken back. */
export async function runCommandHere(t: TestContext, command: CliCommand, ...args: string[]): Promise<Ended> {
  const written = { stdout: '', stderr: '' }
  const mocks = (['stdout', 'stderr'] as const).map(name => {
    const write = process[name].write.bind(process[name])
    return t.mock.method(process[name], 'write', (text: string | Uint8Array) => {
      // Bytes are what the test runner has to say to its parent.
      if (typeof text !== 'string') return write(text)
      written[name] += text
      return true
    })
  })
  try {
    await run(command.build, args)
    return { ...written, code: Number(process.exitCode ?? 0) }
  } finally {
    process.exitCode = undefined
    for (const mock of mocks) mock.mock.restore()
  }
}
