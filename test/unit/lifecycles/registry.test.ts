import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { DAY } from '../../../src/core/duration.ts'
import { payloads } from '../../../src/events/schema.ts'
import {
  isLifecycleKind,
  LIFECYCLE_KINDS,
  labelsOf,
  lifecycleKinds,
} from '../../../src/lifecycles/registry.ts'

const FILES = new URL('../../../src/lifecycles/kinds/', import.meta.url)

describe('the kinds of lifecycle', () => {
  test('each has a file of its name, and every file is one', () => {
    const files = readdirSync(FILES)
      .map(file => file.replace('.ts', ''))
      .filter(file => file !== 'members')
    assert.deepEqual([...LIFECYCLE_KINDS].sort(), files.sort())
  })

  test('an event type belongs to one kind', () => {
    const types = LIFECYCLE_KINDS.flatMap(kind => Object.keys(lifecycleKinds[kind].joins))
    assert.equal(new Set(types).size, types.length)
  })

  test('join every type of event in the vocabulary but the release, which is none', () => {
    const joined = LIFECYCLE_KINDS.flatMap(kind => Object.keys(lifecycleKinds[kind].joins))
    const missing = Object.keys(payloads).filter(type => !joined.includes(type) && type !== 'rollout.changed')
    assert.deepEqual(missing, [], 'a kind of lifecycle has a function for them in its `joins`')
  })

  test('declare labels that Prometheus may have, each with what it says', () => {
    for (const kind of LIFECYCLE_KINDS) {
      for (const [name, says] of Object.entries(lifecycleKinds[kind].labels)) {
        assert.match(name, /^[a-z][a-z0-9_]*$/)
        assert.notEqual(name, 'source', 'series are given that one')
        assert.match(says, /^[A-Z].{8,100}\.$/)
      }
      assert.deepEqual(labelsOf(kind), Object.keys(lifecycleKinds[kind].labels).sort())
    }
  })

  for (const kind of LIFECYCLE_KINDS) {
    test(`a ${kind} has its page, which names every event that it joins and how long it may change`, () => {
      const page = readFileSync(`docs/reference/lifecycles/${kind}.md`, 'utf8')
      assert.match(page, /^# .+\n\n[A-Z][^|#]{40,}\.\n/)
      for (const type of Object.keys(lifecycleKinds[kind].joins))
        assert.ok(page.includes(`\`${type}\``), type)
      for (const label of labelsOf(kind))
        assert.ok(page.includes(`\`${label}\``), `its page names no label \`${label}\``)
      const days = lifecycleKinds[kind].revisable / DAY
      const reopening = Object.keys(lifecycleKinds[kind].joins).find(type => type.endsWith('.reopened'))
      const otherwise = reopening === undefined ? 'no' : `by \`${reopening}\` alone`
      const words = days === 0 ? `^\\| may change after its end \\| ${otherwise} \\|$` : `for ${days} days`
      assert.match(page, new RegExp(words, 'm'))
    })
  }

  test('a name that is no kind is not taken for one', () => {
    assert.deepEqual(['task', 'ledger_entry', 'toString'].map(isLifecycleKind), [true, false, false])
  })
})
