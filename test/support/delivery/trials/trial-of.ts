// What the suite of notifiers tries each with: its own trial, or a web server where there is none.
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import type { Channel } from '../../../../src/delivery/notifiers/channel.ts'
import { httpTrial, speaksHttp } from './http-trial.ts'
import type { NotifierTrial } from './notifier-trial.ts'

export async function trialOf({ name, example }: Channel): Promise<NotifierTrial> {
  const file = `test/unit/delivery/notifiers/${name}/trial.ts`
  const url = new URL(`../../../../${file}`, import.meta.url)
  if (existsSync(url)) {
    const { trial } = (await import(url.href)) as { trial?: NotifierTrial }
    assert.ok(trial, `${file} exports no \`trial\``)
    return trial
  }
  assert.ok(speaksHttp(example), `write ${file}: the server with which the suite tries ${name}`)
  return httpTrial(example)
}
