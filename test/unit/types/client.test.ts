// The contract of the client, as the developer of a platform meets it. `npm run typecheck` is what tests it.
import { test } from 'node:test'
import type { AttributeName, Client, ClientOptions, EventData } from '../../../src/client/client.ts'
import type { KEPT_ATTRIBUTES } from '../../../src/events/attributes.ts'
import type { EventType, EventData as OurData } from '../../../src/events/event.ts'
import { type Fits, fails, holds, type Same } from '../../support/types.ts'

type Given<Method extends keyof Client> = Client[Method] extends (given: infer About) => unknown
  ? About
  : never

test('the client knows the events and the attributes that slowburn takes, and no other', () => {
  holds<Same<keyof EventData, EventType>>()
  holds<Same<{ [Type in EventType]: Fits<EventData[Type], OurData<Type>> }[EventType], true>>()
  holds<Same<{ [Type in EventType]: Fits<OurData<Type>, EventData[Type]> }[EventType], true>>()
  holds<Same<Exclude<AttributeName, `slowburn.${string}`>, (typeof KEPT_ATTRIBUTES)[number]>>()
})

test('a task returns what its work returns', () => {
  const typed = (client: Client) => client.task('build', async run => run.id.length)
  holds<Same<ReturnType<typeof typed>, Promise<number>>>()
  const plain = (client: Client) => client.task({ type: 'build', id: 7 }, () => 'built')
  holds<Same<ReturnType<typeof plain>, string>>()
})

test('a client needs an address and says whether it has a token', () => {
  holds<Fits<{ url: string; token: string | undefined }, ClientOptions>>()
  fails<Fits<{ url: string }, ClientOptions>>()
  fails<Fits<{ token: string }, ClientOptions>>()
})

test('a claim says how sure it is, a verification by whom, a queued task which', () => {
  holds<Fits<{ type: string; probability: number }, Given<'claim'>>>()
  fails<Fits<{ type: string }, Given<'claim'>>>()
  fails<Fits<{ id: string; outcome: boolean; by: 'nobody' }, Given<'verified'>>>()
  fails<Fits<{ type: string }, Given<'queued'>>>()
})
