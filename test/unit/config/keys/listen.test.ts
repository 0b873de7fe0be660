import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { listen } from '../../../../src/config/keys/listen.ts'

describe('where slowburn listens', () => {
  test('is the loopback, for no proxy, unless something else is given', () => {
    assert.deepEqual(listen.parse({}), {
      host: '127.0.0.1',
      port: 9464,
      socket: null,
      socketGroup: null,
      url: null,
      hosts: [],
      proxies: [],
      probes: null,
      metricsSeries: 40_000,
      webConfig: null,
    })
  })

  test('takes addresses and networks as proxies, and nothing that is none', () => {
    const proxies = ['10.0.0.7', '10.0.0.0/8', '::1', 'fd00::/8']
    assert.deepEqual(listen.parse({ proxies }).proxies, proxies)
    for (const wrong of ['proxy.internal', '10.0.0.0/33', '10.0.0/8', 'fd00::/129', '10.0.0.0/8/8', '']) {
      assert.throws(() => listen.parse({ proxies: [wrong] }), /must be an IP address or a network/, wrong)
    }
  })
})
