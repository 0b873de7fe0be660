import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { startTelemetry } from '../../../../src/exposition/otlp/telemetry.ts'

describe('telemetry without an endpoint', () => {
  const off = startTelemetry({
    endpoint: null,
    serviceVersion: '1',
    instance: 'one',
    exposition: { collect: async () => [] },
  })

  test('runs the work and gives back what it gives', async () => {
    assert.equal(await (await off).span('collect', {}, () => 7), 7)
  })

  test('throws on what the work throws', async () => {
    const { span } = await off
    await assert.rejects(
      span('collect', {}, () => {
        throw new Error('no database')
      }),
      /no database/,
    )
  })

  test('has nothing to shut down', async () => {
    const { shutdown } = await off
    await assert.doesNotReject(shutdown())
  })
})
