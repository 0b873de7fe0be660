// Nothing that `npm run new` has copied is left as it was copied: neither its page nor its code.
import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { describe, test } from 'node:test'
import { kinds } from '../../../generate/new/kinds.ts'
import { copiesOf } from '../../../generate/new.ts'
import { ROOT } from '../../support/process/checkout.ts'

interface Candidate {
  readonly name: string
  /** What is there, beside what would have been copied. */
  readonly copies: ReadonlyArray<{ path: string; copied: string; text: string }>
}

for (const [kind, { sibling, files }] of Object.entries(kinds)) {
  describe(`each ${kind}`, () => {
    for (const { name, copies } of membersOf(kind)) {
      test(`${name} says more than ${sibling} under another name`, () => {
        const code = copies.filter(({ path }) => /^(?:src|alerts\/rules)\//.test(path))
        const same = code.filter(({ copied, text }) => wordsOf(text) === wordsOf(copied))
        assert.ok(
          same.length === 0 || same.length < code.length,
          `${same[0]?.path} is still ${sibling} as it was copied: write what ${name} is`,
        )
      })

      for (const { path, copied, text } of copies.filter(one => one.path.startsWith('docs/'))) {
        test(`${name} has a page of its own`, () => {
          const sentences = sentencesOf(copied)
          const left = [...sentencesOf(text)].filter(line => sentences.has(line))
          assert.ok(
            left.length <= (files.some(isTemplate) ? 0 : sentences.size / 2),
            `${path} still says what it was copied from: ${left[0]}`,
          )
        })
      }
    }
  })
}

function membersOf(kind: string): Candidate[] {
  const { sibling = '', oneWord = false, files = [], subject } = kinds[kind] ?? {}
  const page = files.map(templatePlace).find(path => path.startsWith('docs/'))
  const names = new Set([...namesIn(mainFolder(kind)), ...(page === undefined ? [] : namesIn(dirname(page)))])
  return [...names]
    .filter(name => name !== sibling && name !== 'members' && !(oneWord && name.includes('-')))
    .map(name => ({
      name,
      copies: copiesOf(ROOT, kind, name).flatMap(({ path, text: copied }) => {
        const place = found(path, subject)
        return isFile(place) ? [{ path: place, copied, text: read(place) }] : []
      }),
    }))
    .filter(({ copies }) => copies.length > 0)
}

function isTemplate(path: string): boolean {
  return path.startsWith('generate/templates/docs/')
}

function templatePlace(path: string): string {
  return path.replace(/^generate\/templates\/(.*)\.txt$/, '$1')
}

/** Where members of a kind lie: of those with a subject, its folder is one of several. */
function mainFolder(kind: string): string {
  const { files = [], subject } = kinds[kind] ?? {}
  const [main = ''] = files.map(templatePlace)
  return subject === undefined ? dirname(main) : `${dirname(subject)}/*/**`
}

/** In kebab case. */
function namesIn(folder: string): string[] {
  return globSync(`${folder}/*`, { cwd: ROOT })
    .map(path => basename(path).replace(/\.(?:ts|md|yml)$/, ''))
    .filter(name => !/\.test$|^README$/.test(name))
    .map(name => name.replace(/(?<!^)[A-Z]/g, letter => `-${letter}`).toLowerCase())
    .filter(name => /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name))
}

/** A member may lie in another folder than its sibling's. */
function found(path: string, subject: string | undefined): string {
  if (subject === undefined || existsSync(join(ROOT, path))) return path
  const [, inner = ''] = path.split(`${subject.replace(/^src\//, '')}/`)
  const [other = path] = globSync(`${dirname(subject)}/*/**/${inner}`, { cwd: ROOT })
  return path.startsWith('src/') ? other : path
}

function isFile(path: string): boolean {
  return existsSync(join(ROOT, path)) && statSync(join(ROOT, path)).isFile()
}

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8')
}

/** What formatting and the order of imports leave alone. */
function wordsOf(text: string): string {
  return (text.match(/\w+/g) ?? []).sort().join(' ')
}

/** Lines long enough to say something. */
function sentencesOf(text: string): Set<string> {
  const lines = text.split('\n').map(line => line.trim())
  return new Set(lines.filter(line => line.length >= 30 && !line.startsWith('|---')))
}

test('there are members of every kind to be compared', () => {
  for (const kind of Object.keys(kinds)) assert.ok(membersOf(kind).length > 0, kind)
})
