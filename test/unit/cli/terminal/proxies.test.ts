import assert from 'node:assert/strict'
import { globalAgent } from 'node:https'
import { test } from 'node:test'
import { throughProxies } from '../../../../src/cli/terminal/proxies.ts'
import { ConfigError } from '../../../../src/core/errors.ts'

test('an environment without a proxy changes nothing, and one that cannot be used is named', async () => {
  const before = globalAgent
  assert.equal(await throughProxies({ HTTPS_PROXY: ' ', NO_PROXY: 'a' }), null)
  assert.equal(globalAgent, before)
  await assert.rejects(throughProxies({ https_proxy: 'proxy.example.org' }), ConfigError)
})
