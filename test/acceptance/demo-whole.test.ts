// All that people see of the example platform once it has been watched for days: every page that can be reached, every mail, the
// log and the counters. A source that learns from its rows has learned by then, so what it makes of that is seen as well.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { HOUR } from '../../src/core/duration.ts'
import { temporaryFolder } from '../support/folder.ts'
import { type Running, startCommand } from '../support/process/command.ts'

/** A day passes in half a minute: long enough that a source has learned how late its rows come. */
const SPEED = 1800
const WATCHED = 18 * HOUR
/** What a value that is none looks like, in text as in markup; a word of the code is none of them. */
const NONSENSE = /\bundefined\b|\bNaN\b|\[object |Invalid Date|Invalid time/
/** A page has links to itself with other ranges and orders without end. */
const MOST_OF_ONE_KIND = 12
const MOST = 400

interface Page {
  path: string
  status: number
  type: string
  text: string
}

describe('the example platform, watched for days', { timeout: 480_000 }, () => {
  let running: Running
  let url = ''
  let pages: Page[]
  const cleanup: Array<() => unknown> = []

  const ask = async (path: string): Promise<Page> => {
    const answer = await fetch(new URL(path, url))
    const type = answer.headers.get('content-type') ?? ''
    return { path, status: answer.status, type, text: await answer.text() }
  }

  const completeUpTo = async (): Promise<number> => {
    const { text } = await ask('/metrics')
    return (
      1000 *
      Number(/^slowburn_source_complete_up_to_timestamp_seconds\{.*\} (\S+)$/m.exec(text)?.[1] ?? Number.NaN)
    )
  }

  /** Every page that links lead to from the first one, and what these show. */
  const crawl = async (): Promise<Page[]> => {
    const seen = new Map<string, Page>()
    const kinds = new Map<string, number>()
    const ahead = ['/']
    for (let path = ahead.shift(); path !== undefined && seen.size < MOST; path = ahead.shift()) {
      const kind = path.replace(/\?.*$/, '?').replace(/[0-9a-f]{8,}|\d+/g, '#')
      const count = kinds.get(kind) ?? 0
      if (seen.has(path) || count >= MOST_OF_ONE_KIND) continue
      kinds.set(kind, count + 1)
      const page = await ask(path)
      seen.set(path, page)
      if (page.type.startsWith('text/html')) ahead.push(...linksOf(page, url))
    }
    return [...seen.values()]
  }

  before(async () => {
    const folder = temporaryFolder({ after: step => void cleanup.push(step as () => unknown) })
    const arguments_ = ['demo', '--port', '0', '--speed', String(SPEED)]
    running = startCommand(arguments_, { cwd: folder, env: { TMPDIR: folder } })
    cleanup.push(() => running.child.kill('SIGKILL'))
    const [, page = ''] = await running.says(/page\s+(http\S+)/, 200)
    url = page
    const begun = await completeUpTo()
    for (let tries = 0; (await completeUpTo()) < begun + WATCHED; tries++) {
      assert.ok(tries < 240, 'what has been read does not go on')
      await pause(1000)
    }
    pages = await crawl()
  })
  after(async () => {
    for (const step of cleanup.reverse()) await step()
  })

  test('can be read wherever a link leads', () => {
    assert.deepEqual(
      pages
        .filter(({ status, path }) => status !== 200 && path !== '/readyz')
        .map(({ path, status }) => `${status} ${path}`),
      [],
    )
    const reached = (pattern: RegExp): boolean => pages.some(({ path }) => pattern.test(path))
    for (const pattern of [/^\/series/, /^\/mail\/\d+/, /^\/preview\//, /^\/alerts?\//]) {
      assert.ok(reached(pattern), `${pattern} is reached: ${pages.map(({ path }) => path).join(' ')}`)
    }
  })

  test('shows no value that is none on any page', () => {
    const wrong = pages.flatMap(({ path, type, text }) => {
      const found = /^(text|application\/json)/.test(type) ? NONSENSE.exec(text) : null
      return found === null ? [] : [`${path}: ${text.slice(Math.max(0, found.index - 80), found.index + 40)}`]
    })
    assert.deepEqual(wrong, [])
  })

  test('sends mails without one', async () => {
    const mails = pages.filter(({ path }) => /^\/mail\/\d+$/.test(path))
    assert.ok(mails.length >= 3, `${mails.length} mails`)
    for (const { path } of mails) {
      for (const part of ['text', 'html']) {
        const { status, text } = await ask(`${path}/${part}`)
        assert.equal(status, 200, `${path}/${part}`)
        assert.ok(text.length > 100 && !NONSENSE.test(text), `${path}/${part}: ${NONSENSE.exec(text)?.[0]}`)
      }
    }
  })

  test('is seen up to the present, with no batch and no row refused', async () => {
    // Half a second is a quarter of an hour here, after which a tick is late, and what is read is said to be behind.
    let [ready, page] = [await ask('/readyz'), await ask('/')]
    for (let tries = 0; (ready.status !== 200 || /Cannot see/.test(page.text)) && tries < 100; tries++) {
      await pause(100)
      ready = await ask('/readyz')
      page = await ask('/')
    }
    assert.equal(ready.status, 200, ready.text)
    assert.doesNotMatch(page.text, /Cannot see/)
    const { text: metrics } = await ask('/metrics')
    const refused = metrics
      .split('\n')
      .filter(line => /^slowburn_\w*(refused|rejected|failures)\w*_total/.test(line))
    assert.ok(refused.length > 0)
    assert.deepEqual(
      refused.filter(line => !line.endsWith(' 0')),
      [],
    )
  })

  test('had nothing to be warned of', () => {
    assert.doesNotMatch(`${running.stdout()}${running.stderr()}`, / (warn|error) /)
  })
})

function linksOf({ path, text }: Page, origin: string): string[] {
  const here = new URL(path, origin)
  return [...text.matchAll(/(?:href|src)="([^"]+)"/g)].flatMap(([, link = '']) => {
    const to = new URL(link.replaceAll('&amp;', '&'), here)
    // Raw bytes are for a browser of the same site alone.
    return to.origin === here.origin && !to.pathname.endsWith('/raw') ? [to.pathname + to.search] : []
  })
}
