import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { auditCommand } from '../../../../src/cli/commands/audit.ts'
import type { Store } from '../../../../src/storage/store.ts'
import { auditConfig, keepIn } from '../../../support/audit/audited-store.ts'
import { keptAudit } from '../../../support/audit/kept.ts'
import { temporaryFolder } from '../../../support/folder.ts'
import { runCommandHere } from '../../../support/process/fake-service.ts'

function setUp(t: TestContext, more = '', fill: (store: Store) => void = () => {}) {
  const folder = temporaryFolder(t)
  keepIn(join(folder, 'data'), { more: fill })
  const file = join(folder, 'slowburn.yml')
  writeFileSync(file, auditConfig(join(folder, 'data'), more))
  return (...args: string[]) => runCommandHere(t, auditCommand, '--config', file, ...args)
}

describe('slowburn audit', () => {
  test('ends with 0 where it passes, and shows how far it is', async t => {
    const { stdout, stderr, code } = await setUp(t)()
    assert.match(stdout, /^PASS\. Audit of 1 series/)
    assert.match(stderr, /auditing 100 %/)
    assert.equal(code, 0)
  })

  test('ends with 1 where something is not noticed, as JSON for machines too', async t => {
    const silent = setUp(t, 'detection: { disabled: [ties] }')
    const { stdout, code } = await silent('--json', '--indicators', 'roi_*')
    const { verdict, findings } = JSON.parse(stdout) as { verdict: string; findings: Array<{ what: string }> }
    assert.deepEqual([verdict, code], ['fail', 1])
    assert.ok(findings.some(({ what }) => what === 'detector'))
  })

  test('ends with 2 where nothing can be said', async t => {
    const { stdout, code } = await setUp(t)('--indicators', 'roi_*')
    assert.match(stdout, /^INSUFFICIENT/)
    assert.equal(code, 2)
  })

  test('ends with 3 and one line where it cannot be carried out', async t => {
    const { stderr, code } = await setUp(t)('--data', temporaryFolder(t))
    assert.match(stderr, /^slowburn: .*holds no slowburn\.db.*\n$/)
    assert.equal(code, 3)
    const none = await runCommandHere(t, auditCommand, '--config', '/nowhere.yml')
    assert.deepEqual([none.code, none.stderr.split('\n').length], [3, 2])
  })

  test('prints what was kept, and ends with the code of the last verdict', async t => {
    const kept = setUp(t, '', store => store.audits.add(keptAudit({ verdict: 'fail' }), []))
    const { stdout, code } = await kept('--history')
    assert.match(stdout, /^ENDED .*\n.* fail +3 +0/)
    assert.equal(code, 1)
    const none = await setUp(t)('--history', '--json')
    assert.deepEqual([none.code, JSON.parse(none.stdout)], [2, []])
  })

  test('ends with 64 where it is used wrongly', async t => {
    const { code, stderr } = await runCommandHere(t, auditCommand, '--series')
    assert.match(stderr, /unknown option/)
    assert.equal(code, 64)
  })
})
