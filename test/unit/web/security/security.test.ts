import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { hostNamesFor } from '../../../../src/web/security/security.ts'
import { depsOf } from '../../../support/web/deps.ts'
import { fixture } from '../../../support/web/fixture.ts'
import { ask, withWeb } from '../../../support/web/web-http.ts'

const { views } = await fixture()

function statusFor(host: string, deps = depsOf(views)): Promise<number> {
  return withWeb(deps, async url => (await ask(url, { headers: { host } })).status)
}

describe('the name by which it is called', () => {
  test('is one of the loopback, with or without a port', async () => {
    for (const host of [
      'localhost',
      'LOCALHOST:9464',
      '127.0.0.1:9464',
      '127.8.8.8',
      '[::1]:9464',
      'localhost.',
    ]) {
      assert.equal(await statusFor(host), 200, host)
    }
  })

  test('is refused where a web site has pointed its own name at us', async () => {
    for (const host of [
      'evil.example',
      'localhost.evil.example',
      '127.0.0.1.evil.example:80',
      'evil.example:127',
      'a@localhost',
      '169.254.169.254',
      '[::1',
    ]) {
      assert.equal(await statusFor(host), 421, host)
    }
  })

  test('may be added by configuration, and is free where we listen on a network', async () => {
    assert.equal(
      await statusFor('drift.example.org', depsOf(views, { hostNames: ['Drift.example.org'] })),
      200,
    )
    assert.equal(await statusFor('anything.example', depsOf(views, { hostNames: 'any' })), 200)
    assert.deepEqual(hostNamesFor('127.0.0.1', ['a']), ['a'])
    assert.deepEqual(hostNamesFor('localhost', ['a']), ['a'])
    assert.deepEqual(hostNamesFor('::1', ['a']), ['a'])
    assert.equal(hostNamesFor('0.0.0.0', ['a']), 'any')
    assert.equal(hostNamesFor('192.0.2.7', ['a']), 'any')
  })
})
