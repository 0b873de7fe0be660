// What the client costs the platform that it is in: time on the caller's side, processor time in all, and memory while slowburn
// is away. node --expose-gc bench/client/cost.ts [--quick]
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Client } from '../../src/client/api.ts'
import { createClient } from '../../src/client/client.ts'

/** Beyond them the bench is red. They leave room for a slow machine. */
const RED = { callNs: 20_000, processorNs: 60_000, memoryMb: 64 }
const { values } = parseArgs({ options: { quick: { type: 'boolean' }, server: { type: 'boolean' } } })
const events = values.quick === true ? 50_000 : 400_000

if (values.server === true) serve()
else await measure()

/** Answers as slowburn does, in a process of its own, so that what it costs is not counted. */
function serve(): void {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.end('{"accepted":1,"duplicates":0,"refused":{"count":0}}'))
  })
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
}

async function measure(): Promise<void> {
  const server = fork(import.meta.filename, ['--server'])
  const [port] = (await once(server, 'message')) as [number]
  const [call, processor] = await time(clientOf(port))
  server.kill()
  const memory = await memoryWhileAway()
  const rows = [
    ['one event, on the caller’s side', call, RED.callNs, 'ns'],
    ['one event, processor time in all, sending and compressing', processor, RED.processorNs, 'ns'],
    ['memory while slowburn is away, events of 1 KB', memory, RED.memoryMb, 'MB'],
  ] as const
  for (const [what, value, red, unit] of rows) {
    process.stdout.write(`${what}: ${Math.round(value)} ${unit} (red beyond ${red})\n`)
    if (value > red) process.exitCode = 1
  }
  stop(server)
}

function stop(server: ChildProcess): void {
  if (server.exitCode === null) server.kill()
}

function clientOf(port: number): Client {
  const url = `http://127.0.0.1:${port}/ingest/app`
  return createClient({ url, token: 'x', onProblem: () => {} })
}

/** As a busy platform calls: some tasks, then its own turn. */
async function time(client: Client): Promise<[callNs: number, processorNs: number]> {
  await tasks(client, 10_000)
  const before = process.cpuUsage()
  const inCalls = await tasks(client, events)
  await client.close()
  const { user, system } = process.cpuUsage(before)
  return [(inCalls * 1e6) / events, ((user + system) * 1000) / events]
}

/** Milliseconds inside the client's own calls. A task is two events. */
async function tasks(client: Client, count: number): Promise<number> {
  let spent = 0
  for (let i = 0; i < count; i += 200) {
    const began = performance.now()
    for (let j = 0; j < 100; j++) client.task({ type: 'build', id: i + j, model: 'm-large' }, () => j)
    spent += performance.now() - began
    await wait(0)
  }
  return spent
}

async function memoryWhileAway(): Promise<number> {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const client = clientOf(1)
  collect()
  const before = process.memoryUsage().heapUsed
  let most = 0
  for (let i = 0; i < events; i++) {
    client.gauge(`depth ${i} ${'x'.repeat(900)}`, i)
    if (i % 10_000 === 9999) {
      await wait(0)
      collect()
      most = Math.max(most, process.memoryUsage().heapUsed - before)
    }
  }
  await client.close({ timeoutMs: 100 })
  return most / 2 ** 20
}
