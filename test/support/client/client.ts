// A client on a runtime whose time is moved by hand, and what it sent.
import assert from 'node:assert/strict'
import type { Client, ClientOptions } from '../../../src/client/api.ts'
import { clientOn } from '../../../src/client/assemble.ts'
import { faultOfEvent } from '../../../src/events/schema.ts'
import { type FakeRuntime, fakeRuntime, type Sent, SOURCE, TOKEN } from './runtime.ts'

const OPTIONS: ClientOptions = { url: SOURCE, token: TOKEN }

export function clientWith(
  options: Partial<ClientOptions> = {},
  answer?: (sent: Sent) => Response,
): { client: Client; runtime: FakeRuntime } {
  const runtime = fakeRuntime(answer)
  return { client: clientOn({ ...OPTIONS, ...options }, runtime), runtime }
}

/** What was sent, without ids; each is asked whether slowburn would take it. */
export async function sentBy(
  client: Client,
  runtime: FakeRuntime,
): Promise<Omit<Sent['events'][number], 'id'>[]> {
  assert.equal(await client.flush(), true)
  return runtime.sent
    .flatMap(({ events }) => events)
    .map(({ id, ...event }) => {
      assert.equal(faultOfEvent({ attributes: {}, ...event, id, source: 'app' }), null)
      return event
    })
}
