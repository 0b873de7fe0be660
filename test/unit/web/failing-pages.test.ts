import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Views } from '../../../src/queries/views.ts'
import { depsOf } from '../../support/web/deps.ts'
import { fixture } from '../../support/web/fixture.ts'
import { ask, withWeb } from '../../support/web/web-http.ts'

const { views } = await fixture()

test('a page that cannot be made is a line of the log when that begins, and one when it can be made again', async () => {
  const logged: string[] = []
  const note = (message: string): void => void logged.push(message)
  const log = { ...depsOf(views).log, error: note, info: note }
  let isBroken = true
  const broken: Views = {
    ...views,
    alerts: (...given) => (isBroken ? assert.fail('the disk is on fire') : views.alerts(...given)),
  }
  await withWeb(depsOf(broken, { log }), async url => {
    const statuses = async (): Promise<number[]> => {
      const all: number[] = []
      for (let i = 0; i < 3; i += 1) all.push((await ask(`${url}alerts`)).status)
      return all
    }
    assert.deepEqual(await statuses(), [500, 500, 500])
    isBroken = false
    assert.deepEqual(await statuses(), [200, 200, 200])
    isBroken = true
    assert.deepEqual(await statuses(), [500, 500, 500])
  })
  const begins = 'a page could not be made'
  assert.deepEqual(logged, [begins, 'a page can be made again', begins])
})
