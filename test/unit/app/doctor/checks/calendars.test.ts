import assert from 'node:assert/strict'
import { test } from 'node:test'
import { calendars } from '../../../../../src/app/doctor/checks/calendars.ts'
import { findings, installationOf } from '../../../../support/process/installation.ts'

test('a calendar that is not there is a fault, and a rota of turns by the week has none', async t => {
  const contacts = 'contacts: [{ name: ann, email: ann@example.org }]\n'
  const read = installationOf(t, `${contacts}rotas: [{ name: duty, ics: /nowhere.ics, contacts: [ann] }]\n`)
  assert.match((await findings(calendars, read))[0] ?? '', /^fault rotas\.0 \(duty\), rotas\.0\.ics: ENOENT/)
  const weekly = installationOf(
    t,
    `${contacts}rotas: [{ name: duty, start: 2026-10-05T09:00, contacts: [ann] }]\n`,
  )
  assert.deepEqual(await findings(calendars, weekly), [])
})
