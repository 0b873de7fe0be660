// The conformance suite: what holds for every check of the registry.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { type DoctorCheck, fault, STAGES, warning } from '../../../../src/app/doctor/check.ts'
import { doctorChecks, examine } from '../../../../src/app/doctor/doctor.ts'
import { installationOf } from '../../../support/process/installation.ts'

const page = readFileSync(join(import.meta.dirname, '../../../../docs/how-to/doctor.md'), 'utf8')

const checkOf = (name: string, stage: DoctorCheck['stage'], run: DoctorCheck['run']): DoctorCheck => ({
  name,
  stage,
  help: '',
  run,
})

test('what is found stands in the order of the stages, faults before warnings', async t => {
  const late = checkOf('late', 'care', () => [warning('w', '', ''), fault('f', '', '')])
  const early = checkOf('early', 'host', () => [warning('w', '', '')])
  const found = await examine(installationOf(t), [late, early])
  assert.deepEqual(
    found.flatMap(({ check, findings }) => findings.map(({ where }) => `${check} ${where}`)),
    ['early w', 'late f', 'late w'],
  )
})

test('a check that fails is a finding, and stops no other', async t => {
  const failing = checkOf('failing', 'host', () => Promise.reject(new Error('oops')))
  const [first, second] = await examine(installationOf(t), [failing, checkOf('other', 'care', () => [])])
  assert.match(first?.findings[0]?.what ?? '', /could not be examined: oops/)
  assert.deepEqual(second?.findings, [])
})

test('no check can write what all checks look at', async t => {
  const writing = checkOf('writing', 'host', given => {
    assert.throws(() => Object.assign(given, { folder: '/' }), TypeError)
    assert.throws(() => Object.assign(given.configFaults, { 0: null }), TypeError)
    return []
  })
  assert.deepEqual((await examine(installationOf(t), [writing]))[0]?.findings, [])
})

describe('every check', () => {
  test('has a name of its own, and the page lists it with its help', () => {
    assert.equal(new Set(doctorChecks.map(({ name }) => name)).size, doctorChecks.length)
    for (const { name, help, stage } of doctorChecks) {
      assert.ok(STAGES.includes(stage))
      assert.ok(page.includes(`| ${name} | ${help} |`), `docs/how-to/doctor.md lacks: | ${name} | ${help} |`)
    }
  })

  test('finds something with a remedy or nothing, and changes nothing, whatever is missing', async t => {
    const whole = installationOf(t)
    const nothing = { ...whole, config: null, folder: null, file: '/nowhere/slowburn.yml' }
    const gone = { ...whole, folder: '/nowhere/data', service: { state: 'ended' as const, pid: 1 } }
    const before = stateOf(whole.folder ?? '')
    for (const installation of [whole, nothing, gone]) {
      for (const { findings, check } of await examine(installation)) {
        for (const { where, what, remedy } of findings) {
          assert.ok(
            where !== '' && what !== '' && /^[A-Z]/.test(remedy),
            `${check}: ${where} ${what} ${remedy}`,
          )
          assert.doesNotMatch(what, /could not be examined/, check)
        }
      }
    }
    assert.deepEqual(stateOf(whole.folder ?? ''), before)
  })
})

function stateOf(folder: string): Array<readonly [string, number]> {
  // SQLite makes its two companions to read, and takes nothing away with them.
  const own = readdirSync(folder).filter(name => !/-(?:wal|shm)$/.test(name))
  return own.map(name => [name, statSync(join(folder, name)).mtimeMs] as const)
}
