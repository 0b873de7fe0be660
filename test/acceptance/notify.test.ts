// Whether messages arrive, who would be told: what one tries before the night on which it matters.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { startHttp } from '../support/delivery/http.ts'
import { startSmtp } from '../support/delivery/smtp.ts'
import { startService } from '../support/process/service.ts'

describe('before the worst night', () => {
  test('notify-test sends by every way and says what became of it; routes says who would be told', async t => {
    const smtp = await startSmtp()
    t.after(() => smtp.close())
    const pager = await startHttp()
    t.after(() => pager.close())
    const { slowburn } = await startService(
      t,
      `contacts:
  - { name: ann, email: ann@example.org }
  - { name: bob, email: bob@example.org }
  - { name: pager, webhook: { url: '${pager.url}/secret-path', secret: sixteen characters } }
rotas: [{ name: duty, start: 2026-01-05T09:00, contacts: [ann, bob] }]
escalations: [{ name: nights, steps: [{ to: [duty] }, { to: [pager], after: 30m }] }]
route:
  to: [bob]
  repeat: 4h
  routes: [{ name: graver, match: [severity="page"], to: [nights] }]
smtp: { host: 127.0.0.1, port: ${smtp.port}, tls: none, from: slowburn@example.org }
`,
    )
    const all = await slowburn('notify-test', '--by', 'ann')
    assert.equal(all.code, 0, all.stderr)
    assert.match(all.stdout, /^TO +STATE +ANSWER\n/)
    assert.match(all.stdout, /^ann@example\.org +accepted +250/m)
    assert.match(all.stdout, /^webhook:pager +accepted +200$/m)
    assert.ok(!all.stdout.includes('secret-path'))
    const arrived = smtp.accepted.find(({ raw }) => raw.includes('Test message'))
    assert.match(arrived?.raw.toString() ?? '', /ann asked for it at/)

    smtp.always({ at: 'rcpt', code: 550 })
    const refused = await slowburn('notify-test', '--to', 'bob', '--json')
    assert.equal(refused.code, 1)
    const { messages } = JSON.parse(refused.stdout) as { messages: Array<{ state: string; answer: string }> }
    assert.equal(messages[0]?.state, 'dead')
    assert.match(messages[0]?.answer ?? '', /550/)
    const nobody = await slowburn('notify-test', '--to', 'eve')
    assert.equal(nobody.code, 1)
    assert.equal(nobody.stderr, 'slowburn: no contact is named "eve"; there are ann, bob, pager\n')

    const tree = await slowburn('routes')
    assert.equal(
      tree.stdout,
      `everything
  -> bob (repeat 4h)
  graver  severity="page"
    -> duty; pager after 30m (repeat 4h)
`,
      tree.stderr,
    )
    const who = await slowburn('routes', 'severity=page', '--at', '2026-01-12T12:00Z')
    assert.equal(who.stdout, 'everything / graver\n  at once: bob\n  after 30m: pager\n')
    const odd = await slowburn('routes', 'severity')
    assert.match(odd.stderr, /severity is not a label\. Write it as severity=page/)
  })
})
