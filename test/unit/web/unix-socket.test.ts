import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { ConfigError } from '../../../src/core/errors.ts'
import { listen } from '../../../src/web/listen.ts'
import { createWeb } from '../../../src/web/server.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { depsOf } from '../../support/web/deps.ts'
import { fixture } from '../../support/web/fixture.ts'

const { views } = await fixture()
const app = createWeb(depsOf(views))

function statusOf(socketPath: string): Promise<number> {
  return new Promise((resolve, reject) => {
    request({ socketPath, path: '/healthz', headers: { Host: 'localhost' }, agent: false }, response => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
      .on('error', reject)
      .end()
  })
}

const NOBODY = 65_534
const NOBODYS_GROUP = 54_321

/** A group that this user may give files to: root any, others their own. */
function ownGroup(): readonly [name: string, number: number] {
  const mine = process.getegid?.() ?? 0
  const lines = readFileSync('/etc/group', 'utf8').trim().split('\n')
  const groups = lines
    .map(line => line.split(':'))
    .map(([name = '', , number]) => [name, Number(number)] as const)
  const found =
    mine === 0 ? groups.find(([, number]) => number > 0) : groups.find(([, number]) => number === mine)
  assert.ok(found, 'this user has a group with a name')
  return found
}

describe('a Unix socket', () => {
  test('is listened on in place of a port, for owner and group alone', async t => {
    const socket = join(temporaryFolder(t), 'web.sock')
    const web = await listen(app, { host: '127.0.0.1', port: 9464, socket })
    t.after(() => web.close())
    assert.equal(web.socket, socket)
    assert.equal(await statusOf(socket), 200)
    assert.equal(statSync(socket).mode & 0o777, 0o660)
    await assert.rejects(
      listen(app, { host: '', port: 0, socket }),
      (error: unknown) => error instanceof ConfigError && /web\.sock is in use/.test(error.message),
    )
  })

  test('is given to a group by its name or number', async t => {
    const [name, number] = ownGroup()
    for (const socketGroup of [name, number]) {
      const socket = join(temporaryFolder(t), 'web.sock')
      const web = await listen(app, { host: '', port: 0, socket, socketGroup })
      t.after(() => web.close())
      assert.deepEqual([statSync(socket).gid, statSync(socket).mode & 0o777], [number, 0o660])
    }
  })

  test('of a group that is not there is refused, and nothing listens', async t => {
    const socket = join(temporaryFolder(t), 'web.sock')
    await assert.rejects(
      listen(app, { host: '', port: 0, socket, socketGroup: 'no such group' }),
      /listen\.socket_group: .*no group no such group/,
    )
    assert.equal(existsSync(socket), false)
  })

  test('of a group that this user is no member of is refused with the remedy, and nothing listens', async t => {
    const isRoot = process.geteuid?.() === 0
    t.after(() => isRoot && process.seteuid?.(0))
    const folder = temporaryFolder(t)
    chmodSync(folder, 0o777)
    const socket = join(folder, 'web.sock')
    if (isRoot) process.seteuid?.(NOBODY)
    await assert.rejects(
      listen(app, { host: '', port: 0, socket, socketGroup: NOBODYS_GROUP }),
      /listen\.socket_group: .*cannot be given.*SupplementaryGroups/,
    )
    assert.equal(existsSync(socket), false)
  })

  test('that a killed process has left is taken over', async t => {
    const socket = join(temporaryFolder(t), 'web.sock')
    const script = `require('net').createServer().listen(${JSON.stringify(socket)}, () => process.kill(process.pid, 'SIGKILL'))`
    assert.equal(spawnSync(process.execPath, ['-e', script]).signal, 'SIGKILL')
    const web = await listen(app, { host: '', port: 0, socket })
    t.after(() => web.close())
    assert.equal(await statusOf(socket), 200)
  })

  test('takes the place of nothing else: a file stays, and so does a link', async t => {
    const folder = temporaryFolder(t)
    const file = join(folder, 'slowburn.yml')
    const link = join(folder, 'link')
    writeFileSync(file, 'precious')
    symlinkSync(file, link)
    for (const socket of [file, link, folder]) {
      await assert.rejects(
        listen(app, { host: '', port: 0, socket }).then(web => web.close()),
        /listen\.socket: .* is there already, and is no socket/,
      )
    }
    assert.equal(readFileSync(link, 'utf8'), 'precious')
  })

  test('in a folder that is not there is refused with a remedy', async t => {
    const socket = join(temporaryFolder(t), 'nowhere', 'web.sock')
    await assert.rejects(
      listen(app, { host: '', port: 0, socket }),
      /listen\.socket: .*cannot be listened on/,
    )
  })
})
