import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import express, { type Request } from 'express'
import { cookie, count, field, identifier, parameter, text } from '../../../src/web/request.ts'
import { asker } from '../../support/web/in-process.ts'

/** What a reading of a real request gives. */
async function readAs<T>(
  read: (request: Request) => T,
  given: { path?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<T | undefined> {
  const found: T[] = []
  const app = express()
  app.set('query parser', 'simple')
  app.all('/things/:id', express.urlencoded({ extended: false }), (request, response) => {
    found.push(read(request))
    response.end()
  })
  const { path = '/things/1', headers = {}, body = '' } = given
  await asker(app)({ method: 'POST', path, headers, body })
  return found[0]
}

const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' }

describe('the path of a request', () => {
  test('gives its parts decoded, and an empty text for a part that it has not', async () => {
    assert.equal(await readAs(request => parameter(request, 'id'), { path: '/things/a%20b' }), 'a b')
    assert.equal(await readAs(request => parameter(request, 'name')), '')
  })

  test('gives an id only where it is made of at most fifteen digits', async () => {
    for (const [id, expected] of [
      ['7', 7],
      ['007', 7],
      ['999999999999999', 999_999_999_999_999],
      ['1000000000000000', null],
      ['-1', null],
      ['1e3', null],
      ['1.5', null],
      ['x', null],
    ] as const) {
      assert.equal(await readAs(identifier, { path: `/things/${id}` }), expected, id)
    }
  })
})

describe('the query of a request', () => {
  test('gives a text no longer than asked for', async () => {
    const path = '/things/1?q=abcdef&twice=a&twice=b'
    assert.equal(await readAs(request => text(request, 'q', 3), { path }), 'abc')
    assert.equal(await readAs(request => text(request, 'none', 3), { path }), '')
    assert.equal(await readAs(request => text(request, 'twice', 3), { path }), '')
  })

  test('gives a whole number up to the most, and the fallback for anything else', async () => {
    for (const [limit, expected] of [
      ['5', 5],
      ['0', 0],
      ['500', 100],
      ['-1', 20],
      ['1.5', 20],
      ['', 20],
      ['many', 20],
    ] as const) {
      const path = `/things/1?limit=${limit}`
      assert.equal(await readAs(request => count(request, 'limit', 20, 100), { path }), expected, limit)
    }
    assert.equal(await readAs(request => count(request, 'limit', 20, 100)), 20)
  })
})

describe('the form of a request', () => {
  test('gives a field no longer than asked for, and an empty text for one that it has not', async () => {
    const form = { headers: FORM, body: 'note=abcdef&twice=a&twice=b' }
    assert.equal(await readAs(request => field(request, 'note'), form), 'abcdef')
    assert.equal(await readAs(request => field(request, 'note', 3), form), 'abc')
    assert.equal(await readAs(request => field(request, 'twice'), form), '')
    assert.equal(await readAs(request => field(request, 'toString'), form), '')
  })

  test('has no field where there is no form', async () => {
    const other = { headers: { 'Content-Type': 'text/plain' }, body: 'note=abc' }
    assert.equal(await readAs(request => field(request, 'note'), other), '')
  })
})

test('a cookie is found by its whole name', async () => {
  const headers = { Cookie: 'other=1; session=abc; my-session=x' }
  assert.equal(await readAs(request => cookie(request, 'session'), { headers }), 'abc')
  assert.equal(await readAs(request => cookie(request, 'sess'), { headers }), '')
  assert.equal(await readAs(request => cookie(request, 'session')), '')
})
