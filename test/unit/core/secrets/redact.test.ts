import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { redactFault, redactSecrets } from '../../../../src/core/secrets/redact.ts'

describe('secrets in text', () => {
  for (const [text, clean] of [
    ['postgres://app:hunter2@db.example:5432/app', 'postgres://app:***@db.example:5432/app'],
    ['cannot reach postgres://u:p@ss:w/x@h/db now', 'cannot reach postgres://u:***@h/db now'],
    ['https://u:hunter2@h.example/path', 'https://u:***@h.example/path'],
    ['password="my pass phrase" and more', 'password="***" and more'],
    [`{"secret": "a\\"b c", "port": 1}`, `{"secret": "***", "port": 1}`],
    ['password=hunter2 token: "hunter2"', 'password=*** token: "***"'],
    ['access_token=abc&client_secret=def', 'access_token=***&client_secret=***'],
    ['password: hunter2', 'password: ***'],
    ['smtp.password: hunter2 was refused', 'smtp.password: *** was refused'],
    ['Authorization: Bearer abc', 'Authorization: Bearer ***'],
    ['"authorization":"Basic dXNlcjpwYXNz"', '"authorization":"Basic ***"'],
    ['curl -H bearer 3f9a1c77d2', 'curl -H bearer ***'],
    ["password='it is", "password='***'"],
  ] as const) {
    test(`are cut out of ${text}`, () => assert.equal(redactSecrets(text), clean))
  }

  for (const text of [
    'http://127.0.0.1:9464/metrics',
    'https://h.example:443/a?mail=b@c.example',
    'contacts.0.webhook.secret: is missing. Add it',
    'sources.0.token: too small: expected string to have >=16 characters',
    'smtp.password: must be text',
    '/var/lib/slowburn/control-token: is open to every user of this machine',
    'password: there is an access token as well',
    'the bearer of good news',
    'max_tokens: 512',
  ]) {
    test(`leave what holds none as it is: ${text}`, () => assert.equal(redactSecrets(text), text))
  }

  test('are looked for in time proportional to the text', () => {
    const costs = [20_000, 200_000].map(size => {
      const texts = [
        'x'.repeat(size),
        'secret:'.repeat(size / 7),
        '://'.repeat(size / 3),
        'a:'.repeat(size / 2),
        '-a'.repeat(size / 2),
      ]
      const { user } = process.cpuUsage()
      for (const text of texts) redactSecrets(text)
      return (process.cpuUsage().user - user) / 1e6
    })
    const [, large = Number.POSITIVE_INFINITY] = costs
    assert.ok(large < 2, `${large} s for a megabyte`)
  })
})

test('what is wrong with a secret is said whole, whatever it begins with, and no value is', () => {
  const fault = { path: 'rotas.0.token', line: 3, message: 'two users have it', remedy: 'Give each its own' }
  assert.deepEqual(redactFault(fault), fault)
  const leaking = { path: 'app', message: 'postgres://u:hunter2@h/db refused', remedy: 'password=hunter2' }
  assert.deepEqual(redactFault(leaking), {
    path: 'app',
    message: 'postgres://u:***@h/db refused',
    remedy: 'password=***',
  })
})
