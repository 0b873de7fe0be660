// Every metric of the registry, held to the naming rules of Prometheus and to what the reference page says.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { members } from '../../../../src/exposition/metrics/members.ts'

const page = readFileSync(new URL('../../../../docs/reference/metrics.md', import.meta.url), 'utf8')

describe('the registry of metrics', () => {
  test('names each metric once', () => {
    assert.equal(new Set(members.map(({ name }) => name)).size, members.length)
  })

  for (const { name, type, help, labels, unit } of members) {
    test(`${name} keeps the naming rules and has its line in the reference page`, () => {
      assert.match(name, /^slowburn_[a-z0-9_]+$/)
      assert.equal(name.endsWith('_total'), type === 'counter')
      assert.equal(unit === 'seconds', name.endsWith('_seconds'))
      assert.match(help, /^[A-Z0-9].{15,}\.$/)
      for (const label of labels) assert.match(label, /^(?!job$|instance$|le$)[a-z][a-z_]*$/)
      assert.ok(page.includes(`| \`${name}\` | ${type} |`))
    })
  }
})
