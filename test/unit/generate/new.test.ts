import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, test } from 'node:test'
import { kinds } from '../../../generate/new/kinds.ts'
import { renameCode } from '../../../generate/new/renaming.ts'
import { addMember, checkFolder, copiesOf } from '../../../generate/new.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { ROOT } from '../../support/process/checkout.ts'

/** The siblings alone, in a folder of their own. */
function copy(t: { after(done: () => void): void }): string {
  const folder = temporaryFolder(t)
  for (const path of Object.values(kinds).flatMap(({ files }) => files)) {
    cpSync(join(ROOT, path), join(folder, path), { recursive: true })
  }
  for (const path of ['docs/reference/slowburn.schema.json', 'src/web/probes.ts']) {
    cpSync(join(ROOT, path), join(folder, path))
  }
  return folder
}

/** Formatting changes no name; one test is about it. */
function add(folder: string, kind: string, name: string, subject?: string): string[] {
  return addMember(folder, kind, name, { subject, format: () => {} })
}

function filesIn(folder: string): string[] {
  return globSync('{src,test,docs,alerts}/**', { cwd: folder }).sort()
}

describe('one more of a kind', () => {
  for (const kind of Object.keys(kinds)) {
    test(`a new ${kind} is a copy of its sibling in which nothing bears the old name`, t => {
      const folder = copy(t)
      const { sibling = '', oneWord = false } = kinds[kind] ?? {}
      const paths = add(folder, kind, oneWord ? 'toything' : 'toy-thing')
      assert.ok(paths.length > 0)
      const old = new RegExp(`\\b${sibling}\\b|\\b${sibling.replaceAll('-', '_')}\\b`)
      for (const path of paths) {
        assert.ok(existsSync(join(folder, path)), path)
        assert.match(path, /toy-?thing|ToyThing/)
        if (sibling.includes('-')) assert.doesNotMatch(readFileSync(join(folder, path), 'utf8'), old)
      }
    })
  }

  test('a name is replaced in every way of writing it, and a method of that name is left alone', t => {
    const folder = copy(t)
    add(folder, 'source', 'toy')
    const code = readFileSync(join(folder, 'src/sources/toy/toy.ts'), 'utf8')
    assert.match(code, /const TYPE = 'toy'\n[\s\S]*export const toy = \{\n {2}type: TYPE,/)
    assert.match(code, /function createToy\(/)
    assert.equal(renameCode('push', 'toy')('push.type; list.push(PUSH)'), 'toy.type; list.push(TOY)')
  })

  test('an import names the file and the code its constant, though the sibling of one word writes both alike', t => {
    const folder = copy(t)
    add(folder, 'key', 'tick-rate')
    const code = readFileSync(join(folder, 'test/unit/config/keys/tick-rate.test.ts'), 'utf8')
    assert.match(code, /import \{ tickRate \} from '(?:\.\.\/)+src\/config\/keys\/tick-rate\.ts'/)
    assert.match(code, /tickRate\.parse\(undefined\)/)
  })

  test('a page is titled as what it is of', t => {
    const folder = copy(t)
    const titleOf = (path: string): string | undefined =>
      readFileSync(join(folder, path), 'utf8').split('\n')[0]
    add(folder, 'lifecycle-kind', 'deployment')
    assert.equal(titleOf('docs/reference/lifecycles/deployment.md'), '# Deployment')
    add(folder, 'indicator', 'task-toy-growth')
    assert.equal(titleOf('docs/reference/indicators/task-toy-growth.md'), '# Task toy growth')
    add(folder, 'alert-rule', 'slowburn-toy-failing')
    assert.equal(titleOf('docs/how-to/runbooks/SlowburnToyFailing.md'), '# SlowburnToyFailing')
  })

  test('a folder that is not there is made only where a new one is asked for', () => {
    checkFolder(ROOT, 'indicator', 'money')
    checkFolder(ROOT, 'command', 'alerts')
    assert.throws(() => checkFolder(ROOT, 'indicator', 'mony'), {
      message: 'src/indicators has no folder mony; for a new one: --in-new mony',
    })
  })

  test('the folder of its subject may be said', t => {
    const folder = copy(t)
    assert.deepEqual(add(folder, 'command', 'toy-top', 'alerts'), [
      'src/cli/commands/alerts/toy-top.ts',
      'test/unit/cli/commands/alerts/toy-top.test.ts',
    ])
  })

  test('a command is listed with those of the folder that it is put in', () => {
    for (const [folder, group] of [
      ['alerts', 'Alerts'],
      ['incidents', 'Incidents'],
    ]) {
      const [code] = copiesOf(ROOT, 'command', 'toy-top', folder)
      assert.match(code?.text ?? '', new RegExp(`group: '${group}'`))
    }
  })

  test('its help is shown where it is asked for, and what cannot be read is one line', () => {
    const run = (...args: string[]) => {
      const { stdout, stderr, status } = spawnSync(process.execPath, ['generate/new.ts', ...args], {
        cwd: ROOT,
        encoding: 'utf8',
      })
      return { stdout, stderr, status }
    }
    const help = run('--help')
    assert.equal(`${help.status}${help.stderr}`, '0')
    for (const kind of Object.keys(kinds)) assert.match(help.stdout, new RegExp(`\\b${kind}\\b`))
    assert.deepEqual(run('key', 'toy', '--of', 'x'), {
      stdout: '',
      stderr: "Unknown option '--of'; npm run new -- --help says what there is\n",
      status: 1,
    })
  })

  for (const [kind, { subject }] of Object.entries(kinds)) {
    if (subject === undefined) continue
    for (const asked of ['toys', 'toys/wooden']) {
      test(`what a ${kind} imports is found from the folder ${asked} as well`, t => {
        const folder = copy(t)
        const paths = add(folder, kind, 'toy-thing', asked)
        assert.ok(paths.some(path => path.includes(`/${asked}/toy-thing.ts`)))
        for (const path of paths) {
          const text = readFileSync(join(folder, path), 'utf8')
          for (const [, relative = ''] of text.matchAll(/from '(\.[^']+)'/g)) {
            const target = join(dirname(path), relative)
            assert.ok(
              existsSync(join(folder, target)) || existsSync(join(ROOT, target)),
              `${path}: ${target}`,
            )
          }
        }
      })
    }
  }

  for (const [kind, name, fault] of [
    ['notifier', 'class', /^class is a word of the language/],
    ['command', 'delete', /^delete is a word of the language/],
    ['indicator', 'constructor', /^constructor is a word of the language/],
    ['source', 'null', /^null is a word of the language/],
    ['command', 'help', /^help is a command already/],
    ['key', 'contacts', /^contacts is a key of the configuration already/],
    ['key', 'time-intervals', /^time_intervals is a key of the configuration already/],
    ['notifier', 'name', /^name is a key of a contact already/],
    ['indicator', 'insufficient', /^insufficient means something else in the code/],
    ['page', 'healthz', /^\/healthz is an address already, in src\/web\/probes\.ts/],
    ['detector', 'page-hinkley', /^page-hinkley is not one word, as ties is; write pagehinkley/],
    ['constructor', 'toy', /^there is no kind constructor/],
  ] as const) {
    test(`a ${kind} called ${name} is refused before anything is written`, t => {
      const folder = copy(t)
      const before = filesIn(folder)
      assert.throws(() => add(folder, kind, name), { message: fault })
      assert.deepEqual(filesIn(folder), before)
    })
  }

  test('a command that lies in another folder is there already', t => {
    const folder = copy(t)
    add(folder, 'command', 'toy-top', 'alerts')
    assert.throws(() => add(folder, 'command', 'toy-top'), /alerts\/toy-top\.ts is there already/)
  })

  test('nothing is left behind where the copies cannot be formatted', t => {
    const folder = copy(t)
    const before = filesIn(folder)
    const unformatted = (): unknown => addMember(folder, 'indicator', 'toy-thing', { subject: 'toys' })
    assert.throws(unformatted, /cannot be formatted: run npm ci/)
    assert.deepEqual(filesIn(folder), before)
  })

  test('nothing is written over, and what cannot be is refused in words', t => {
    const folder = copy(t)
    add(folder, 'key', 'toy')
    assert.throws(() => add(folder, 'key', 'toy'), /src\/config\/keys\/toy\.ts is there already/)
    assert.throws(
      () => add(folder, 'source', 'toy-feed'),
      /toy-feed is not one word, as samplehook is; write toyfeed$/,
    )
    assert.throws(() => add(folder, 'toy', 'toy'), /there is no kind toy; known: indicator, /)
    assert.throws(() => add(folder, '', ''), /npm run new -- KIND NAME; kinds: indicator, /)
    assert.throws(() => add(folder, 'key', ''), /npm run new -- key NAME/)
    assert.throws(() => add(folder, 'key', 'hue', 'toys'), /no key has a folder of its subject/)
    assert.throws(() => add(folder, 'command', 'hue', '../x'), /is not the name of a folder/)
    assert.throws(() => add(folder, 'key', 'Toy Key'), /Toy Key is not a name in kebab case, such as tick/)
  })
})
