import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as z from 'zod'
import { localPath, withWholePaths } from '../../../../src/core/options/local-path.ts'
import { section } from '../../../../src/core/options/section.ts'
import { unmarkedPaths } from '../../../support/manners/unmarked-paths.ts'

const path = localPath(z.string().min(1))
const schema = section({
  data: section({
    folder: path.default('./data').describe('Where.'),
    other: z.string().default('./other'),
  }).prefault({}),
  web: section({ file: path.nullable().default(null) }).optional(),
  files: z.union([path, z.array(path)]).transform(one => one),
  sources: z.array(
    z.discriminatedUnion('type', [
      section({ type: z.literal('a'), at: path }),
      section({ type: z.literal('b'), at: z.string() }),
    ]),
  ),
  by: z.record(z.string(), path),
})

const whole = (value: unknown): unknown => withWholePaths(value, schema, '/etc/slowburn')

test('every marked path is whole, in lists, alternatives and maps, and what is not marked stays', () => {
  assert.deepEqual(
    whole({
      data: { folder: 'state', other: 'x' },
      web: { file: '../web.yml' },
      files: ['logs/*.jsonl', '/var/log/a'],
      sources: [
        { type: 'a', at: 'here' },
        { type: 'b', at: 'here' },
      ],
      by: { k: 'v' },
    }),
    {
      data: { folder: '/etc/slowburn/state', other: 'x' },
      web: { file: '/etc/web.yml' },
      files: ['/etc/slowburn/logs/*.jsonl', '/var/log/a'],
      sources: [
        { type: 'a', at: '/etc/slowburn/here' },
        { type: 'b', at: 'here' },
      ],
      by: { k: '/etc/slowburn/v' },
    },
  )
})

test('defaults that are paths are filled in; addresses and nonsense are left to the schema', () => {
  assert.deepEqual(whole({ files: 'https://example.org/x', web: { file: null } }), {
    data: { folder: '/etc/slowburn/data' },
    files: 'https://example.org/x',
    web: { file: null },
  })
  for (const odd of [null, 7, 'x', [], { files: 7, sources: {}, by: [], data: null }]) {
    assert.doesNotThrow(() => whole(odd))
  }
})

test('an option that is called a path, by its name or by what is said of it, has to be marked', () => {
  const text = z.string().min(1)
  const options = section({
    name: text,
    file: text.describe('Where it is.'),
    key_file: path.nullable().default(null),
    from: z.union([text, z.array(text)]).describe('Path of the database.'),
    whole: text.startsWith('/').describe('Folder of the sockets.'),
    logs: z.union([path, z.array(path)]).describe('A file, or several.'),
    url: z.url().describe('Address of the file.'),
  })
  const names = unmarkedPaths('toy', options).map(fault => fault.replace(/ is a path: .*/, ''))
  assert.deepEqual([...new Set(names)], ['toy.file', 'toy.from', 'toy.from[]'])
})
