// Every page of the registry, held to the same: an address of its own, one document, a line in the page about pages.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { members } from '../../../../src/web/pages/members.ts'
import { depsOf } from '../../../support/web/deps.ts'
import { fixture } from '../../../support/web/fixture.ts'
import { ask, withWeb } from '../../../support/web/web-http.ts'

const about = readFileSync(new URL('../../../../docs/reference/pages.md', import.meta.url), 'utf8')

describe('the registry of pages', () => {
  test('gives each page an address of its own', () => {
    assert.equal(new Set(members.map(({ path }) => path)).size, members.length)
  })

  for (const { path, help } of members) {
    test(`${path} is described where the pages are`, () => {
      const written = path.replace(/:id\b/g, 'ID')
      assert.ok(about.includes(`| \`${written}\` | ${help} |`))
      assert.match(help, /^[A-Z].{10,}\.$/)
    })

    test(`${path} answers with one document, or says that there is no such thing`, async () => {
      const { views } = await fixture()
      await withWeb(depsOf(views), async url => {
        const { status, body } = await ask(
          `${url}${path.slice(1).replaceAll(/:\w+/g, 'nothing-of-the-kind')}`,
        )
        assert.equal(status, path.includes(':') ? 404 : 200)
        assert.match(body, /^<!doctype html>\n<html lang="en">/)
        assert.equal(body.match(/<h1[ >]/g)?.length, 1)
      })
    })
  }
})
