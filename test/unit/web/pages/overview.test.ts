import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { depsOf } from '../../../support/web/deps.ts'
import { fixture } from '../../../support/web/fixture.ts'
import { ask, withWeb } from '../../../support/web/web-http.ts'

async function first(part: Parameters<typeof fixture>[0]): Promise<string> {
  const { views } = await fixture(part)
  return withWeb(depsOf(views), async url => (await ask(url)).body)
}

describe('the first page', () => {
  test('says before anything else what makes it less trustworthy', async () => {
    const body = await first({ overview: { mail: { dead: 2, waiting: 0 } } })
    assert.match(body, /<ul class="alarm">/)
    assert.match(body, /2 messages could not be delivered/)
    assert.ok(body.indexOf('class="alarm"') < body.indexOf('Getting worse'))
  })

  test('says what is not watched because a detector is disabled', async () => {
    const body = await first({ overview: { disabledDetectors: ['tail'] } })
    assert.match(body, /<b>Coverage gap<\/b>: the detector tail is disabled \(detection\.disabled\)/)
  })

  test('names a metric that fails', async () => {
    const body = await first({
      overview: { metricFaults: [{ name: 'slowburn_toys', message: 'no <toys>' }] },
    })
    assert.match(body, /<b>Metric <bdi>slowburn_toys<\/bdi> fails<\/b>: <bdi>no &lt;toys&gt;<\/bdi>/)
  })

  test('names a notifier that cannot be used', async () => {
    const body = await first({
      overview: { notifierFaults: [{ name: 'slack', message: 'contact ops: out of order' }] },
    })
    assert.match(body, /<b>Notifier <bdi>slack<\/bdi> cannot be used as it should<\/b>: <bdi>contact ops/)
  })

  test('names a page that failed, and what a part did outside of calls to it', async () => {
    const body = await first({
      overview: {
        pageFaults: [{ name: '/toy', message: 'no reply' }],
        failings: [{ kind: 'lifecycle', name: 'claim', message: 'it fails on claim.made' }],
        strayFaults: [{ kind: 'indicator', name: 'toy', message: 'threw outside of any call: later' }],
      },
    })
    assert.match(
      body,
      /<b>The lifecycle <bdi>claim<\/bdi> fails<\/b>: <bdi>it fails on claim\.made<\/bdi>\. What/,
    )
    assert.match(body, /<b>Page <bdi>\/toy<\/bdi> failed<\/b> when it was last asked for: <bdi>no reply/)
    assert.match(
      body,
      /<b>The indicator <bdi>toy<\/bdi> has a fault<\/b>: it <bdi>threw outside of any call: later/,
    )
  })

  test('names a calendar that cannot be read, and who is on duty meanwhile', async () => {
    const body = await first({ overview: { calendarFaults: [{ name: 'duty', message: 'answered 503' }] } })
    assert.match(body, /The calendar of rota <bdi>duty<\/bdi> cannot be read<\/b>: <bdi>answered 503<\/bdi>/)
    assert.match(body, /Who is on duty is as it was last read/)
  })

  test('names a part that was interrupted; a source among them is named as down', async () => {
    const why = 'it held up everything at toy.ts:7'
    const body = await first({
      overview: {
        interrupted: [
          { kind: 'notifier', name: 'pager', why },
          { kind: 'source', name: 'orders', why },
        ],
      },
    })
    assert.match(body, /<b>The notifier <bdi>pager<\/bdi> is not asked<\/b>: <bdi>it held up everything/)
    assert.doesNotMatch(body, /The source <bdi>orders/)
  })

  test('names the detector that raised a change', async () => {
    assert.match(await first({}), /Raised by the detector level\./)
  })

  test('shows the alerts of other systems beside our own, counts them, and links to what it leaves out', async () => {
    const { alerts } = await fixture()
    const body = await first({
      overview: { received: { firing: 20_000, pages: 3, first: alerts.slice(0, 2) } },
    })
    assert.match(body, /Alerts received <span class="count">20000, 3 of severity page/)
    assert.match(body, /19998 more: <a href="\/alerts">/)
    assert.doesNotMatch(await first({}), /Alerts received/)
  })

  test('names rows of the store that could not be used, with what follows', async () => {
    const row = {
      table: 'silences',
      id: 's1',
      fault: 'matchers must be array',
      outcome: 'set aside' as const,
      without: 'Make it again.',
    }
    const body = await first({ overview: { setAside: { rows: 3, first: [row] } } })
    assert.match(
      body,
      /A row of the store could not be used<\/b> and is set aside: .*matchers must be array.*Make it again/,
    )
    assert.match(body, /2 more rows of the store could not be used/)
  })

  test('says that nothing has been evaluated yet, or how long ago that was', async () => {
    assert.match(await first({ overview: { lastTickAt: null } }), /Not evaluated yet/)
    assert.match(await first({}), /Last evaluated 12 s ago/)
    const tickFault = { stage: 'collect', message: 'the disk is full. Free some space' }
    assert.match(
      await first({ overview: { tickFault } }),
      /<b>The last tick failed<\/b> at collect: .*the disk is full\. Free some space/,
    )
  })

  test('says of a history that has been read that it is not judged yet', async () => {
    const { overview } = await fixture()
    const sources = overview.sources.map(source => ({ ...source, halfRead: true }))
    assert.match(await first({ overview: { sources } }), /has been read, and is being judged/)
    assert.doesNotMatch(await first({}), /is being judged/)
  })

  test('parts what gets worse from what gets better and from what is neither', async () => {
    const { overview } = await fixture()
    const [one] = overview.incidents
    assert.ok(one !== undefined)
    const incidents = [true, false, null].map((good, index) => {
      const change = { ...one.root.change, kind: 'level' as const, good }
      return { ...one, id: `c${index}`, root: { ...one.root, change } }
    })
    const body = await first({ overview: { incidents } })
    for (const title of ['Getting worse', 'Getting better', 'Changed, neither good nor bad']) {
      assert.match(body, new RegExp(`${title} <span class="count">1</span>`))
    }
  })
})
