import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { scanCommand } from '../../../../src/cli/commands/scan.ts'
import type { Scan } from '../../../../src/scan/scan.ts'
import { temporaryFolder } from '../../../support/folder.ts'
import { runCommandHere } from '../../../support/process/fake-service.ts'
import { END, noisy, serving } from '../../../support/scan/metrics.ts'

const UNTIL = ['--until', new Date(END).toISOString(), '--since', '30d']

describe('slowburn scan', () => {
  test('tells what has changed at a server, in text, as JSON without the courses, and as a page', async t => {
    const url = await serving(t, [
      {
        labels: { __name__: 'depth', job: 'queue' },
        values: noisy(1, (value, i) => (i >= 150 ? 2 * value : value)),
      },
    ])
    const page = join(temporaryFolder(t), 'changes.html')
    const { stdout } = await runCommandHere(t, scanCommand, '--prometheus', url, ...UNTIL, '--html', page)
    assert.match(stdout, /1 level up \+\d+ %, from .* to .*\n +depth\{job="queue"\}\n +since 18 Nov/)
    assert.match(readFileSync(page, 'utf8'), /depth\{job=&quot;queue&quot;\}/)
    const { stdout: json } = await runCommandHere(t, scanCommand, '--prometheus', url, ...UNTIL, '--json')
    const { stories } = JSON.parse(json) as Pick<Scan, 'stories'>
    assert.equal(stories[0]?.members[0]?.metric, 'depth')
    assert.equal(stories[0]?.members[0]?.values, undefined)
  })

  test('says in one line what is wrong with what it was told', async t => {
    const url = await serving(t, [])
    const file = join(temporaryFolder(t), 'token')
    writeFileSync(file, 'two words')
    const wrong: Array<[options: string[], message: RegExp]> = [
      [['--prometheus', 'localhost:9090'], /--prometheus is no address such as/],
      [['--prometheus', 'me:hunter22@host:9090'], /^(?!.*hunter22).*--prometheus is no address such as/],
      [['--prometheus', url, '--since', '1d'], /--since has 8 buckets of --step: from 28 to 20000/],
      [['--prometheus', url, '--since', 'soon'], /must be a duration of a minute or more/],
      [['--prometheus', url, '--until', '2026-10-01'], /must be a moment with its zone/],
      [['--prometheus', url, '--most', '0'], /must be a whole number from 1 on/],
      [['--prometheus', url, '--match', 'rate(up[5m])'], /--match rate\(up\[5m\]\) is no selector/],
      [['--prometheus', url, '--token-file', file], /holds no token/],
      [['--prometheus', url], /no series of .* has a value now/],
      [[], /required option '--prometheus <url>'/],
    ]
    for (const [options, message] of wrong) {
      const { stderr, code } = await runCommandHere(t, scanCommand, ...options)
      assert.match(stderr, message)
      assert.notEqual(code, 0)
    }
  })

  test('names a page that cannot be written', async t => {
    const url = await serving(t, [{ labels: { __name__: 'depth' }, values: noisy(1, value => value) }])
    const { stderr, code } = await runCommandHere(
      t,
      scanCommand,
      '--prometheus',
      url,
      ...UNTIL,
      '--html',
      '/nowhere/x.html',
    )
    assert.match(stderr, /--html \/nowhere\/x\.html cannot be written: /)
    assert.equal(code, 1)
  })
})
