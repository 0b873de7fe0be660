// The web configuration file end to end: the service behind real TLS and a log-in, and the commands that talk to it.
import assert from 'node:assert/strict'
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { hash } from 'bcryptjs'
import { temporaryFolder } from '../support/folder.ts'
import { type Ran, type Running, runCommand, startCommand } from '../support/process/command.ts'

const PEM = fileURLToPath(new URL('../golden/web/', import.meta.url))
const pem = (name: string): string => readFileSync(PEM + name, 'utf8')

interface Asked {
  method?: string
  path?: string
  headers?: Record<string, string>
  body?: string
}

describe('the service behind TLS and a log-in', () => {
  const cleanup: Array<() => unknown> = []
  let folder: string
  let file: string
  let running: Running
  let page: string

  const env = { DATABASE_URL: 'postgres://127.0.0.1:1/x' }
  const slowburn = (...args: string[]): Promise<Ran> =>
    runCommand([...args, '--config', file], { cwd: folder, env })
  const start = async (...more: string[]): Promise<void> => {
    running = startCommand(['start', '--config', file, ...more], { env })
    const [, found = ''] = await running.says(/page=(\S+)/)
    page = found
  }
  const data = (name: string): string => readFileSync(join(folder, 'data', name), 'utf8')
  const asks = ({ method = 'GET', path = '', headers = {}, body = '' }: Asked) =>
    new Promise<{ status: number; headers: Record<string, unknown>; body: string }>((resolve, reject) => {
      const options = { method, headers, ca: pem('authority.pem'), agent: false }
      const sent = request(page + path, options, response => {
        let text = ''
        response.on('data', chunk => {
          text += chunk
        })
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
        )
      })
      sent.on('error', reject)
      sent.end(body)
    })

  before(async () => {
    folder = temporaryFolder({ after: step => void cleanup.push(step as () => unknown) })
    file = join(folder, 'slowburn.yml')
    for (const name of ['server.pem', 'server.key', 'authority.pem'])
      copyFileSync(PEM + name, join(folder, name))
    const bcrypt = await hash('secret', 4)
    const tls = 'tls_server_config: { cert_file: server.pem, key_file: server.key }\n'
    writeFileSync(join(folder, 'web.yml'), `${tls}basic_auth_users: { alice: "${bcrypt}" }\n`)
    writeFileSync(
      join(folder, 'clients.yml'),
      'tls_server_config: { cert_file: server.pem, key_file: server.key, client_auth_type: RequireAndVerifyClientCert, client_ca_file: authority.pem }\n',
    )
    writeFileSync(
      file,
      `data: { folder: ${JSON.stringify(join(folder, 'data'))} }
access: { users: { alice: act } }
listen: { port: 0, web_config: ${JSON.stringify(join(folder, 'web.yml'))} }
sources:
  - { name: p, type: postgres, url: "\${DATABASE_URL}", tables: [{ table: t, as: tasks, columns: { id: i, created_at: c, completed_at: d } }] }
`,
    )
    mkdirSync(join(folder, 'data'), { mode: 0o700 })
    await start()
  })
  after(() => {
    running.child.kill('SIGKILL')
    for (const step of cleanup) step()
  })

  const ALICE = { Authorization: `Basic ${Buffer.from('alice:secret').toString('base64')}` }

  test('answers over TLS alone, and to nobody without a password', async () => {
    assert.match(page, /^https:\/\/127\.0\.0\.1:\d+\/$/)
    assert.equal((await asks({})).status, 401)
    assert.equal((await asks({ path: 'metrics' })).status, 401)
    assert.equal((await asks({ path: 'metrics', headers: ALICE })).status, 200)
    await assert.rejects(fetch(page.replace('https', 'http')))
  })

  test('is found and told by the commands all the same', async () => {
    const made = await slowburn('silence', 'task_type=build', '--for', '2h', '--comment', 'x', '--by', 'ann')
    assert.match(made.stdout, /^Silenced: task_type="build" until /, made.stderr)
    const listed = await slowburn('silence', '--list')
    assert.match(listed.stdout, / ann /, listed.stderr)
    assert.equal((await slowburn('alerts')).stdout, 'No alert is firing or pending.\n')
  })

  test('says where it listens without a secret', () => {
    const said = JSON.parse(data('service.json')) as { url: string; certificate: string }
    assert.deepEqual(Object.keys(said).sort(), ['certificate', 'instance', 'pid', 'url'])
    assert.equal(said.url, page)
    assert.equal(
      said.certificate.trim(),
      pem('server.pem')
        .trim()
        .split(/(?<=-----END CERTIFICATE-----)/)[0],
    )
    for (const secret of [data('control-token').trim(), 'secret', 'PRIVATE KEY', '$2b$']) {
      assert.ok(!JSON.stringify(said).includes(secret), secret)
      assert.ok(secret === 'secret' || !running.stderr().includes(secret), secret)
    }
  })

  test('a session of the page is under the name of the user, and its cookie needs TLS', async () => {
    const headers = {
      ...ALICE,
      'Content-Type': 'application/x-www-form-urlencoded',
      Origin: page.replace(/\/$/, ''),
    }
    const done = await asks({ method: 'POST', path: 'sign-in', headers, body: 'name=alice&password=secret' })
    assert.equal(done.status, 303)
    const cookie = String(done.headers['set-cookie'])
    assert.match(cookie, /^__Host-slowburn-session=.*Secure; SameSite=Strict$/)
    const Cookie = cookie.split(';')[0] ?? ''
    const shown = await asks({ path: 'silences', headers: { ...ALICE, Cookie } })
    assert.match(shown.body, /Signed in as <bdi>alice<\/bdi>/)
  })

  test('a command does not give its token to whoever shows another certificate', async () => {
    const said = data('service.json')
    const other = { ...(JSON.parse(said) as object), certificate: pem('stranger.pem') }
    writeFileSync(join(folder, 'data', 'service.json'), JSON.stringify(other))
    const { code, stderr } = await slowburn('alerts')
    writeFileSync(join(folder, 'data', 'service.json'), said)
    assert.equal(code, 1)
    assert.match(stderr, /^slowburn: no answer from https:.* \(.*(certificate|issuer|self.signed).*\)/i)
  })

  test('a renewed certificate and another password are taken without a word from anybody', async () => {
    copyFileSync(`${PEM}client.pem`, join(folder, 'server.pem'))
    copyFileSync(`${PEM}client.key`, join(folder, 'server.key'))
    const web = readFileSync(join(folder, 'web.yml'), 'utf8')
    const { Authorization } = ALICE
    writeFileSync(join(folder, 'web.yml'), web.replace(/"\$2.*"/, JSON.stringify(await hash('another', 4))))
    await running.says(/the web configuration file is read again/)
    assert.equal((await asks({ headers: { Authorization } })).status, 401)
    const basic = Buffer.from('alice:another').toString('base64')
    assert.equal((await asks({ headers: { Authorization: `Basic ${basic}` } })).status, 200)
    const listed = await slowburn('alerts')
    assert.equal(listed.stdout, 'No alert is firing or pending.\n', listed.stderr)
    assert.match(data('service.json'), new RegExp(pem('client.pem').split('\n')[2] ?? 'none'))
    for (const name of ['server.pem', 'server.key']) copyFileSync(PEM + name, join(folder, name))
    writeFileSync(join(folder, 'web.yml'), web)
  })

  test('where it asks for the certificate of a client, commands can show one', async () => {
    await running.end('SIGTERM')
    // Whoever shows a certificate logs in with no name: there is no user to give a role to.
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^access: .*\n/m, ''))
    await start('--web.config.file', join(folder, 'clients.yml'))
    const [without, shown] = await Promise.all([
      slowburn('alerts'),
      slowburn('alerts', '--cert', `${PEM}client.pem`, '--key', `${PEM}client.key`),
    ])
    assert.equal(without.code, 1)
    assert.equal(shown.stdout, 'No alert is firing or pending.\n', shown.stderr)
    assert.match((await slowburn('alerts', '--cert', 'x')).stderr, /give both --cert and --key/)
  })

  test('check finds what is wrong with the file, and start refuses it', async () => {
    const fine = await slowburn('check', '--offline')
    assert.match(fine.stdout, /listen\.web_config \(.*web\.yml\): ok/)
    writeFileSync(
      join(folder, 'web.yml'),
      'tls_server_config: { cert_file: absent.pem, key_file: server.key }\n',
    )
    const wrong = await slowburn('check', '--offline')
    assert.equal(wrong.code, 1)
    assert.match(wrong.stderr, /line 1.*tls_server_config\.cert_file.*absent\.pem/s)
    await running.end('SIGTERM')
    const refused = await slowburn('start')
    assert.equal(refused.code, 1)
    assert.match(refused.stderr, /absent\.pem/)
  })
})
