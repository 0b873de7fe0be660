import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Counter, Gauge, Registry } from 'prom-client'
import { RegistryText } from '../../../../src/exposition/own/registry-text.ts'

function made() {
  const registry = new Registry()
  const shared = { help: 'How "many"\n\\.', labelNames: ['of'], registers: [registry] }
  const counters = ['a_total', 'b_total'].map(name => new Counter({ ...shared, name }))
  new Gauge({ ...shared, name: 'info' }).set({ of: '模型 "1"\n' }, 1)
  const text = new RegistryText(registry)
  const count = (place: number, of: string): void => {
    const counter = counters[place % counters.length]
    counter?.inc({ of }, 0.5)
    text.change(place % 2 === 0 ? 'a_total' : 'b_total')
  }
  return { registry, text, count }
}

describe('the text of what prom-client keeps', () => {
  test('is what it writes itself, whatever is counted between two scrapes', async () => {
    const { registry, text, count } = made()
    for (let round = 0; round < 40; round++) {
      for (let i = 0; i < round % 4; i++) count(round + (i >> 1), `type ${(round * 7 + i) % 11}`)
      assert.equal((await text.text()).toString(), await registry.metrics())
    }
  })

  test('asks for a family again only where something was counted in it', async () => {
    const { registry, text, count } = made()
    await text.text()
    const asked: string[] = []
    const write = registry.getSingleMetricAsString.bind(registry)
    registry.getSingleMetricAsString = name => {
      asked.push(name)
      return write(name)
    }
    const before = await text.text()
    assert.equal(await text.text(), before)
    assert.deepEqual(asked, [])
    count(1, 'x')
    assert.notEqual(await text.text(), before)
    assert.deepEqual(asked, ['b_total'])
  })

  test('has what is counted while it is written, at once or in the next scrape', async () => {
    const { registry, text, count } = made()
    for (let hops = 0; hops < 12; hops++) {
      count(0, 'begun')
      const writing = text.text()
      for (let hop = 0; hop < hops; hop++) await Promise.resolve()
      count(0, 'meanwhile')
      await writing
      assert.equal((await text.text()).toString(), await registry.metrics(), `after ${hops}`)
    }
  })
})
