// What is published: packed as npm packs it, and run from an empty folder beside nothing but the packages that it must have.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { temporaryFolder } from '../support/folder.ts'
import { copyCheckout, ROOT, runIn } from '../support/process/checkout.ts'

const DOCUMENTED = ['description', 'keywords', 'license', 'engines', 'bin', 'files', 'exports'] as const

interface Locked {
  dev?: boolean
  optional?: boolean
  devOptional?: boolean
}

/** Top-level packages without which it is not installed. */
function required(): string[] {
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, Locked>
  }
  return Object.entries(packages).flatMap(([path, { dev, optional, devOptional }]) => {
    const [, name] = /^node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(path) ?? []
    return name === undefined || dev || optional || devOptional ? [] : [name]
  })
}

describe('the package', () => {
  test('says what it is', () => {
    const about = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Record<string, unknown>
    for (const key of DOCUMENTED) assert.ok(about[key] !== undefined, key)
  })

  test('runs without its optional packages, and names the one that something needs', t => {
    const { folder, run } = installed(t)
    assert.match(run('--version').said, new RegExp(`^${version().replaceAll('.', '\\.')}`))
    const config = `data: { folder: ${JSON.stringify(join(folder, 'data'))} }
listen: { port: 0 }
sources: [{ name: app, type: push, token: a-token-of-twenty-letters, feeds: [task] }]
`
    writeFileSync(join(folder, 'slowburn.yml'), config)
    const boards = run('dashboards', '--out', join(folder, 'boards'))
    assert.match(boards.said, /slowburn-overview\.json$/m)
    const checked = run('check')
    assert.equal(checked.status, 0, checked.said)
    writeFileSync(join(folder, 'slowburn.yml'), `${config}telemetry: { endpoint: 'http://127.0.0.1:9' }\n`)
    const started = run('start')
    assert.equal(started.status, 1)
    assert.match(started.said, /telemetry: OpenTelemetry is not installed\. .*without --omit=optional/)
    const demo = run('demo', '--port', '0')
    assert.equal(demo.status, 1)
    assert.match(
      demo.said,
      /^slowburn: demo: the embedded PostgreSQL is not installed\. .*without --omit=optional/,
    )
  })

  test('runs where the native part that draws charts is missing, and says so', t => {
    const { folder, run } = installed(t)
    rmSync(join(folder, 'node_modules/@resvg'), { recursive: true })
    assert.equal(run('--version').status, 0)
    writeFileSync(
      join(folder, 'slowburn.yml'),
      `data: { folder: ${JSON.stringify(join(folder, 'data'))} }
sources: [{ name: app, type: push, token: a-token-of-twenty-letters, feeds: [task] }]
`,
    )
    assert.match(run('check').said, /charts cannot be drawn: .*; install again without --omit=optional/)
  })
})

/** In an empty folder, without what is optional. */
function installed(t: TestContext) {
  const folder = temporaryFolder(t)
  runIn(copyCheckout(t), 'npm', 'pack', '--silent', '--pack-destination', folder)
  const root = join(folder, 'node_modules/slowburn')
  mkdirSync(root, { recursive: true })
  runIn(folder, 'tar', 'xzf', `slowburn-${version()}.tgz`, '--strip-components=1', '-C', root)
  for (const name of required()) {
    const link = join(folder, 'node_modules', name)
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(join(ROOT, 'node_modules', name), link)
  }
  const run = (...args: string[]): { status: number | null; said: string } => {
    const command = join(root, 'bin/slowburn.cjs')
    const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args], {
      cwd: folder,
      encoding: 'utf8',
    })
    return { status, said: stdout + stderr }
  }
  return { folder, run }
}

function version(): string {
  return (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }).version
}
