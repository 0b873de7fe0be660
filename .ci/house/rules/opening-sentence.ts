// A file opens with a sentence that says what it is for. The file of a test need not: its tests are sentences.
import type { Rule } from '../rule.ts'

export const openingSentence: Rule = {
  name: 'opening-sentence',
  check: tree =>
    tree.files
      .filter(({ path, text }) => !TEST.test(path) && !SENTENCE.test(text.replace(BEFORE, '')))
      .map(({ path }) => `${path} does not open with a sentence; say in a comment at its top what it is for`),
}

const TEST = /\.test\.[cm]?[jt]sx?$/

/** What has its place above it: the line that says what runs the file, and the library that its types need. */
const BEFORE = /^(?:#!.*\n|\/\/\/ *<.*\n)*/

/** Three words or more, in the first comment, before anything else; a check that is switched off says nothing. */
const SENTENCE =
  /^(?:'use strict'\s+)?(?:\/\/(?!\/)|\/\*\*?)\s*(?:\*\s)?\s*(?!biome-|oxlint-|eslint-|@ts-)[\w`'"(]\S*[ \t]+\S+[ \t]+\S+/
