// What is packaged, built and started here: the Dockerfile's steps in a folder, and what the programs of systemd say of the unit.
import assert from 'node:assert/strict'
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { ServiceMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1'
import { StatefulSet } from 'kubernetes-models/apps/v1'
import { ConfigMap, Service } from 'kubernetes-models/v1'
import { parseAllDocuments } from 'yaml'
import { nobodyAt } from '../support/delivery/http.ts'
import { needs } from '../support/exposition/prometheus.ts'
import { temporaryFolder } from '../support/folder.ts'

const ROOT = join(import.meta.dirname, '../..')
const UID = 10_001
const asRoot = process.getuid?.() === 0 ? false : 'only root can become the user of the image'

interface Step {
  instruction: string
  rest: string
}

/** By stage, in order. */
function stagesOf(dockerfile: string): Step[][] {
  const stages: Step[][] = []
  for (const line of dockerfile.split('\n')) {
    const [, instruction = '', rest = ''] = /^([A-Z]+) (.+)$/.exec(line) ?? []
    if (instruction === 'FROM') stages.push([])
    if (instruction !== '') stages.at(-1)?.push({ instruction, rest })
  }
  return stages
}

/** Replays WORKDIR, COPY and RUN of a stage below `root`; the stage before it is in `build`. */
function replay(steps: readonly Step[], root: string, build: string): void {
  let folder = root
  for (const { instruction, rest } of steps) {
    if (instruction === 'WORKDIR') {
      folder = join(root, rest)
      mkdirSync(folder, { recursive: true })
    } else if (instruction === 'COPY') copy(rest.split(' '), folder, build)
    else if (instruction === 'RUN') run(rest, folder, root)
  }
}

function copy(words: readonly string[], folder: string, build: string): void {
  const from =
    words[0] === '--from=build' ? (path: string) => join(build, path) : (path: string) => join(ROOT, path)
  const [target = '.', ...sources] = words.filter(word => !word.startsWith('--')).toReversed()
  for (const source of sources) {
    const isFolder = statSync(from(source)).isDirectory()
    const to = isFolder
      ? join(folder, target)
      : target.endsWith('/')
        ? join(folder, target, source)
        : join(folder, target)
    // As `cp -al`: a thousand packages are not copied byte by byte.
    if (source.endsWith('node_modules')) execFileSync('cp', ['-al', from(source), to])
    else cpSync(from(source), to, { recursive: true })
  }
}

/** Packages are those of this checkout, which `npm ci` would bring from the same lock file. */
function run(command: string, folder: string, root: string): void {
  for (const one of command.split(' && ')) {
    const [program = '', ...args] = one.split(' ')
    if (one.startsWith('npm ci')) linkPackages(folder)
    else if (program === 'mkdir') mkdirSync(join(root, args[0] ?? ''), { recursive: true })
    else if (program === 'chown') chownSync(join(root, args[1] ?? ''), UID, UID)
    else
      execFileSync(program, [...args, ...(args[0] === 'prune' ? ['--offline', '--no-audit'] : [])], {
        cwd: folder,
        stdio: 'pipe',
      })
  }
}

function linkPackages(folder: string): void {
  const target = join(folder, 'node_modules')
  mkdirSync(target)
  execFileSync('cp', ['-al', `${join(ROOT, 'node_modules')}/.`, target])
  // npm writes this one anew: it must not write through the link.
  const lock = join(target, '.package-lock.json')
  const text = readFileSync(lock)
  rmSync(lock)
  writeFileSync(lock, text)
}

describe('the image', () => {
  test('is built by its steps, starts as its user on a root that it cannot write, and is healthy', {
    skip: asRoot,
  }, async t => {
    const place = temporaryFolder(t)
    chmodSync(place, 0o755)
    const [build, root] = [join(place, 'build'), join(place, 'root')]
    for (const folder of [build, root]) mkdirSync(folder)
    const [first = [], last = []] = stagesOf(readFileSync(join(ROOT, 'packaging/docker/Dockerfile'), 'utf8'))
    replay(first, build, '')
    replay(last, root, build)
    assert.deepEqual(readdirSync(join(root, 'app')).sort(), [
      'LICENSE',
      'assets',
      'bin',
      'dist',
      'node_modules',
      'package.json',
    ])
    assert.ok(
      !readdirSync(join(root, 'app/node_modules')).includes('typescript'),
      'without what only developing needs',
    )

    const health = await startIn(t, root, last)
    const answer = await fetch(health)
    assert.deepEqual([answer.status, await answer.text()], [200, 'alive\n'])
    const owners = new Set(readdirSync(join(root, 'app')).map(name => statSync(join(root, 'app', name)).uid))
    assert.deepEqual([...owners], [0], 'nothing in it belongs to the process')
    assert.ok(readdirSync(join(root, 'data')).includes('slowburn.db'))
    assert.equal(statSync(join(root, 'data/slowburn.db')).uid, UID)
  })
})

/** Resolves with the address of its health once it answers there. */
async function startIn(t: TestContext, root: string, steps: readonly Step[]): Promise<string> {
  const ports = await Promise.all([nobodyAt(), nobodyAt()].map(async url => new URL(await url).port))
  const config = join(root, 'etc/slowburn/slowburn.yml')
  mkdirSync(join(config, '..'), { recursive: true })
  const shipped = readFileSync(join(ROOT, 'packaging/docker/slowburn.yml'), 'utf8')
  writeFileSync(
    config,
    shipped
      .replace('/data', join(root, 'data'))
      .replace('host: 0.0.0.0\n', `host: 127.0.0.1\n  port: ${ports[0]}\n`)
      .replace('host: 0.0.0.0, port: 9465', `host: 127.0.0.1, port: ${ports[1]}`),
  )
  const node = join(root, 'node')
  cpSync(process.execPath, node)
  const wordsOf = (name: string): string[] =>
    JSON.parse(steps.find(({ instruction }) => instruction === name)?.rest ?? '[]') as string[]
  const words = [...wordsOf('ENTRYPOINT').slice(1), ...wordsOf('CMD')].map(word =>
    word.startsWith('/') ? join(root, word) : word,
  )
  const child = spawn(node, words, {
    cwd: root,
    uid: UID,
    gid: UID,
    env: { NODE_ENV: 'production', DATABASE_URL: 'postgres://reader@127.0.0.1:1/app' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  t.after(async () => {
    if (child.exitCode === null && child.kill('SIGTERM')) await once(child, 'close')
  })
  let said = ''
  for await (const chunk of child.stderr) {
    said += chunk
    if (/probes and metrics/.test(said) && /page=/.test(said)) break
  }
  assert.match(said, /probes and metrics/)
  return `http://127.0.0.1:${ports[1]}/healthz`
}

describe('the systemd unit', needs('systemd-analyze'), () => {
  test('is valid for systemd, which finds little that it exposes', t => {
    const unit = join(temporaryFolder(t), 'slowburn.service')
    const text = readFileSync(join(ROOT, 'packaging/systemd/slowburn.service'), 'utf8')
    // The command is looked for, and is not installed here.
    writeFileSync(unit, text.replace(/^ExecStart=\S+/m, 'ExecStart=/bin/true'))
    assert.equal(execFileSync('systemd-analyze', ['verify', unit], { encoding: 'utf8' }), '')
    const judged = execFileSync('systemd-analyze', ['security', '--offline=true', '--threshold=20', unit], {
      encoding: 'utf8',
    })
    assert.match(judged, /Overall exposure level .*: 1\.\d/)
  })
})

/** Where each kind is declared. */
const KINDS: Readonly<Record<string, string>> = {
  ConfigMap: 'kubernetes-models/v1',
  Service: 'kubernetes-models/v1',
  StatefulSet: 'kubernetes-models/apps/v1',
  ServiceMonitor: '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1',
}

interface Manifest {
  kind: string
}

function manifests(): Manifest[] {
  return ['slowburn.yaml', 'servicemonitor.yaml'].flatMap(file =>
    parseAllDocuments(readFileSync(join(ROOT, 'packaging/kubernetes', file), 'utf8')).map(
      document => document.toJS() as Manifest,
    ),
  )
}

/** Maps whose keys are anybody's. */
const FREE = /^(?:labels|annotations|data|matchLabels|selector|requests|limits)$/

/** The same manifest with a key that no schema knows, once in each of its objects. */
function withUnknownKeys(manifest: Manifest): Manifest[] {
  const paths: Array<readonly (string | number)[]> = []
  const walk = (value: unknown, path: readonly (string | number)[]): void => {
    if (typeof value !== 'object' || value === null) return
    const isFree = FREE.test(String(path.at(-1))) && !('matchLabels' in value)
    if (!Array.isArray(value) && !isFree) paths.push(path)
    for (const [key, inner] of Object.entries(value)) walk(inner, [...path, key])
  }
  walk(manifest, [])
  return paths.map(path => {
    const spoiled = structuredClone(manifest)
    const at = path.reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], spoiled)
    Object.assign(at as object, { surprise: 'none' })
    return spoiled
  })
}

/** The numbers of those that the compiler refuses as what their kinds are declared to be: it knows every key that there may be. */
function refusedByTypes(t: TestContext, given: readonly Manifest[]): number[] {
  const folder = temporaryFolder(t)
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  const imports = Object.entries(KINDS).map(([kind, from]) => `import type { I${kind} } from '${from}'`)
  const lines = given.map((one, index) => `export const m${index}: I${one.kind} = ${JSON.stringify(one)}`)
  writeFileSync(join(folder, 'manifests.mts'), [...imports, ...lines].join('\n'))
  const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--target', 'es2023']
  const { stdout } = spawnSync(
    join(ROOT, 'node_modules/.bin/tsc'),
    [...options, '--pretty', 'false', 'manifests.mts'],
    { cwd: folder, encoding: 'utf8' },
  )
  const found = [...stdout.matchAll(/^manifests\.mts\((\d+),/gm)].map(
    ([, line]) => Number(line) - 1 - imports.length,
  )
  return [...new Set(found)]
}

describe('the Kubernetes manifests', () => {
  test('keep to the schemas of their kinds', () => {
    const kinds = { ConfigMap, Service, StatefulSet, ServiceMonitor }
    const seen = manifests().map(manifest => {
      new kinds[manifest.kind as keyof typeof kinds](manifest as never).validate()
      return manifest.kind
    })
    assert.deepEqual(seen.sort(), ['ConfigMap', 'Service', 'ServiceMonitor', 'StatefulSet'])
    assert.throws(
      () => new StatefulSet({ metadata: { name: 'x' }, spec: { replicas: 'one' } } as never).validate(),
      /must be/,
    )
  })

  test('name what is scraped by its pod, which keeps its name where its address changes', () => {
    const monitor = manifests().find(({ kind }) => kind === 'ServiceMonitor') as unknown as {
      spec: { endpoints: Array<{ relabelings?: unknown[] }> }
    }
    for (const { relabelings } of monitor.spec.endpoints)
      assert.deepEqual(relabelings, [
        { sourceLabels: ['__meta_kubernetes_pod_name'], targetLabel: 'instance' },
      ])
  })

  test('have no key that their kinds do not know, in any of their objects', t => {
    assert.deepEqual(refusedByTypes(t, manifests()), [])
    const spoiled = manifests().flatMap(withUnknownKeys)
    assert.ok(spoiled.length >= 30, `${spoiled.length} objects`)
    const refused = new Set(refusedByTypes(t, spoiled))
    assert.deepEqual(
      spoiled.filter((_, index) => !refused.has(index)),
      [],
    )
  })
})
