import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { generatedPages } from '../../../generate/pages.ts'
import { payloads } from '../../../src/events/schema.ts'
import { indicators } from '../../../src/indicators/registry.ts'
import { ROOT } from '../../support/process/checkout.ts'

const pages = generatedPages(ROOT)

for (const [path, text] of Object.entries(pages)) {
  test(`${path} is what \`npm run generate\` would write now`, () => {
    assert.equal(readFileSync(join(ROOT, path), 'utf8'), text)
  })
}

test('every type of event and every indicator is in its list', () => {
  for (const type of Object.keys(payloads)) {
    assert.match(pages['docs/reference/events.md'] ?? '', new RegExp(`^\\| \`${type}\` \\|`, 'm'))
  }
  for (const { name } of indicators) {
    const page = `${name.replaceAll('_', '-')}.md`
    assert.ok(pages['docs/reference/indicators/README.md']?.includes(`(${page})`), name)
  }
})
