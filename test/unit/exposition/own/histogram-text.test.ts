import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { Histogram, Registry } from 'prom-client'
import { atOnce, inTurns } from '../../../../src/core/turns/pause.ts'
import { Lease } from '../../../../src/exposition/formats/lease.ts'
import { labelSet } from '../../../../src/exposition/labels.ts'
import { createHistogram } from '../../../../src/exposition/own/histograms.ts'

const DECLARED = { name: 'a_seconds', help: 'How long.', buckets: [0.5, 1, 60] }

describe('the lines of a histogram', () => {
  test('are those of prom-client while label sets come, numbers grow longer and others stay', async () => {
    const theirs = new Registry()
    const histogram = new Histogram({ ...DECLARED, labelNames: ['stage'], registers: [theirs] })
    const ours = createHistogram(DECLARED)
    const texts = new Set<Buffer>()
    for (let round = 0; round < 120; round++) {
      const stages = Array.from({ length: 40 }, (_, i) => (i * 7 + round) % 53).filter(i => i < 3 + round)
      for (const i of round % 5 === 0 ? [] : stages) {
        const [stage, seconds] = [`模型 ${i}`, ((round * 31 + i) % 700) / 8]
        ours.observe(labelSet({ stage }), seconds)
        histogram.observe({ stage }, seconds)
      }
      assert.equal(Buffer.concat(atOnce(ours.text())).toString(), await theirs.metrics())
      for (const piece of atOnce(ours.text())) texts.add(piece)
    }
    assert.ok(texts.size > 60)
  })

  test('are the same bytes while nothing is observed, and those that were handed out stay as they were', () => {
    const own = createHistogram(DECLARED)
    own.observe(labelSet({ stage: 'a' }), 0.7)
    const before = atOnce(own.text())
    for (const [nth, piece] of atOnce(own.text()).entries()) assert.equal(piece, before[nth])
    const text = Buffer.concat(before).toString()
    own.observe(labelSet({ stage: 'a' }), 0.7)
    assert.notEqual(atOnce(own.text())[1], before[1])
    assert.equal(Buffer.concat(before).toString(), text)
    assert.match(Buffer.concat(atOnce(own.text())).toString(), /_sum{stage="a"} 1.4\n/)
  })

  test('are written into the same memory once nobody reads them, and stay as they are for whoever does', async () => {
    const observation = fc.record({
      stage: fc.integer({ min: 0, max: 200 }),
      seconds: fc.oneof(fc.double({ min: 0, max: 100, noNaN: true }), fc.constantFrom(0, 0.5, 70)),
      times: fc.constantFrom(1, 9, 90),
    })
    const round = fc.record({ observed: fc.array(observation, { maxLength: 12 }), keeps: fc.boolean() })
    await fc.assert(
      fc.asyncProperty(fc.array(round, { maxLength: 20 }), async rounds => {
        const { observe, own, theirs } = beside()
        const kept: Array<{ pieces: Buffer[]; text: string; lease: Lease }> = []
        for (const { observed, keeps } of rounds) {
          for (const one of observed) observe(one)
          const lease = new Lease()
          const pieces = atOnce(own.text(lease))
          const text = Buffer.concat(pieces).toString()
          assert.equal(text, await theirs.metrics())
          if (keeps) kept.push({ pieces, text, lease })
          else lease.end()
          for (const one of kept) assert.equal(Buffer.concat(one.pieces).toString(), one.text)
          if (kept.length > 2) kept.shift()?.lease.end()
        }
      }),
    )
  })

  test('of hundreds of label sets are renewed scrape after scrape without new memory where each has been sent', () => {
    const own = createHistogram(DECLARED)
    const memory = new Set<ArrayBufferLike>()
    for (let round = 0; round < 200; round++) {
      for (let place = 0; place < 300; place++)
        if (round < 3 || (place + round) % 7 === 0) own.observe(labelSet({ stage: `${place}` }), round / 10)
      const lease = new Lease()
      for (const { buffer } of atOnce(own.text(lease)).slice(1)) memory.add(buffer)
      lease.end()
    }
    // Three blocks, whose numbers become longer all the time.
    assert.ok(memory.size < 30, `${memory.size}`)
  })

  test('of thousands of label sets are written in pieces, of which only those that have changed are written anew', async () => {
    const theirs = new Registry()
    const histogram = new Histogram({ ...DECLARED, labelNames: ['stage'], registers: [theirs] })
    const own = createHistogram(DECLARED)
    const observe = (place: number): void => {
      own.observe(labelSet({ stage: `${place}` }), place / 8)
      histogram.observe({ stage: `${place}` }, place / 8)
    }
    for (let place = 0; place < 3000; place++) observe(place)
    const before = atOnce(own.text())
    assert.ok(before.length > 10)
    assert.equal(Buffer.concat(before).toString(), await theirs.metrics())
    observe(1500)
    const after = atOnce(own.text())
    assert.equal(Buffer.concat(after).toString(), await theirs.metrics())
    assert.equal(after.filter((piece, nth) => piece !== before[nth]).length, 1)
  })

  test('may be observed while they are written: each label set is of one moment, and the next scrape has all', async () => {
    const theirs = new Registry()
    const histogram = new Histogram({ ...DECLARED, labelNames: ['stage'], registers: [theirs] })
    const own = createHistogram(DECLARED)
    const observe = (stage: string): void => {
      own.observe(labelSet({ stage }), 0.7)
      histogram.observe({ stage }, 0.7)
    }
    for (let place = 0; place < 700; place++) observe(`${place}`)
    let turns = 0
    const inBetween = async (): Promise<void> => {
      turns += 1
      for (const stage of ['0', '699', `new ${turns}`]) observe(stage)
    }
    const text = Buffer.concat(await inTurns(own.text(), inBetween)).toString()
    assert.ok(turns > 2)
    for (const [, stage, count] of text.matchAll(/_count{stage="([^"]+)"} (\d+)/g)) {
      assert.ok(text.includes(`_bucket{le="+Inf",stage="${stage}"} ${count}\n`))
    }
    assert.equal(Buffer.concat(atOnce(own.text())).toString(), await theirs.metrics())
  })
})

/** A histogram of ours and one of prom-client, which observe the same. */
function beside() {
  const theirs = new Registry()
  const histogram = new Histogram({ ...DECLARED, labelNames: ['stage'], registers: [theirs] })
  const own = createHistogram(DECLARED)
  const observe = (of: { stage: number; seconds: number; times: number }): void => {
    const stage = `${of.stage}`
    for (let time = 0; time < of.times; time++) {
      own.observe(labelSet({ stage }), of.seconds)
      histogram.observe({ stage }, of.seconds)
    }
  }
  return { own, theirs, observe }
}
