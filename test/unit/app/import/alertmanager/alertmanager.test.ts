// Against amtool and a real Alertmanager: test/acceptance/import-alertmanager.test.ts.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { parse } from 'yaml'
import { importAlertmanager } from '../../../../../src/app/import/alertmanager/alertmanager.ts'

const golden = readFileSync(new URL('../../../../golden/alertmanager.yml', import.meta.url), 'utf8')

test('what is carried over can be read, and every loss has the line on which it is written', () => {
  const { yaml, losses } = importAlertmanager(golden)
  const { smtp, contacts, inhibitions, time_intervals } = parse(yaml) as Record<string, unknown[]>
  assert.equal((smtp as unknown as { from: string }).from, 'alerts@example.org')
  assert.deepEqual([contacts?.length, inhibitions?.length, time_intervals?.length], [7, 2, 4])
  const lines = golden.split('\n')
  for (const { line, where } of losses) {
    const key = where.split('.').findLast(part => !/^\d+$/.test(part)) ?? ''
    assert.ok(lines[line - 1]?.includes(key), `${line}: ${where}`)
  }
  assert.deepEqual(
    losses.map(({ line }) => line),
    losses.map(({ line }) => line).toSorted((a, b) => a - b),
  )
})

test('the least configuration is taken, and one that is none is refused', () => {
  const { yaml } = importAlertmanager("route: { receiver: 'null' }\nreceivers: [{ name: 'null' }]\n")
  assert.match(yaml, /mute_during:\n +- nobody/)
  assert.throws(() => importAlertmanager('just a text'), /holds no keys/)
})
