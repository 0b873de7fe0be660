// What CONTRIBUTING promises to whoever adds one more of a kind: in a copy of the checkout its recipes are followed
// as they stand there, and what came of them is found wherever it belongs.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { kinds } from '../../generate/new/kinds.ts'
import { copyCheckout, ROOT, runIn } from '../support/process/checkout.ts'
import { type Running, startCommand } from '../support/process/command.ts'
import { writeAsNewcomer } from '../support/process/newcomer.ts'

const HOUR = 3_600_000
const TOKEN = '0123456789abcdef'
const RECIPES = readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8')

/** `npm run new -- KIND NAME`, as the recipes say it. */
const commands = [...RECIPES.matchAll(/^npm run new -- (\S+) (\S+)$/gm)].map(([, kind = '', name = '']) => ({
  kind,
  name,
}))

/** The tests that hold every member of the registries to the same, and those of the new members. */
function suitesOf(folder: string): string[] {
  const everywhere = [
    'test/unit/indicators/**/*.test.ts',
    'test/unit/sources/*.test.ts',
    'test/unit/events/*.test.ts',
    'test/unit/lifecycles/*.test.ts',
    'test/unit/delivery/notifiers/*.test.ts',
    'test/unit/detection/**/{members,conformance,registry,kinds}*.test.ts',
    'test/unit/{cli,config,exposition,web}/**/members.test.ts',
    'test/unit/web/roles.test.ts',
    'test/unit/exposition/*.test.ts',
    'test/unit/presentation/change/*.test.ts',
    'test/unit/delivery/email/examples/*.test.ts',
    'test/unit/generate/*.test.ts',
    'test/unit/**/*toy*/**/*.test.ts',
    'test/unit/**/*toy*.test.ts',
  ]
  return [...new Set(everywhere.flatMap(pattern => globSync(pattern, { cwd: folder })))]
}

/** Tasks of twenty days, twelve an hour, each done after a minute. */
function history(now: number): object[] {
  return Array.from({ length: 20 * 24 * 12 }, (_, i) => {
    const at = now - 20 * 24 * HOUR + (i * HOUR) / 12
    const fact = { id: `task ${i}`, type: 'build' }
    return [
      { ...fact, state: 'queued', at },
      { ...fact, state: 'finished', at: at + 60_000 },
    ]
  })
    .flat()
    .filter(({ at }) => at < now)
}

describe('a newcomer who follows the recipes', { timeout: 600_000 }, () => {
  const cleanup: Array<() => void> = []
  const later = { after: (step: unknown): void => void cleanup.push(step as () => void) }
  let folder: string
  /** Paths of the files that are generated. */
  let generated: string[]
  /** What the suites say while the copies are as they were made. */
  let untouched: string
  const read = (path: string): string => textAt(folder, path)

  before(() => {
    folder = copyCheckout(later)
    for (const { kind, name } of commands) runIn(folder, 'npm', 'run', '-s', 'new', '--', kind, name)
    untouched = failureOf(() => runSuites(folder, ['test/unit/generate/untouched.test.ts']))
    writeAsNewcomer(folder)
    generated = runIn(folder, 'npm', 'run', '-s', 'generate').trim().split('\n')
  })
  after(() => {
    for (const step of cleanup) step()
  })

  test('finds a recipe for each of ten tasks, for a kind of change and for a preset', () => {
    const headings = [...RECIPES.matchAll(/^### An? (.+)$/gm)].map(([, what]) => what)
    assert.deepEqual(headings, [
      'indicator',
      'source',
      'preset',
      'notifier',
      'detector',
      'kind of change',
      'lifecycle kind',
      'command',
      'page',
      'metric',
      'alert rule',
      'configuration key',
    ])
    for (const kind of ['indicator', 'source', 'notifier', 'detector', 'change-kind', 'lifecycle-kind']) {
      assert.ok(
        commands.some(one => one.kind === kind),
        kind,
      )
    }
  })

  test('is told which copies are still as they were made, by page and by file', () => {
    for (const path of [
      'docs/reference/indicators/task-toy-growth.md',
      'docs/reference/sources/toy.md',
      'docs/reference/sources/toyfeed.md',
      'src/sources/toy/toy.ts',
      'src/sources/toyfeed/toyfeed.ts',
      'docs/reference/notifiers/toy.md',
      'src/delivery/notifiers/toy/channel.ts',
      'docs/reference/detectors/toy.md',
      'docs/reference/lifecycles/toy.md',
      'docs/how-to/runbooks/SlowburnToyFailing.md',
      'src/detection/kinds/toy.ts',
      'src/cli/commands/access/toy-password.ts',
      'src/web/pages/toys.ts',
      'src/exposition/metrics/toys-open.ts',
      'src/config/keys/toy-pace.ts',
    ]) {
      assert.ok(untouched.includes(`${path} still says`) || untouched.includes(`${path} is still`), path)
    }
  })

  test('has written code that type-checks', () => {
    assert.equal(runIn(folder, 'npm', 'run', '-s', 'typecheck'), '')
  })

  test('has written members that the conformance suites hold to the same as all others', () => {
    const files = suitesOf(folder)
    assert.ok(files.length > 20)
    assert.match(runSuites(folder, files), /toy/)
  })

  test('has written what the lint lets pass, whatever its name', t => {
    runIn(folder, 'npm', 'run', '-s', 'lint')
    const another = copyCheckout(t)
    for (const kind of Object.keys(kinds)) {
      const word = `a${kind.replaceAll('-', '')}`
      const name = kinds[kind]?.oneWord ? word : `${word}-of-a-name-that-is-rather-long`
      runIn(another, 'npm', 'run', '-s', 'new', '--', kind, name)
      if (kinds[kind]?.subject === undefined) continue
      for (const subject of ['toys', 'toys/wooden']) {
        const placed = `${name}-in-${subject.replace('/', '-')}`
        runIn(another, 'npm', 'run', '-s', 'new', '--', kind, placed, '--in-new', subject)
      }
    }
    runIn(another, 'npm', 'run', '-s', 'generate')
    assert.equal(runIn(another, 'npm', 'run', '-s', 'typecheck'), '')
    runIn(another, 'npm', 'run', '-s', 'lint')
  })

  test('finds them in the reference pages, on a board and in the rule file', () => {
    const configuration = read('docs/reference/configuration.md')
    assert.match(configuration, /\| `sources\[\]\.type` \| `toy` \|/)
    assert.match(configuration, /\| `contacts\[\]\.toy` \|/)
    assert.match(configuration, /^- `task_toy_growth`: /m)
    assert.match(configuration, /^\| `toy_pace` \|/m)
    const schema = JSON.stringify(JSON.parse(read('docs/reference/slowburn.schema.json')))
    assert.ok(schema.includes('"const":"toy"'))
    for (const name of ['slowburn_task_toy_growth_ratio', 'slowburn_toys_open']) {
      assert.ok(read('docs/reference/metrics.md').includes(`| \`${name}\` |`), name)
    }
    assert.match(read('docs/reference/command-line.md'), /### slowburn toy-password/)
    assert.match(read('docs/reference/pages.md'), /\| `\/toys` \| How often toys are wound up\. \|/)
    assert.match(read('docs/reference/changes.md'), /^\| `toy` \| 21 \| wound up and /m)
    assert.match(read('docs/reference/events.md'), /^A toy on its way to a child/m)
    const board = read('dashboards/slowburn-explorer.json')
    for (const name of ['slowburn_task_toy_growth_ratio', 'slowburn_toys_open']) {
      assert.ok(board.includes(`${name}{`), name)
    }
    assert.match(read('alerts/slowburn.rules.yml'), /alert: SlowburnToyFailing/)
  })

  test('finds the indicator under the rule that watches where no rule is written', () => {
    const script = `
      const { parseConfig } = await import('./src/config/load.ts')
      const { rules } = parseConfig(JSON.stringify({ sources: [{ name: 'app', type: 'toy', token: '${TOKEN}' }] }), {})
      console.log(JSON.stringify(rules))`
    const [rule] = JSON.parse(
      runIn(folder, process.execPath, '--input-type=module', '--eval', script),
    ) as Array<{
      indicators: string[]
    }>
    assert.ok(rule?.indicators.includes('task_toy_growth'))
  })

  describe('and starts the service', () => {
    const received: string[] = []
    let server: Server
    let running: Running
    let page: string

    before(async () => {
      server = createServer((request, response) => {
        request.on('data', chunk => received.push(String(chunk)))
        request.on('end', () => response.end())
      }).listen(0, '127.0.0.1')
      await once(server, 'listening')
      const file = join(folder, 'slowburn.yml')
      const hook = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
      writeFileSync(
        file,
        `data: { folder: ${JSON.stringify(join(folder, 'data'))} }
listen: { port: 0 }
tick: 1s
sources:
  - { name: app, type: toy, token: ${TOKEN}, lateness: 1s }
contacts:
  - { name: hook, toy: { url: "${hook}" } }
route: { to: [hook] }
`,
      )
      running = startCommand(['start', '--config', file], { root: folder })
      page = (await running.says(/page=(\S+)/))[1] ?? ''
      const response = await fetch(`${page}ingest/app/facts`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${TOKEN}`, 'Content-Type': 'application/json' },
        body: JSON.stringify(history(Date.now())),
      })
      assert.equal(response.status, 200, await response.text())
    })
    after(async () => {
      await running.end('SIGTERM')
      server.close()
    })

    const eventually = async (pattern: RegExp): Promise<void> => {
      let metrics = ''
      for (let i = 0; i < 300 && !pattern.test(metrics); i++) {
        await pause(100)
        metrics = await (await fetch(`${page}metrics`)).text()
      }
      assert.match(metrics, pattern)
    }

    test('the source takes facts in, and the indicator is measured from them, on /metrics', async () => {
      await eventually(/^slowburn_source_events_total\{source="app",type="task\.finished"\} 5\d{3}$/m)
      await eventually(/^slowburn_source_up\{source="app"\} 1$/m)
      await eventually(/^slowburn_task_toy_growth_ratio -?\d/m)
      await eventually(/^slowburn_series_monitors\{indicator="task_toy_growth",state="quiet"\} 1$/m)
    })

    test('the metric and the page are served', async () => {
      await eventually(/^slowburn_toys_open\{kind="task"\} \d+$/m)
      const response = await fetch(`${page}toys`)
      assert.equal(response.status, 200)
      assert.match(await response.text(), /toys are wound up every 60 s/)
    })

    test('the notifier delivers a test message', async () => {
      const tested = startCommand(['notify-test', '--to', 'hook', '--config', join(folder, 'slowburn.yml')], {
        root: folder,
      })
      await tested.says(/accepted/)
      assert.equal(received.length, 1)
      await eventually(/^slowburn_deliveries_total\{notifier="toy",outcome="accepted"\} 1$/m)
    })
  })

  test('has touched no file that was there before, but those that are generated', () => {
    const listed = runIn(ROOT, 'git', 'ls-files').trim().split('\n')
    const changed = listed.filter(path => existsSync(join(folder, path)) && read(path) !== textAt(ROOT, path))
    assert.deepEqual(
      changed.filter(path => !generated.includes(path)),
      [],
    )
  })
})

function runSuites(folder: string, files: readonly string[]): string {
  return runIn(folder, process.execPath, '--import', './test/support/seed.ts', '--test', ...files)
}

/** The message of what the step throws; empty where it throws nothing. */
function failureOf(step: () => void): string {
  try {
    step()
    return ''
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function textAt(root: string, path: string): string {
  return readFileSync(join(root, path), 'utf8')
}
