import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DAY } from '../../../src/core/duration.ts'
import { faultOfLateness, readSource } from '../../../src/sources/shape.ts'

test('facts may be late by up to a year', () => {
  for (const good of [0, 1, DAY, 365 * DAY]) assert.equal(faultOfLateness(good), null)
  for (const bad of [-1, 366 * DAY, Number.NaN, Number.POSITIVE_INFINITY, 5n, '1m', null, undefined]) {
    assert.match(faultOfLateness(bad) ?? 'none', /`lateness` is no number of milliseconds from 0 to a year/)
  }
})

test('a route says who may hand facts in, and one that hears everybody out reads little of them', () => {
  const read = (route: object) =>
    readSource(
      {
        name: 'hook',
        feeds: ['task'],
        lateness: 0,
        routes: [{ path: '/hook', largestBody: 1024 ** 2, receive: () => null, ...route }],
        check: async () => [],
        close: async () => {},
      },
      'hook',
    )
  const signed = (): boolean => true
  const authorised = signed
  assert.ok('source' in read({ signed }))
  assert.ok('source' in read({ signed, authorised, largestBody: 1024 ** 3 }))
  assert.deepEqual(read({}), { fault: '`authorised` of a route is no function' })
  assert.deepEqual(read({ signed, refusal: 'no' }), { fault: '`refusal` of a route is no function' })
  assert.deepEqual(read({ signed: 1 }), { fault: '`signed` of a route is no function' })
  const large = read({ signed, largestBody: 1024 ** 2 + 1 })
  assert.match('fault' in large ? large.fault : '', /^`largestBody` .+ is more than 1 MiB$/)
})

test('what a source says of its queries makes sense, or it is none', () => {
  const good = { unit: 'ratio', family: 'real', goodDirection: null, limit: null, help: null }
  const read = (meaning: object) =>
    readSource(
      {
        name: 'm',
        feeds: ['sample'],
        budget: 1,
        meanings: { q: { ...good, ...meaning } },
        pull: async function* () {},
        check: async () => [],
        close: async () => {},
      },
      'm',
    )
  const source = read({ more: 1 })
  assert.deepEqual('source' in source && source.source.meanings, { q: good })
  for (const [bad, what] of [
    [{ unit: 'ms' }, 'unit'],
    [{ family: 'proportion' }, 'family'],
    [{ goodDirection: 'left' }, 'good direction'],
    [{ limit: Number.NaN }, 'limit'],
    [{ help: 1 }, 'help'],
  ] as const)
    assert.deepEqual(read(bad), { fault: `the ${what} of \`meanings\` is none of q` })
})
