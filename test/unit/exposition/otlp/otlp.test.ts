import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { systemClock } from '../../../../src/core/clock.ts'
import { MINUTE } from '../../../../src/core/duration.ts'
import { silentLogger } from '../../../../src/core/logger.ts'
import { NO_LABELS } from '../../../../src/exposition/labels.ts'
import type { Telemetry } from '../../../../src/exposition/otlp/options.ts'
import { startOtlp } from '../../../../src/exposition/otlp/otlp.ts'
import { endsWithin } from '../../../support/sooner.ts'

const OPTIONS = {
  headers: { authorization: 'Bearer t' },
  serviceVersion: '1',
  exposition: { collect: async () => [] },
  clock: systemClock,
  interval: MINUTE,
  instance: 'one',
  pushed: () => undefined,
  log: silentLogger,
}

const started = (endpoint: string): Telemetry => startOtlp({ ...OPTIONS, endpoint })

describe('pushing by OTLP', () => {
  test('sends its spans with its headers when it is shut down, and records what the work threw', async t => {
    const bodies: string[] = []
    const authorisations = new Set<string | undefined>()
    const server = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', chunk => chunks.push(chunk))
      request.on('end', () => {
        bodies.push(`${request.url} ${gunzipSync(Buffer.concat(chunks)).toString('latin1')}`)
        authorisations.add(request.headers.authorization)
        response.end('{}')
      })
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    t.after(() => server.close())
    const telemetry = started(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    const [within, inner] = await telemetry.span('collect', { source: 'app' }, async () => [
      telemetry.traced(),
      await telemetry.span('inner', {}, async () => telemetry.traced()),
    ])
    assert.match(`${within?.traceId} ${within?.spanId}`, /^[0-9a-f]{32} [0-9a-f]{16}$/)
    assert.equal(inner?.traceId, within?.traceId)
    assert.notEqual(inner?.spanId, within?.spanId)
    assert.equal(telemetry.traced(), null)
    await assert.rejects(
      telemetry.span('detect', {}, async () => {
        throw new Error('out of points')
      }),
      /out of points/,
    )
    await telemetry.shutdown()
    const traces = bodies.filter(body => body.startsWith('/v1/traces')).join('\n')
    assert.match(traces, /collect/)
    assert.match(traces, /out of points/)
    assert.deepEqual(authorisations, new Set(['Bearer t']))
  })

  test('says of a request that is answered too late that it failed: what would have followed it is dropped', async t => {
    const slow = createServer((request, response) => {
      request.resume().on('end', () => setTimeout(() => response.end('{}'), 600))
    })
    t.after(() => {
      slow.closeAllConnections()
      slow.close()
    })
    await new Promise<void>(resolve => slow.listen(0, '127.0.0.1', resolve))
    const outcomes = new EventEmitter<{ pushed: [string] }>()
    const first = once(outcomes, 'pushed')
    const things = {
      name: 'things',
      help: '',
      type: 'gauge',
      samples: [{ labels: NO_LABELS, value: 1 }],
    } as const
    const telemetry = startOtlp({
      ...OPTIONS,
      endpoint: `http://127.0.0.1:${(slow.address() as AddressInfo).port}`,
      exposition: { collect: async () => [things] },
      interval: 100,
      pushed: outcome => void outcomes.emit('pushed', outcome),
    })
    t.after(() => telemetry.shutdown())
    assert.deepEqual(await first, ['failed'])
  })

  test('ends within two seconds where nobody answers', async t => {
    const silent = createServer(() => {})
    t.after(() => {
      silent.closeAllConnections()
      silent.close()
    })
    await new Promise<void>(resolve => silent.listen(0, '127.0.0.1', resolve))
    const telemetry = started(`http://127.0.0.1:${(silent.address() as AddressInfo).port}`)
    await telemetry.span('collect', {}, async () => null)
    assert.ok(await endsWithin(4000, () => telemetry.shutdown()))
  })
})
