// A receiving source whose one route keeps whatever list of JSON it is sent.
import { MINUTE } from '../../../src/core/duration.ts'
import type { ReceivingSource, Route } from '../../../src/sources/source.ts'

export function fakeReceiver(name: string, route: Partial<Route> = {}): ReceivingSource {
  return {
    name,
    feeds: ['task'],
    lateness: MINUTE,
    routes: [
      {
        path: '/facts',
        largestBody: 1_000_000,
        authorised: headers => headers.authorization === 'Bearer secret',
        receive: async ({ body }, commit) => {
          const committed = await commit(JSON.parse(new TextDecoder().decode(body)) as unknown[])
          return { status: 200, type: 'application/json', body: JSON.stringify(committed) }
        },
        ...route,
      } as Route,
    ],
    check: async () => [],
    close: async () => {},
  }
}
