import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseConfig } from '../../../src/config/load.ts'
import { systemClock } from '../../../src/core/clock.ts'
import { ConfigError, formatFault } from '../../../src/core/errors.ts'
import { silentLogger } from '../../../src/core/logger.ts'
import { NO_MEMORY } from '../../../src/sources/memory.ts'
import { push } from '../../../src/sources/push/push.ts'
import { createSource, sourceTypes, surveyorOf } from '../../../src/sources/registry.ts'
import { isReceiving } from '../../../src/sources/source.ts'

function faultsIn(text: string): string[] {
  try {
    parseConfig(text, {})
  } catch (error) {
    if (error instanceof ConfigError) return error.faults.map(fault => formatFault(fault))
    throw error
  }
  return []
}

describe('the registry of sources', () => {
  test('names each type once', () => {
    const names = sourceTypes.map(({ type }) => type)
    assert.deepEqual([...new Set(names)], names)
  })

  test('makes each source from its entry in the configuration, whatever else is beside it', () => {
    const entries = sourceTypes.map(({ example }, i) => ({ ...example, name: `source ${i}` }))
    const { sources } = parseConfig(JSON.stringify({ sources: entries }), {})
    const made = sources.map(settings =>
      createSource(settings, { clock: systemClock, log: silentLogger, memory: NO_MEMORY }),
    )
    assert.deepEqual(
      made.map(({ name }) => name),
      entries.map(({ name }) => name),
    )
    assert.ok(made.some(isReceiving) && !made.every(isReceiving), 'both shapes are there')
  })

  test('reads an entry without a type as PostgreSQL, as it always was', () => {
    const postgres =
      sourceTypes.find(({ type }) => type === 'postgres') ?? assert.fail('there is no postgres')
    const { type: _, ...entry } = postgres.example
    const [source] = parseConfig(JSON.stringify({ sources: [entry] }), {}).sources
    assert.equal(source?.type, 'postgres')
  })

  test('names the types that there are where an entry is of none of them', () => {
    const text = 'sources:\n  - { name: p, type: oracle, url: x }\n'
    assert.deepEqual(faultsIn(text), [
      `line 2, sources.0.type: no source is of this type. Known: ${sourceTypes.map(({ type }) => type).join(', ')}`,
    ])
    assert.match(
      faultsIn(text.replace('oracle', 'postgre'))[0] ?? '',
      /type\. Did you mean postgres\? Known: /,
    )
  })

  test('says which type an entry without one is of, or which key was meant to name it', () => {
    const known = sourceTypes.map(({ type }) => type).join(', ')
    const keys = 'name: p, token: 0123456789abcdef, feeds: [task]'
    assert.deepEqual(faultsIn(`sources:\n  - { ${keys} }\n`), [
      `line 2, sources.0.type: is missing: add type: push, for its other keys are of that type. Known: ${known}`,
    ])
    for (const typo of ['typ', 'tpye', 'types']) {
      assert.deepEqual(faultsIn(`sources:\n  - { ${typo}: push, ${keys} }\n`), [
        `line 2, sources.0.type: is missing: ${typo} is no key, and must be written type. Known: ${known}`,
      ])
    }
  })

  test('takes a wrong key of a PostgreSQL entry without a type for what it is', () => {
    const faults = faultsIn('sources:\n  - { name: p, url: postgres://h/d, tabels: [] }\n')
    assert.match(faults.join('\n'), /tables: is missing/)
    assert.match(faults.join('\n'), /tabels: unknown key/)
  })

  test('makes nothing of settings of a type that there is not', () => {
    const settings = { name: 'p', type: 'oracle' } as never
    const deps = { clock: systemClock, log: silentLogger, memory: NO_MEMORY }
    assert.throws(() => createSource(settings, deps), /no source is of type oracle/)
  })

  test('hands out what makes sense alone, to the suites as to the service', () => {
    const [settings] = parseConfig(JSON.stringify({ sources: [push.example] }), {}).sources
    assert.ok(settings)
    const deps = { clock: systemClock, log: silentLogger, memory: NO_MEMORY }
    const sound = createSource(settings, deps)
    const made = (more: object) => () => createSource(settings, deps, () => ({ ...sound, ...more }))
    const signed = { path: '/hook', largestBody: 1e9, signed: () => true, receive: () => null }
    assert.throws(made({ routes: [signed] }), /is more than 1 MiB/)
    assert.throws(made({ feeds: 'task' }), /`feeds` is no list of names/)
    assert.throws(made({ name: 'other' }), /`name` is not that of its entry/)
  })

  test('finds who can look at an address, and nobody for one of a stranger', () => {
    assert.notEqual(surveyorOf('postgres://reader@127.0.0.1/app'), null)
    assert.equal(surveyorOf('mysql://reader@127.0.0.1/app'), null)
  })
})
