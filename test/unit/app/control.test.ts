import assert from 'node:assert/strict'
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { openControl } from '../../../src/app/control.ts'
import { systemClock } from '../../../src/core/clock.ts'
import { DAY, HOUR } from '../../../src/core/duration.ts'
import { type Logger, silentLogger } from '../../../src/core/logger.ts'
import { openSqliteStore } from '../../../src/storage/sqlite/store.ts'
import { actingOptions, plantDrift } from '../../support/alerts/acting.ts'
import { episodeOf, LEVEL } from '../../support/alerts/alert-samples.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { depsOf } from '../../support/web/deps.ts'
import { fixture } from '../../support/web/fixture.ts'
import { ask, withWeb } from '../../support/web/web-http.ts'

function setup(t: Parameters<typeof temporaryFolder>[0], log: Logger = silentLogger) {
  const folder = temporaryFolder(t)
  const store = openSqliteStore(folder)
  t.after(() => store.close())
  const options = { ...actingOptions(store, systemClock), store, log, keep: 400 * DAY, version: '0.1.0' }
  return { folder, store, open: () => openControl({ folder, ...options }) }
}

function modeOf(file: string): number {
  return statSync(file).mode & 0o777
}

describe('the secrets beside the data', () => {
  test('are made once, for their owner alone', t => {
    const { folder, open } = setup(t)
    const first = open()
    assert.equal(Buffer.from(first.web.control.token, 'base64url').length, 32)
    assert.equal(first.web.links.key.length, 32)
    for (const name of ['control-token', 'link-key']) assert.equal(modeOf(join(folder, name)), 0o600)
    assert.equal(readFileSync(join(folder, 'control-token'), 'utf8').trim(), first.web.control.token)
    const again = open()
    assert.equal(again.web.control.token, first.web.control.token)
    assert.deepEqual(again.web.links.key, first.web.links.key)
  })

  test('that are cut short are made anew, and those that others may read are closed', t => {
    const { folder, open } = setup(t)
    const { web } = open()
    writeFileSync(join(folder, 'control-token'), 'short')
    chmodSync(join(folder, 'link-key'), 0o644)
    const again = open()
    assert.notEqual(again.web.control.token, web.control.token)
    assert.equal(again.web.control.token.length, 43)
    assert.deepEqual(again.web.links.key, web.links.key)
    assert.equal(modeOf(join(folder, 'link-key')), 0o600)
  })

  test('that cannot be kept do not stop the service', t => {
    const warned: string[] = []
    const log: Logger = { ...silentLogger, warn: message => void warned.push(message) }
    const { store } = setup(t)
    const folder = join(temporaryFolder(t), 'not there')
    const options = { ...actingOptions(store, systemClock), store, log, keep: 400 * DAY, version: '0.1.0' }
    const control = openControl({ folder, ...options })
    control.announce({ url: 'http://127.0.0.1:1/', certificate: null, socket: null })()
    assert.equal(control.web.control.token.length, 43)
    assert.equal(warned.length, 3)
  })
})

test('where the service listens is written for its owner alone, and taken back', t => {
  const { folder, open } = setup(t)
  const file = join(folder, 'service.json')
  const control = open()
  const takeBack = control.announce({ url: 'http://127.0.0.1:9464/', certificate: null, socket: null })
  assert.match(control.web.instance, /^[0-9a-f]{24}$/)
  assert.notEqual(control.web.instance, open().web.instance)
  assert.deepEqual(JSON.parse(readFileSync(file, 'utf8')), {
    url: 'http://127.0.0.1:9464/',
    pid: process.pid,
    instance: control.web.instance,
    certificate: null,
  })
  assert.equal(modeOf(file), 0o600)
  takeBack()
  assert.equal(existsSync(file), false)
})

describe('the links of an email', () => {
  test('are the same whenever they are asked for, and others for each recipient', t => {
    const { open } = setup(t)
    const at = systemClock.now()
    const links = open().actsFor('https://slowburn.example.org/')(
      episodeOf(LEVEL, { id: 'e1' }),
      'ann@example.org',
      at,
    )
    assert.deepEqual(
      links.map(({ label }) => label),
      ['Acknowledge', 'Snooze', 'This is not drift'],
    )
    assert.ok(links.every(({ url }) => /^https:\/\/slowburn\.example\.org\/act\/[\w-]+\.[\w-]+$/.test(url)))
    assert.deepEqual(
      open().actsFor('https://slowburn.example.org')(episodeOf(LEVEL, { id: 'e1' }), 'ann@example.org', at),
      links,
    )
    assert.notDeepEqual(
      open().actsFor('https://slowburn.example.org')(episodeOf(LEVEL, { id: 'e1' }), 'bob@example.org', at),
      links,
    )
  })

  test('offer to accept only what has a level', t => {
    const { open } = setup(t)
    const at = systemClock.now()
    for (const kind of ['missing', 'stuck'] as const) {
      const episode = episodeOf({ ...LEVEL, kind })
      const links = open().actsFor('https://slowburn.example.org')(episode, 'ann@example.org', at)
      assert.deepEqual(
        links.map(({ label }) => label),
        ['Acknowledge', 'Snooze'],
      )
    }
  })

  test('do the deed after the typed code, put down to the recipient, and nothing by being followed', async t => {
    const { store, open } = setup(t)
    const { views } = await fixture()
    const [shown] = (await views.alerts({ offset: 0, limit: 1 })).rows
    assert.ok(shown !== undefined)
    const { id } = shown.episode
    const { seriesId } = await plantDrift(store, systemClock.now())
    store.episodes.save(episodeOf(LEVEL, { id, seriesId }))
    const control = open()
    await withWeb(depsOf(views, control.web), async url => {
      const links = control.actsFor(url)(episodeOf(LEVEL, { id }), 'ann@example.org', systemClock.now())
      for (const { url: link } of links) {
        const page = await ask(link)
        assert.equal(page.status, 200)
        await ask(link, { method: 'HEAD' })
        const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
        await ask(link, { method: 'POST', headers, body: `challenge=${fieldOn(page.body)}&code=` })
        assert.deepEqual(store.history.list(10), [])
      }
      for (const { url: link } of links) {
        const page = await ask(link)
        const code = /class="code">(\d{3} \d{3})</.exec(page.body)?.[1] ?? ''
        const headers = {
          'Content-Type': 'application/x-www-form-urlencoded',
          Cookie: String(page.headers['set-cookie']).split(';')[0] ?? '',
        }
        const body = `challenge=${fieldOn(page.body)}&length=4&code=${encodeURIComponent(code)}`
        const { status } = await ask(link, { method: 'POST', headers, body })
        assert.equal(status, 303)
      }
    })
    assert.deepEqual(
      store.history.of(id).map(({ actor, action }) => `${actor} ${action}`),
      ['ann@example.org acknowledged', 'ann@example.org snoozed', 'ann@example.org accepted'],
    )
    const until = store.episodes.get(id)?.handling?.until ?? 0
    assert.ok(Math.abs(until - systemClock.now() - 4 * HOUR) < HOUR)
  })
})

function fieldOn(page: string): string {
  return /name="challenge" value="([^"]+)"/.exec(page)?.[1] ?? ''
}
