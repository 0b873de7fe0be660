import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseConfig } from '../../../src/config/load.ts'
import { MINUTE } from '../../../src/core/duration.ts'
import { plants } from '../../../src/demo/simulator/plants.ts'
import { demoConfig } from '../../../src/demo/watch.ts'

const text = demoConfig({ url: 'postgres://postgres@127.0.0.1:5/x', folder: '/tmp/a "b"', port: 9464 })
const config = parseConfig(text, {})

describe('the configuration of the example platform', () => {
  test('is one that slowburn takes as it is, whatever the name of the folder', () => {
    assert.equal(config.data.folder, '/tmp/a "b"')
    assert.equal(config.listen.port, 9464)
    assert.equal(config.tick, 15 * MINUTE)
    assert.equal(config.sources.length, 1)
  })

  test('watches every indicator in which a plant is to be seen', () => {
    const watched = new Set(config.rules.flatMap(({ indicators }) => indicators))
    for (const { indicator } of plants(0)) assert.ok(watched.has(indicator), indicator)
  })

  test('names a contact for every route', () => {
    const names = new Set(config.contacts.map(({ name }) => name))
    const all = [config.route, ...config.route.routes].flatMap(({ steps }) => steps.flatMap(({ to }) => to))
    assert.ok(all.length >= 3)
    for (const contact of all) assert.ok(names.has(contact), contact)
  })
})
