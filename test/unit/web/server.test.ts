import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { MINUTE } from '../../../src/core/duration.ts'
import type { LogFields } from '../../../src/core/logger.ts'
import type { Views } from '../../../src/queries/views.ts'
import type { WebDeps } from '../../../src/web/deps.ts'
import type { Health } from '../../../src/web/readiness.ts'
import { ADMIN, depsOf } from '../../support/web/deps.ts'
import { type Fixture, fixture } from '../../support/web/fixture.ts'
import { NOW } from '../../support/web/moment.ts'
import { type Answered, ask, withWeb } from '../../support/web/web-http.ts'

const made: Fixture = await fixture()
const { views } = made

const get = (path: string, deps = depsOf(views)): Promise<Answered> => withWeb(deps, url => ask(url + path))

/** As an administrator asks. */
const getAll = (path: string, deps = depsOf(views)): Promise<Answered> =>
  withWeb({ ...deps, access: ADMIN.access }, url => ask(url + path, { headers: ADMIN.headers }))

function healthOf(lastTickAt: number | null, faults: Health['faults'] = []): Partial<WebDeps> {
  return { health: () => ({ lastTickAt, staleAfter: 5 * MINUTE, faults }) }
}

function readyz(lastTickAt: number | null, faults: Health['faults'] = []): Promise<Answered> {
  return get('readyz', depsOf(views, healthOf(lastTickAt, faults)))
}

const PAGES = [
  '',
  'series',
  'series?q=review',
  'series/1',
  'series/118',
  'alerts',
  `alerts/${encodeURIComponent('drift{"2"}')}`,
  'mail',
  'mail/1',
]

describe('every page', () => {
  for (const path of PAGES) {
    test(`/${path} answers with HTML under a strict policy`, async () => {
      const { status, headers, body } = await get(path)
      assert.equal(status, 200)
      assert.equal(headers['content-type'], 'text/html; charset=utf-8')
      assert.match(String(headers['content-security-policy']), /^default-src 'none'; style-src 'self';/)
      assert.doesNotMatch(String(headers['content-security-policy']), /unsafe/)
      assert.equal(headers['x-content-type-options'], 'nosniff')
      assert.equal(headers['referrer-policy'], 'no-referrer')
      assert.equal(headers['x-frame-options'], 'DENY')
      assert.equal(headers['cache-control'], 'no-store')
      assert.equal(headers['x-powered-by'], undefined)
      assert.match(body, /^<!doctype html>\n<html lang="en">/)
      assert.doesNotMatch(body, /<script|\sstyle=|\son[a-z]+=|javascript:/i)
      assert.doesNotMatch(body, /(?:src|href)="(?:https?:)?\/\/(?!runbooks\.example\.org)/)
      assert.match(body, /<main id="main"/)
      assert.equal([...body.matchAll(/<h1/g)].length, 1)
      assert.doesNotMatch(body, /undefined|\[object|NaN/)
    })
  }
})

describe('the overview', () => {
  test('answers the questions of the person on call in order', async () => {
    const { body } = await get('')
    const order = [
      '7 problems',
      'Last evaluated 12 s ago',
      'Source <bdi>drone_ledger</bdi> cannot be read',
      'Getting worse',
      'Task phantom failure rate',
      '+35 %',
      'Silent since',
      'Recently cleared',
      'Add the column, or stop writing it',
    ]
    const found = order.map(text => body.indexOf(text))
    assert.ok(!found.includes(-1), `missing: ${order[found.indexOf(-1)]}`)
    assert.deepEqual(
      found,
      [...found].sort((a, b) => a - b),
    )
  })

  test('says how far a backfill is, and what could not be delivered', async () => {
    const [source] = made.overview.sources
    assert.ok(source !== undefined)
    const { views: others } = await fixture({
      overview: { sources: [{ ...source, progress: 0.427 }], mail: { dead: 2, waiting: 0 } },
    })
    const { body } = await get('', depsOf(others))
    assert.match(body, /still reading its history: 42 %/)
    assert.match(body, /2 messages could not be delivered/)
  })

  test('is whole before anything has happened', async () => {
    const { views: empty } = await fixture({
      overview: {
        sources: [],
        standing: [],
        cleared: [],
        lastTickAt: null,
        counts: { page: 0, watch: 0, warming: 0, quiet: 0 },
      },
    })
    const { status, body } = await get('', depsOf({ ...empty, seriesList: () => ({ total: 0, rows: [] }) }))
    assert.equal(status, 200)
    assert.match(body, /The first tick is still running/)
    assert.match(body, /No source is configured/)
  })
})

describe('what is not there', () => {
  for (const path of [
    'nothing',
    'series/999',
    'series/1e3',
    'series/-1',
    'alerts/none',
    'mail/9',
    'mail/9/raw',
  ]) {
    test(`/${path} is one clear line with 404`, async () => {
      const { status, body } = await get(path)
      assert.equal(status, 404)
      assert.match(body, /There is nothing at this address/)
    })
  }

  test('a malformed escape is 400, without a stack', async () => {
    const { status, body } = await get('series/%E0%A4%A')
    assert.equal(status, 400)
    assert.match(body, /The request cannot be read/)
    assert.doesNotMatch(body, /at .*\.ts|node_modules/)
  })

  test('in the API it is JSON', async () => {
    const { status, headers, body } = await get('api/v1/nothing')
    assert.equal(status, 404)
    assert.match(String(headers['content-type']), /^application\/json/)
    assert.deepEqual(JSON.parse(body), {
      error: { title: 'Not found', detail: 'There is nothing at this address.' },
    })
  })
})

describe('a fault while a page is made', () => {
  test('is one clear line; the log has the cause, the page has not', async () => {
    const logged: Array<[string, LogFields | undefined]> = []
    const log = {
      ...depsOf(views).log,
      error: (message: string, fields?: LogFields) => logged.push([message, fields]),
    }
    const broken: Views = {
      ...views,
      overview: () => {
        throw new Error('the disk is on fire')
      },
    }
    const { status, body } = await get('', depsOf(broken, { log }))
    assert.equal(status, 500)
    assert.doesNotMatch(body, /fire|Error|\.ts/)
    assert.match(body, /The log says which/)
    assert.deepEqual(logged, [['a page could not be made', { path: '/', error: 'the disk is on fire' }]])
    const faults = [{ reason: 'collect', detail: 'the disk is full. Free some space' }]
    const unready = await get('', depsOf(broken, healthOf(NOW, faults)))
    assert.match(unready.body, /The last tick failed at collect: the disk is full\. Free some space\./)
  })

  test('ends within the deadline where an answer never comes', async () => {
    const stuck: Views = { ...views, alerts: () => new Promise(() => {}) }
    const { status, body } = await get('alerts', depsOf(stuck, { deadline: 50 }))
    assert.equal(status, 503)
    assert.match(body, /took longer than 0\.05 s/)
  })
})

describe('methods', () => {
  test('HEAD answers as GET does, without a body', async () => {
    await withWeb(depsOf(views), async url => {
      for (const path of [...PAGES, 'metrics', 'healthz', 'api/v1/changes']) {
        const { status, body } = await ask(url + path, { method: 'HEAD' })
        assert.equal(status, 200, path)
        assert.equal(body, '', path)
      }
    })
  })

  test('everything else is refused, and nothing is asked of the views', async () => {
    const untouched = new Proxy(views, {
      get: (_target, name) => {
        throw new Error(`${String(name)} was asked`)
      },
    })
    await withWeb(depsOf(untouched), async url => {
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND']) {
        for (const path of ['', 'alerts/x', 'mail/1', 'api/v1/alerts', 'nothing']) {
          const { status, headers } = await ask(url + path, { method, body: method === 'TRACE' ? '' : 'a=b' })
          assert.equal(status, 405, `${method} /${path}`)
          assert.equal(headers.allow, 'GET, HEAD')
        }
      }
    })
  })
})

describe('machines', () => {
  test('get the metrics as they were rendered', async () => {
    const { headers, body } = await get('metrics')
    assert.equal(headers['content-type'], 'text/plain; version=0.0.4; charset=utf-8')
    assert.equal(body, 'up 1\n')
  })

  test('learn that it lives, whatever else', async () => {
    const { status, body } = await get('healthz', depsOf(views, healthOf(null)))
    assert.deepEqual([status, body], [200, 'alive\n'])
  })

  test('learn which process it is, whether they may read or not', async () => {
    const closed = { anonymous: 'none' as const, users: {}, tokens: [] }
    const { headers } = await get('healthz', { ...depsOf(views), instance: 'a1', access: closed })
    assert.equal(headers['slowburn-instance'], 'a1')
  })

  test('learn that it is ready, or the named reasons for which it is not', async () => {
    const fine = await readyz(NOW - MINUTE)
    assert.deepEqual([fine.status, fine.body], [200, 'ready\n'])
    const first = await readyz(null)
    assert.deepEqual(
      [first.status, first.body],
      [503, 'first_tick_pending: the first tick has not finished yet\n'],
    )
    const stale = await readyz(NOW - 10 * MINUTE, [{ reason: 'disk_full', detail: 'no space left' }])
    assert.equal(stale.status, 503)
    assert.equal(
      stale.body,
      'stale: the last tick ended 10m ago; more than 5m is too long\ndisk_full: no space left\n',
    )
  })
})

describe('the mailbox', () => {
  test('shows a message without any rights of its own', async () => {
    for (const part of ['html', 'text', 'raw', `parts/${encodeURIComponent('chart@slowburn')}`]) {
      const { status, headers } = await getAll(`mail/1/${part}`)
      assert.equal(status, 200, part)
      const policy = String(headers['content-security-policy'])
      assert.match(policy, /^sandbox allow-popups/, part)
      assert.doesNotMatch(policy, /allow-scripts|allow-same-origin|allow-forms|script-src/, part)
      assert.equal(headers['x-content-type-options'], 'nosniff')
    }
  })

  test('gives the picture of a message, and never the message as it was sent', async () => {
    const picture = await get('mail/1/parts/chart%40slowburn')
    assert.equal(picture.headers['content-type'], 'image/png')
    assert.equal(picture.bytes.subarray(1, 4).toString(), 'PNG')
    const raw = await getAll('mail/1/raw')
    assert.deepEqual(raw.bytes, Buffer.from(made.messages[0]?.bytes ?? []))
    assert.equal(raw.headers['content-type'], 'message/rfc822')
    assert.equal(raw.headers['content-disposition'], 'attachment; filename="slowburn-1.eml"')
    assert.equal((await get('mail/1/raw')).status, 403)
  })

  test('offers for saving, and never for showing, what is no picture', async () => {
    const bytes = Buffer.from(
      'Content-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\nContent-ID: <x>\r\n\r\n<script>1</script>\r\n--b\r\nContent-Type: image/svg+xml\r\nContent-ID: <y>\r\n\r\n<svg/>\r\n--b--\r\n',
    )
    const [message] = made.messages
    assert.ok(message !== undefined)
    const deps = depsOf({ ...views, message: () => ({ ...message, id: '../"x', bytes }) })
    for (const id of ['x', 'y']) {
      const { headers } = await get(`mail/1/parts/${id}`, deps)
      assert.equal(headers['content-type'], 'application/octet-stream')
      assert.equal(headers['content-disposition'], 'attachment; filename="part.bin"')
    }
    const raw = await getAll('mail/1/raw', deps)
    assert.equal(raw.headers['content-disposition'], 'attachment; filename="slowburn-_x.eml"')
  })

  test('is an outbox where a mail server is configured', async () => {
    const [message] = made.messages
    assert.ok(message !== undefined)
    const dead = { ...message, state: 'dead' as const, attempts: 4, lastError: '550 5.1.1 no such user' }
    const deps = depsOf({
      ...views,
      mailbox: () => ({
        ways: [{ channel: 'email', to: 'server', at: 'smtp.example.org:587' }],
        messages: [dead],
      }),
    })
    const { body } = await get('mail', deps)
    assert.match(body, /<h1>Outbox<\/h1>/)
    assert.match(body, /smtp\.example\.org:587/)
    assert.match(body, /4 attempts, last: <bdi>550 5\.1\.1 no such user<\/bdi>/)
  })
})
