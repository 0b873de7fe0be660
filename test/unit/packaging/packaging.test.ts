// What is packaged fits what it packages: paths, ports, options and the configuration are those of this version.
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { parseAllDocuments, parse as parseYaml } from 'yaml'
import { parseConfig } from '../../../src/config/load.ts'

const ROOT = join(import.meta.dirname, '../../..')
const read = (path: string): string => readFileSync(join(ROOT, 'packaging', path), 'utf8')
const ENV = { DATABASE_URL: 'postgres://reader@db/app' }

interface Probe {
  httpGet: { path: string; port: string }
}

interface Container {
  ports: Array<{ name: string }>
  securityContext: { readOnlyRootFilesystem: boolean }
  startupProbe: Probe
  livenessProbe: Probe
  readinessProbe: Probe
}

/** What the tests read of the manifests, whichever of them has it. */
interface Manifest {
  kind: string
  metadata: { name: string; labels: Record<string, string> }
  spec: {
    replicas: number
    ports: Array<{ name: string; targetPort: string }>
    endpoints: Array<{ port: string }>
    template: {
      spec: {
        containers: Container[]
        securityContext: { runAsNonRoot: boolean }
        automountServiceAccountToken: boolean
      }
    }
  }
  data?: Record<string, string>
}

function containerOf({ spec }: Manifest): Container {
  return spec.template.spec.containers[0] ?? assert.fail('there is no container')
}

test('what is optional for a user is there for whoever develops: npm leaves out what its own Node.js is too old for', () => {
  const { optionalDependencies, devDependencies } = JSON.parse(
    readFileSync(join(ROOT, 'package.json'), 'utf8'),
  ) as Record<'optionalDependencies' | 'devDependencies', Record<string, string>>
  assert.ok(Object.keys(optionalDependencies).length > 0)
  for (const [name, version] of Object.entries(optionalDependencies)) {
    assert.equal(devDependencies[name], version, name)
  }
})

describe('the Dockerfile', () => {
  test('copies what there is, and runs without root and with a health check', () => {
    const text = read('docker/Dockerfile')
    const copied = [...text.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, paths = '']) =>
      paths.split(' '),
    )
    assert.ok(copied.length > 5)
    for (const path of copied) assert.ok(existsSync(join(ROOT, path)), path)
    assert.match(text, /^USER 10001:10001$/m)
    assert.match(text, /^HEALTHCHECK .*9465\/healthz/m)
    const entry = JSON.parse(/^ENTRYPOINT (.+)$/m.exec(text)?.[1] ?? '[]') as string[]
    assert.ok(existsSync(join(ROOT, entry.at(-1)?.replace('/app/', '') ?? '')))
    // The options of the launcher's first line, which nobody reads here.
    const [, options = ''] =
      /^#!\/usr\/bin\/env -S node (.*)$/m.exec(readFileSync(join(ROOT, 'bin/slowburn.cjs'), 'utf8')) ?? []
    assert.deepEqual(entry.slice(1, -1), options.split(' '))
  })

  test('and compose.yml use a configuration that is valid', () => {
    const config = parseConfig(read('docker/slowburn.yml'), ENV)
    assert.equal(config.listen.probes?.port, 9465)
    assert.equal(config.data.folder, '/data')
    const { services } = parseYaml(read('docker/compose.yml'))
    assert.equal(services.slowburn.read_only, true)
    assert.deepEqual(services.slowburn.cap_drop, ['ALL'])
  })
})

describe('the Kubernetes manifests', () => {
  const manifests = ['kubernetes/slowburn.yaml', 'kubernetes/servicemonitor.yaml'].flatMap(file =>
    parseAllDocuments(read(file)).map(document => {
      assert.deepEqual(document.errors, [], file)
      return document.toJS() as Manifest
    }),
  )
  const kind = (name: string): Manifest =>
    manifests.find(one => one.kind === name) ?? assert.fail(`there is no ${name}`)

  test('belong together by label and by the names of ports', () => {
    for (const { kind: name, metadata } of manifests) {
      assert.equal(metadata.labels['app.kubernetes.io/name'], 'slowburn', name)
    }
    const container = containerOf(kind('StatefulSet'))
    const ports = container.ports.map(({ name }) => name)
    const served = kind('Service').spec.ports.map(({ targetPort }) => targetPort)
    assert.deepEqual(served, ports)
    const [endpoint] = kind('ServiceMonitor').spec.endpoints
    assert.ok(kind('Service').spec.ports.some(({ name }) => name === endpoint?.port))
    for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe'] as const) {
      assert.equal(container[probe].httpGet.port, 'probes')
    }
    assert.equal(container.livenessProbe.httpGet.path, '/healthz')
  })

  test('run one process, without root, on a file system that is for reading', () => {
    const { spec } = kind('StatefulSet')
    assert.equal(spec.replicas, 1)
    assert.equal(spec.template.spec.securityContext.runAsNonRoot, true)
    assert.equal(containerOf(kind('StatefulSet')).securityContext.readOnlyRootFilesystem, true)
    assert.equal(spec.template.spec.automountServiceAccountToken, false)
  })

  test('hold a configuration that is valid', () => {
    const config = parseConfig(kind('ConfigMap').data?.['slowburn.yml'] ?? '', ENV)
    assert.equal(config.listen.probes?.port, 9465)
  })
})

describe('the systemd unit', () => {
  test('has sections and settings that are written as systemd reads them, each once unless it may repeat', () => {
    const lines = read('systemd/slowburn.service')
      .split('\n')
      .filter(line => line !== '' && !line.startsWith('#'))
    assert.deepEqual(
      lines.filter(line => line.startsWith('[')),
      ['[Unit]', '[Service]', '[Install]'],
    )
    const names = lines
      .filter(line => !line.startsWith('['))
      .map(line => {
        const name = /^([A-Z][A-Za-z]+)=/.exec(line)?.[1]
        assert.ok(name !== undefined, line)
        return name
      })
    // The command finds the Node.js of its own folder, whatever the machine has.
    const path = lines.find(line => line.startsWith('Environment=PATH='))?.replace('Environment=PATH=', '')
    const command = lines.find(line => line.startsWith('ExecStart='))?.replace('ExecStart=', '')
    assert.equal(`${path?.split(':')[0]}/slowburn`, command?.split(' ')[0])
    const twice = names.filter((name, index) => names.indexOf(name) !== index)
    assert.deepEqual([...new Set(twice)], ['SystemCallFilter'])
    for (const name of ['NoNewPrivileges', 'ProtectSystem', 'DynamicUser', 'StateDirectory', 'ExecReload']) {
      assert.ok(names.includes(name), name)
    }
  })
})
