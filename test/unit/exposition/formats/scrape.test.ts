import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { Lease } from '../../../../src/exposition/formats/lease.ts'
import { SharedPart, scrapeOf } from '../../../../src/exposition/formats/scrape.ts'

const some = (line: string, times: number): Buffer => Buffer.from(line.repeat(times))

describe('the answer to a scrape', () => {
  test('is the same packed', async () => {
    for (const [beginning, end] of [
      [some('slowburn_series 1\n', 50_000), some('slowburn_late_events_total 2\n', 300)],
      [Buffer.alloc(0), some('a 1\n', 1)],
      [some('a 1\n', 1), Buffer.alloc(0)],
    ] as const) {
      const scrape = scrapeOf('text/plain', new SharedPart([beginning, beginning]), [end, end])
      assert.deepEqual(gunzipSync(Buffer.concat(await scrape.packed())), Buffer.concat(scrape.pieces))
    }
  })

  test('shares what all begin with, plain and packed', async () => {
    const shared = new SharedPart([some('slowburn_series 1\n', 1000)])
    const one = scrapeOf('text/plain', shared, [some('a 1\n', 1)])
    const other = scrapeOf('text/plain', shared, [some('a 2\n', 1)])
    assert.equal(one.pieces[0], other.pieces[0])
    const [packed, packedToo] = await Promise.all([one.packed(), other.packed()])
    assert.equal(packed[1], packedToo[1])
    assert.match(gunzipSync(Buffer.concat(packedToo)).toString(), /a 2\n$/)
  })

  test('holds up nothing for long while megabytes of it are packed', async () => {
    // A collection of what other tests have left may fall into a turn: of three times the best one counts. Packed in one turn it would be all.
    const longest: number[] = []
    for (let time = 0; time < 3; time += 1) longest.push(await longestTurnOfPacking())
    assert.ok(Math.min(...longest) < 0.1, `${longest.join(', ')} of its processor time in one turn`)
  })

  test('holds what it is leased until it is done', async () => {
    const [lease, readers] = [new Lease(), { count: 0 }]
    lease.take(readers)
    const scrape = scrapeOf('text/plain', new SharedPart([]), [some('a 1\n', 1)], lease)
    await scrape.packed()
    assert.equal(readers.count, 1)
    scrape.done()
    assert.equal(readers.count, 0)
  })

  test('has few pieces, however many small ones it is made of, and large ones as they are', () => {
    const [large, small] = [some('a 1\n', 50_000), Array.from({ length: 100 }, () => some('b 1\n', 20))]
    const { pieces } = scrapeOf('text/plain', new SharedPart([]), [...small, large, ...small, large])
    assert.deepEqual(Buffer.concat(pieces), Buffer.concat([...small, large, ...small, large]))
    assert.equal(pieces.length, 4)
    assert.equal(pieces[1], large)
  })
})

/** As a share of the processor time that packing takes on all threads, for both grow where other work takes caches away. */
async function longestTurnOfPacking(): Promise<number> {
  const large = Buffer.alloc(40_000_000, 'slowburn_series 1\n')
  const scrape = scrapeOf('text/plain', new SharedPart([large]), [large, some('a 1\n', 1)])
  const begun = process.cpuUsage()
  let before = process.threadCpuUsage()
  const turns: number[] = []
  const looking = setInterval(() => {
    const { user, system } = process.threadCpuUsage(before)
    turns.push((user + system) / 1000)
    before = process.threadCpuUsage()
  }, 1)
  const packed = await scrape.packed()
  clearInterval(looking)
  const whole = process.cpuUsage(begun)
  assert.ok(turns.length > 10)
  assert.ok(gunzipSync(Buffer.concat(packed)).equals(Buffer.concat(scrape.pieces)))
  return Math.max(...turns) / ((whole.user + whole.system) / 1000)
}
