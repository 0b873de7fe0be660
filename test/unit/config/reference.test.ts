import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { configJsonSchema, configReference } from '../../../src/config/reference.ts'
import { channels } from '../../../src/delivery/notifiers/registry.ts'
import { indicators } from '../../../src/indicators/registry.ts'
import { sourceTypes } from '../../../src/sources/registry.ts'

const page = configReference()
const committed = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')

test('the committed page and schema are what would be written now', () => {
  assert.equal(committed('docs/reference/configuration.md'), page)
  assert.equal(committed('docs/reference/slowburn.schema.json'), configJsonSchema())
})

test('every member of the registries is in it', () => {
  for (const { type } of sourceTypes) assert.ok(page.includes(`| \`sources[].type\` | \`${type}\` |`), type)
  for (const { name } of channels) assert.ok(page.includes(`| \`contacts[].${name}\` |`), name)
  for (const { name, help } of indicators) assert.ok(page.includes(`- \`${name}\`: ${help}`), name)
})

test('every row has a meaning', () => {
  const rows = page.split('\n').filter(line => line.startsWith('| `'))
  assert.ok(rows.length > 100)
  for (const row of rows) assert.match(row, /^\| `[^`]+` \| .+ \|.*\| .{3,} \|$/)
})

test('a key that must be given says so, and one with a default shows it', () => {
  assert.match(page, /^\| `sources` \| .* \| \*required\* \|/m)
  assert.match(page, /^\| `listen\.port` \| integer \| `9464` \|/m)
})
